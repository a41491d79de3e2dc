"""Which files go on, what is counted for those that don't, and how they rank; worked by hand."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from portal.notifications.models import InboxItem
from reviews import going_on, many, opening, panels, reports, results, stages
from reviews.going_on import Onward
from reviews.models import Review, ReviewFile
from tests import factories as make

WEIGHTS = {"written": 50, "defence": 30, "site": 20}


def test_a_mean_that_reaches_the_least_goes_on():
    least = {"defence": D(70), "site": D(75)}
    assert going_on.after("written", D("70.00"), WEIGHTS, least) == Onward("defence")
    assert going_on.after("written", D("69.99"), WEIGHTS, least) == Onward(not_to="defence", missed=2)
    assert going_on.after("defence", D("74.99"), WEIGHTS, least) == Onward(not_to="site", missed=1)
    assert going_on.after("site", D("10.00"), WEIGHTS, least) == Onward()
    # A call without a defence asks its written mean for the visit.
    assert going_on.after("written", D(74), {"written": 70, "site": 30}, least) == Onward(
        not_to="site", missed=1
    )
    assert going_on.after("written", D(0), WEIGHTS, {"defence": D(0)}) == Onward("defence")


def test_a_stage_that_a_file_never_had_counts_nothing():
    # 50 % of 60 = 30; with 30 % of 90 = 27 it is 57.
    assert going_on.total({"written": D(60)}, WEIGHTS) == D("30.00")
    assert going_on.total({"written": D(60), "defence": D(90)}, WEIGHTS) == D("57.00")


@pytest.fixture
def closed(staff, at):
    """``closed(share, …)``: a file for each share of the points, its written review closed at 70 for the defence."""

    def close(*shares: str) -> list[ReviewFile]:
        call = make.call(at=at, defence_from=70, site_from=75)
        applications = [make.reported(call, at=at) for _share in shares]
        opening.open_review(call, applications, by=staff, at=at)
        files = list(ReviewFile.objects.filter(application__in=applications).order_by("pk"))
        members = [seat.expert for seat in make.panel(files[0], by=staff, at=at)]
        panels.set_panel(files[1:], members, chair=members[0], by=staff, at=at)
        panels.show_panel(files[1:], by=staff, at=at)
        for file, share in zip(files, shares, strict=True):
            make.owner(file.application.enterprise)
            seats = many.declare_no_conflict(file.assignments.all(), at=at)
            many.seal([make.scored(seat, share=share) for seat in seats], at=at)
        later = ReviewFile.objects.first().recusal_until + timedelta(hours=1)
        assert not stages.close_stage(files, stage="written", by=staff, at=later).refused
        return list(ReviewFile.objects.order_by("pk"))

    return close


@pytest.mark.django_db
def test_files_below_the_least_mean_end_with_what_they_have(closed, staff, at):
    # Points are rounded down to halves: at 0.7 the seven weights give exactly 70 of 100, at 0.6 exactly 60.
    first, low, best = closed("0.7", "0.6", "0.9")
    assert [(f.stage, f.total, f.not_taken_on, f.missed) for f in (first, low, best)] == [
        ("defence", None, "", 0),
        ("written", D("30.00"), "defence", 2),
        ("defence", None, "", 0),
    ]
    told = InboxItem.objects.filter(kind="review.not_taken_on_to_defence")
    assert [item.user.organisation_id for item in told] == [low.application.enterprise.organisation_id]
    assert [*told.get().params] == ["number"]
    # An expert sees no sheet to fill for it, and closing its next stage is refused.
    later = low.recusal_until + timedelta(hours=2)
    assert stages.close_stage([low], stage="defence", by=staff, at=later).refused


@pytest.mark.django_db
def test_files_not_taken_on_rank_behind_those_taken_on_and_before_struck_ones(closed, staff):
    files = closed("0.6", "0.5", "0.9", "0.9")
    # Two files as they stand after all stages: one at 40 points although taken on, one struck at 95.
    ReviewFile.objects.filter(pk=files[2].pk).update(total=D(20))
    ReviewFile.objects.filter(pk=files[3].pk).update(total=D(95), veto="一票否决", is_struck=True)
    review = Review.objects.get()
    rows = list(results.ranking(review, "service").order_by(*results.RANKED))
    shown = [(rank, row.pk, row.total) for rank, row in results.ranked_rows(review, "service", rows)]
    assert shown == [
        (1, files[2].pk, D(20)),
        (2, files[0].pk, D(30)),
        (3, files[1].pk, D(25)),
        (4, files[3].pk, D(95)),
    ]
    # A page that begins in the middle counts what lies before it.
    assert [rank for rank, _row in results.ranked_rows(review, "service", rows[2:])] == [3, 4]
    assert [(rank, file.pk) for file, rank in reports.ranked(rows)] == [(r, pk) for r, pk, _total in shown]


@pytest.mark.django_db
def test_a_file_not_taken_on_is_reported_but_not_recommended(closed, staff):
    [file] = closed("0.6")
    later = file.recusal_until + timedelta(days=1)
    report = make.sent_report(Review.objects.get(), [file], by=staff, at=later)
    line = report.lines.get()
    assert (line.total, line.rank, line.not_taken_on, line.recommended) == (D("30.00"), 1, "defence", False)
    [stated] = report.document.data["lines"]
    assert (stated["stages"], stated["not_taken_on"]) == ({"written": "60.00"}, "defence")
