"""Who may rule on a recusal, what follows from a ruling, and by when."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.policies import Refused
from portal.accounts.roles import Role
from portal.notifications.models import InboxItem
from reviews import declarations, many, recusals, register_relations, replacements, substitutes
from reviews.models import Assignment, Recusal, Relation
from tests import factories as make
from tests.reviews.conflicts.makers import code, relation, tie

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(seats, at) -> Recusal:
    """The applicant asks for the recusal of the second member."""
    owner = make.owner(seats[1].file.application.enterprise)
    return recusals.request_recusal(seats[1], ground="other", reasons="理由", by=owner, at=at)


def stated(person, at, **columns) -> Relation:
    return register_relations.state(person, by=person, at=at, **columns)


def test_staff_related_to_the_applicant_do_not_rule(entry, staff, at):
    applicant = entry.assignment.file.application.enterprise
    stated(staff, at, kind="shareholding", organisation="控股", code=code(2), share=5)
    tie("控股", applicant.name, holder_code=code(2), subject_code=applicant.uscc, by=staff, at=at)
    with pytest.raises(Refused, match="控股是"):
        recusals.rule(entry, granted=True, reasons="属实", by=staff, at=at)
    entry.refresh_from_db()
    assert entry.ruling == Recusal.Ruling.OPEN
    colleague = make.person(Role.ALLIANCE)
    assert recusals.rule(entry, granted=True, reasons="属实", by=colleague, at=at).ruled_by == colleague


def test_staff_who_share_a_company_with_the_expert_do_not_rule(entry, staff, at):
    expert = entry.assignment.expert
    stated(staff, at, kind="post", organisation="研究院", code=code(5), position="兼职研究员")
    relation(expert, organisation="研究院", code=code(5), at=at)
    with pytest.raises(Refused, match="研究院"):
        recusals.rule(entry, granted=False, reasons="不实", by=staff, at=at)


def test_kin_of_the_expert_does_not_rule(entry, staff, at):
    expert = entry.assignment.expert
    stated(staff, at, kind="kin", kin="spouse", kin_name=expert.name, organisation="某大学")
    with pytest.raises(Refused, match="配偶"):
        recusals.rule(entry, granted=False, reasons="不实", by=staff, at=at)


def test_the_alliance_itself_joins_nobody(entry, staff, at):
    """An expert who works for the alliance is a colleague of all staff; somebody has to rule."""
    alliance = staff.organisation
    stated(staff, at, kind="employer", organisation=alliance.name)
    relation(entry.assignment.expert, organisation=alliance.name, at=at)
    assert recusals.rule(entry, granted=False, reasons="不实", by=staff, at=at).ruling == "dismissed"


def test_whoever_entered_it_does_not_rule(entry, staff, at):
    Recusal.objects.filter(pk=entry.pk).update(raised_by=staff)
    entry.refresh_from_db()
    with pytest.raises(Refused):
        recusals.rule(entry, granted=True, reasons="属实", by=staff, at=at)


def test_what_staff_take_back_counts_until_a_colleague_confirms(entry, staff, at):
    applicant = entry.assignment.file.application.enterprise
    one = stated(staff, at, kind="adviser", organisation=applicant.name, code=applicant.uscc)
    register_relations.take_back(one, by=staff, at=at)
    assert recusals.why_not_rule(entry, by=staff, at=at)
    with pytest.raises(Refused):
        register_relations.confirm_removal(one, by=staff, at=at)
    register_relations.confirm_removal(one, by=make.person(Role.ALLIANCE), at=at)
    assert recusals.why_not_rule(entry, by=staff, at=at) == ""


def test_the_page_says_who_has_to_rule(client, entry, staff, at):
    applicant = entry.assignment.file.application.enterprise
    stated(staff, at, kind="adviser", organisation=applicant.name, code=applicant.uscc)
    client.force_login(staff)
    address = reverse("reviews:recusal", args=[entry.pk])
    page = client.get(address)
    assert "须由其他工作人员裁定" in page.content.decode()
    assert '<form method="post" novalidate>' not in page.content.decode()
    client.post(address, {"ruling": "granted", "reasons": "属实"})
    entry.refresh_from_db()
    assert entry.ruling == Recusal.Ruling.OPEN


def test_the_next_substitute_takes_the_seat_in_the_ruling(monkeypatch, entry, staff, at):
    next_one = make.expert()
    asked = []

    def opener(seat, *, by, at):
        asked.append(seat.pk)
        return replacements.replace(seat, next_one, is_chair=False, by=by, at=at)

    monkeypatch.setitem(substitutes.openers._items, "test", opener)
    recusals.rule(entry, granted=True, reasons="属实", by=staff, at=at)
    fresh = Assignment.objects.get(replaces=entry.assignment)
    assert (asked, fresh.expert, fresh.recusal_until is not None) == ([entry.assignment_id], next_one, True)


def test_a_substitute_who_fails_undoes_the_ruling(monkeypatch, entry, staff, at):
    def opener(seat, *, by, at):
        raise Refused("no")

    monkeypatch.setitem(substitutes.openers._items, "test", opener)
    with pytest.raises(Refused):
        recusals.rule(entry, granted=True, reasons="属实", by=staff, at=at)
    entry.refresh_from_db()
    entry.assignment.refresh_from_db()
    assert (entry.ruling, entry.assignment.ended_at) == ("open", None)


def test_a_second_grant_on_the_same_seat_opens_nobody(monkeypatch, seats, entry, staff, at):
    applicant = seats[1].file.application.enterprise
    relation(seats[1].expert, kind="adviser", organisation=applicant.name, code=applicant.uscc, at=at)
    detected = Recusal.objects.get(origin="detected")
    asked = []
    monkeypatch.setitem(substitutes.openers._items, "test", lambda seat, **_how: asked.append(seat.pk))
    for one in (entry, detected):
        recusals.rule(one, granted=True, reasons="属实", by=staff, at=at)
    assert asked == [seats[1].pk]
    assert replacements.vacancies(seats[1].file).count() == 1


def test_a_dismissal_gives_the_file_back_only_when_nothing_else_holds_it(seats, staff, at):
    applicant = seats[1].file.application.enterprise
    seat = seats[1]
    many.declare_no_conflict(seats, at=at)
    declared = declarations.declare_recusal(
        seat, ground="other", reasons="本人回避", by=seat.expert.user, at=at
    )
    relation(seat.expert, kind="adviser", organisation=applicant.name, code=applicant.uscc, at=at)
    assert Recusal.objects.count() == 1  # what is declared waits for its ruling first
    recusals.rule(declared, granted=False, reasons="不成立", by=staff, at=at)
    seat.refresh_from_db()
    assert seat.declaration == Assignment.Declaration.OPEN
    assert not seat.recusals.filter(ruling="open").exists()


def test_staff_are_reminded_once_of_a_ruling_that_is_due(entry, staff, at):
    assert recusals.remind(at=entry.due_at - timedelta(days=1, seconds=1)) == 0
    assert [recusals.remind(at=entry.due_at), recusals.remind(at=entry.due_at)] == [1, 0]
    assert InboxItem.objects.filter(kind="review.recusal_due", user=staff).count() == 1
