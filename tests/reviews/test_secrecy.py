"""A recused expert finds nothing; scores stay hidden until their stage closes; others stay outside."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.queries import visible_to
from portal.accounts.roles import Role
from portal.documents.files import store_bytes
from portal.documents.issuing import readers
from portal.notifications.models import InboxItem
from reviews import hooks, many, queries, recusals, stages
from reviews.models import ScoreSheet
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def recused(seats, staff, at):
    """A seat whose expert declared, and was recused on the applicant's request; its file."""
    many.declare_no_conflict(seats, at=at)
    seat = seats[1]
    owner = make.owner(seat.file.application.enterprise)
    entry = recusals.request_recusal(seat, ground="consulted", reasons="曾提供咨询", by=owner, at=at)
    recusals.rule(entry, granted=True, reasons="属实", by=staff, at=at)
    return seat


def test_a_recused_expert_finds_nothing(client, recused, staff, at):
    expert, application = recused.expert.user, recused.file.application
    client.force_login(expert)
    mine = client.get(reverse("reviews:mine"))
    assert (list(mine.context["page"].rows), mine.context["waiting"]) == ([], {"declare": 0, "score": 0})
    assert application.enterprise_name not in mine.content.decode()
    assert not visible_to(expert).exists()
    assert client.get(application.get_absolute_url()).status_code == 404
    for name in ("declare", "sheet"):
        assert client.get(reverse(f"reviews:{name}", args=[recused.pk])).status_code == 404
    for name in ("autosave", "recuse"):
        assert client.post(reverse(f"reviews:{name}", args=[recused.pk])).status_code == 404
    document = recused.recusals.get().document
    assert client.get(reverse("documents:download", args=[document.code])).status_code == 404
    for item in InboxItem.objects.filter(user=expert):
        assert application.number not in str(item.params)
        assert application.enterprise_name not in str(item.params)
        assert str(application.get_absolute_url()) not in item.link
    inbox = client.get(reverse("notifications:inbox")).content.decode()
    assert application.number not in inbox
    assert application.enterprise_name not in inbox


def test_an_attachment_is_closed_with_the_file(client, recused):
    application = recused.file.application
    requirement = application.call.materials.first()
    stored = store_bytes("材料.pdf", b"%PDF-1.4 test", "application/pdf", by=recused.expert.user)
    kept = application.attachments.create(
        requirement=requirement, file=stored, added_at=application.created_at
    )
    client.force_login(recused.expert.user)
    address = reverse("applications:attachment", args=[application.pk, kept.pk])
    assert client.get(address).status_code == 404


def test_the_others_still_find_the_file(client, seats, recused):
    other = seats[0].expert.user
    assert list(visible_to(other)) == [recused.file.application]


def test_a_declared_recusal_closes_the_file_before_the_ruling(client, seats, at):
    seat = seats[2]
    many.declare_no_conflict([seat], at=at)
    client.force_login(seat.expert.user)
    data = {"ground": "kin", "reasons": "亲属任职"}
    for _twice in range(2):
        client.post(reverse("reviews:recuse", args=[seat.pk]), data)
    assert seat.recusals.count() == 1
    assert not visible_to(seat.expert.user).exists()
    assert client.get(reverse("reviews:sheet", args=[seat.pk])).status_code == 404


def test_scores_are_hidden_until_their_stage_closes(client, seats, staff, at):
    many.declare_no_conflict(seats, at=at)
    later = seats[0].file.assignments.first().recusal_until + timedelta(hours=1)
    many.seal([make.scored(seat) for seat in seats], at=later)
    file = seats[0].file
    province, auditor = make.person(Role.PROVINCE), make.person(Role.AUDITOR)
    for user in (staff, province, auditor):
        context = hooks.progress_context(user, file.application, later)
        assert (context["sealed"], context["seated"], context["closings"]) == (5, 5, [])
        assert context["line"] is None
    client.force_login(staff)
    page = client.get(reverse("reviews:file", args=[file.pk])).content.decode()
    assert "80.00" not in page
    export = client.get(reverse("reviews:scores_export", args=[file.review.call_id, "csv"])).content.decode()
    assert len(export.strip().splitlines()) == 1
    for user in (province, auditor):
        client.force_login(user)
        ranking = client.get(reverse("reviews:ranking", args=[file.review.call_id]))
        assert list(ranking.context["page"].rows) == []
    client.force_login(seats[1].expert.user)
    own = client.get(reverse("reviews:sheet", args=[seats[1].pk]))
    assert own.context["kept"].assignment == seats[1]
    assert client.get(reverse("reviews:sheet", args=[seats[0].pk])).status_code == 404
    stages.close_stage([file], stage="written", by=staff, at=later)
    assert ScoreSheet.objects.filter(status="revealed").count() == 5
    assert len(hooks.progress_context(staff, file.application, later)["closings"]) == 1
    assert hooks.progress_context(province, file.application, later)["closings"] == []


def test_other_roles_are_refused_and_foreign_seats_do_not_exist(client, seats, staff):
    file = seats[0].file
    alliance_only = [
        reverse("reviews:reviews"),
        reverse("reviews:review_call", args=[file.review.call_id]),
        reverse("reviews:file", args=[file.pk]),
        reverse("reviews:assign") + f"?files={file.pk}",
        reverse("reviews:experts"),
        reverse("reviews:recusals"),
    ]
    for user in (make.person(Role.PROVINCE), seats[0].expert.user, make.person(Role.AUDITOR)):
        client.force_login(user)
        assert {client.get(address).status_code for address in alliance_only} == {403}
    client.force_login(staff)
    assert client.get(reverse("reviews:mine")).status_code == 403
    stranger = make.owner(make.enterprise())
    client.force_login(stranger)
    assert client.get(reverse("reviews:request_recusal", args=[seats[0].pk])).status_code == 404
    assert client.get(reverse("reviews:reports")).status_code == 403
    client.force_login(make.expert().user)
    assert client.get(reverse("reviews:declare", args=[seats[0].pk])).status_code == 404
    assert readers["recusal"] and readers["review"]
    assert not queries.seats_of(stranger).exists()
