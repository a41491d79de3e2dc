"""From the opening to the report, with a recusal on the way."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse

from applications.policies import Refused
from applications.queries import visible_to
from portal.accounts.roles import Role
from reviews import declarations, opening, recusals, replacements, sheets, stages
from reviews.models import Review, ReviewFile, StageClosing
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(at):
    staff = make.person(Role.ALLIANCE)
    shares = {"written_weight": 60, "defence_weight": 40, "site_weight": 0}
    application = make.reported(make.call(at=at, **shares), at=at)
    outcome = opening.open_review(application.call, [application], by=staff, at=at)
    assert not outcome.refused
    return ReviewFile.objects.select_related("application__enterprise", "review__call").get(), staff


def declared(seat, at):
    name = seat.expert.name
    return declarations.declare_no_conflict(seat, signed_name=name, by=seat.expert.user, at=at)


def scored(seat, stage, at, share=D("0.8")):
    indicators = list(seat.file.review.call.indicators.all())
    lines = {i.pk: sheets.Line(i.weight * share) for i in indicators}
    by = seat.expert.user
    kept = sheets.save_draft(seat, stage, sheets.Draft(lines, veto_judged=True), revision=0, by=by, at=at)
    return sheets.seal(seat, stage, revision=kept.revision, by=by, at=at)


def test_the_whole_review(file, at):
    file, staff = file
    seats = make.panel(file, by=staff, at=at)
    assert not visible_to(seats[0].expert.user).exists()
    for seat in seats:
        declared(seat, at)
        assert list(visible_to(seat.expert.user)) == [file.application]
    later = file.assignments.first().recusal_until + timedelta(hours=16)
    for stage in ("written", "defence"):
        early = stages.close_stage([file], stage=stage, by=staff, at=later)
        assert len(early.refused) == 1
        for seat in seats:
            scored(seat, stage, later)
        if stage == "defence":
            unheard = stages.close_stage([file], stage=stage, by=staff, at=later)
            assert [why for _file, why in unheard.refused] == ["现场答辩尚未举行。"]
            make.defended(file, by=staff, at=later)
        assert len(stages.close_stage([file], stage=stage, by=staff, at=later).done) == 1
    assert list(StageClosing.objects.values_list("mean", flat=True)) == [D("80.00")] * 2
    report = make.sent_report(Review.objects.get(), [file], by=staff, at=later)
    line = report.lines.get()
    assert (line.total, line.rank, line.recommended) == (D("80.00"), 1, True)
    assert not visible_to(seats[0].expert.user).exists()


def test_a_recused_expert_finds_nothing_and_is_replaced(file, at, client):
    file, staff = file
    seat = make.panel(file, by=staff, at=at)[1]
    declared(seat, at)
    owner = make.owner(file.application.enterprise)
    entry = recusals.request_recusal(seat, ground="consulted", reasons="曾为本企业咨询", by=owner, at=at)
    recusals.rule(entry, granted=True, reasons="属实", by=staff, at=at)
    with pytest.raises(Refused):
        recusals.rule(entry, granted=False, reasons="再次", by=staff, at=at)
    assert not visible_to(seat.expert.user).exists()
    client.force_login(seat.expert.user)
    for name in ("declare", "sheet"):
        assert client.get(reverse(f"reviews:{name}", args=[seat.pk])).status_code == 404
    assert file.application.enterprise_name not in client.get(reverse("reviews:mine")).content.decode()
    fresh = replacements.replace(seat, make.expert(), is_chair=False, by=staff, at=at)
    assert (fresh.letter, fresh.recusal_until is not None) == ("F", True)


def test_a_late_request_is_refused(file, at):
    file, staff = file
    seat = make.panel(file, by=staff, at=at)[0]
    owner = make.owner(file.application.enterprise)
    late = seat.file.assignments.get(pk=seat.pk).recusal_until + timedelta(seconds=1)
    with pytest.raises(Refused):
        recusals.request_recusal(seat, ground="other", reasons="理由", by=owner, at=late)


def test_pages_open(file, at, client):
    file, staff = file
    make.panel(file, by=staff, at=at)
    client.force_login(staff)
    call = file.review.call_id
    for address in (
        reverse("reviews:experts"),
        reverse("reviews:expert_new"),
        reverse("reviews:reviews"),
        reverse("reviews:review_call", args=[call]) + "?tab=scoring",
        reverse("reviews:assign") + f"?files={file.pk}",
        reverse("reviews:ranking", args=[call]),
        reverse("reviews:recusals"),
        reverse("reviews:reports"),
        reverse("reviews:report_new", args=[call]),
    ):
        assert client.get(address).status_code == 200, address
