"""Deliberation: quorum, members who leave an item, the order of the agenda, votes, and two people."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.models import Application
from applications.policies import Refused
from applications.workflow import State
from portal.accounts.roles import Role
from portal.audit.chain import history
from publication import deliberation, lists, meetings, minutes, publicity
from publication.deliberation import Motion
from publication.models import Decision
from reviews.models import Relation
from tests import factories

pytestmark = pytest.mark.django_db
PROPOSE = Motion("propose", "达到认定标准")


@pytest.fixture
def members(province):
    return [province, factories.person(Role.PROVINCE), factories.person(Role.PROVINCE)]


def opened(call, members, at, **more):
    return meetings.open_meeting(
        call, held_on=at.date(), place="会议室", members=members, by=members[0], at=at, **more
    )


def state(file) -> str:
    return Application.objects.get(pk=file.pk).state


def test_a_meeting_needs_its_quorum_of_province_officers(members, at):
    call = factories.call(at=at)
    stranger = factories.person(Role.ALLIANCE)
    with pytest.raises(Refused):
        opened(call, [*members[:2], stranger], at)
    held = opened(call, [*members, stranger], at)
    assert [one.user for one in held.members.order_by("user")] == members
    assert opened(call, members, at) == held


def test_standards_then_process_then_the_list(members, province, at):
    call = factories.call(at=at)
    [file] = factories.reviewed(call)
    held = opened(call, members, at)

    with pytest.raises(Refused):
        deliberation.vote(held, "process", reasons="好", by=province, at=at)
    deliberation.vote(held, "standards", reasons="好", by=province, at=at)
    with pytest.raises(Refused):
        deliberation.decide(held, [file], PROPOSE, by=province, at=at)
    deliberation.vote(held, "process", reasons="好", by=province, at=at)

    assert deliberation.decide(held, [file], PROPOSE, by=province, at=at).done == [file]


@pytest.mark.parametrize(
    ("against", "abstained", "adopted"),
    [(0, 0, True), (1, 0, True), (0, 2, False), (1, 1, False), (2, 0, False)],
)
def test_more_than_half_of_three_must_be_in_favour(members, province, at, against, abstained, adopted):
    held = opened(factories.call(at=at), members, at)
    held = deliberation.vote(
        held, "standards", reasons="理由", against=against, abstained=abstained, by=province, at=at
    )
    assert held.standards_adopted is adopted
    assert held.standards_votes == {
        "for": 3 - against - abstained,
        "against": against,
        "abstained": abstained,
    }


def test_more_votes_than_members_are_refused(members, province, at):
    held = opened(factories.call(at=at), members, at)
    with pytest.raises(Refused):
        deliberation.vote(held, "standards", reasons="理由", against=3, abstained=1, by=province, at=at)


def test_a_member_who_leaves_an_item_does_not_vote_on_it(members, province, at):
    members.append(factories.person(Role.PROVINCE))
    call = factories.call(at=at)
    first, second = factories.reviewed(call, 2)
    held = factories.meeting(call, by=province, members=members, at=at)
    member = held.members.last()
    meetings.recuse(held, member, first, reason="配偶任职", by=province, at=at)
    meetings.recuse(held, member, first, reason="配偶任职", by=province, at=at)

    factories.decided(held, [first, second], at=at)

    votes = {row.application_id: row.in_favour for row in Decision.objects.all()}
    assert votes == {first.pk: 3, second.pk: 4}
    with pytest.raises(Refused):
        meetings.recuse(held, held.members.first(), second, reason="晚", by=province, at=at)


def test_an_item_below_the_quorum_is_not_decided(members, province, at):
    call = factories.call(at=at)
    first, second = factories.reviewed(call, 2)
    held = factories.meeting(call, by=province, members=members, at=at)
    meetings.recuse(held, held.members.last(), first, reason="曾任顾问", by=province, at=at)

    outcome = factories.decided(held, [first, second], at=at)

    assert [one.pk for one in outcome.done] == [second.pk]
    assert [one.pk for one, _reason in outcome.refused] == [first.pk]


def test_a_relation_that_the_portal_finds_takes_the_member_off_that_item(members, province, at):
    members.append(factories.person(Role.PROVINCE))
    call = factories.call(at=at)
    first, _second = factories.reviewed(call, 2)
    Relation.objects.create(
        person=members[-1],
        kind="employer",
        organisation=first.enterprise.name,
        code=first.uscc,
        since=at.date() - timedelta(days=400),
        stated_by=members[-1],
        stated_at=at,
    )

    held = factories.meeting(call, by=province, members=members, at=at)

    [found] = meetings.recusals(held)
    assert (found.member.user, found.application_id, found.by) == (members[-1], first.pk, None)
    assert first.enterprise.name in found.reason


def test_nothing_moves_before_a_second_person_approves(members, province, at):
    call = factories.call(at=at)
    first, second = factories.reviewed(call, 2)
    held = factories.meeting(call, by=province, members=members, at=at)
    factories.decided(held, [first], at=at)
    factories.decided(held, [second], "decline", at=at)
    with pytest.raises(Refused):
        minutes.close(held, by=province, at=at)
    minutes.write_minute(held, "纪要", by=province, at=at)
    with pytest.raises(Refused):
        minutes.approve(held, by=members[1], at=at)
    minutes.close(held, by=province, at=at)
    assert (state(first), state(second)) == (State.REVIEWED, State.REVIEWED)
    with pytest.raises(Refused):
        minutes.approve(held, by=province, at=at)
    with pytest.raises(Refused):
        minutes.write_minute(held, "改动", by=province, at=at)

    minutes.approve(held, by=members[1], at=at)
    minutes.approve(held, by=members[1], at=at)

    assert (state(first), state(second)) == (State.PROPOSED, State.DECLINED)
    held.refresh_from_db()
    assert held.document.data["members"] == [person.name for person in members]
    assert [row["votes"] for row in held.document.data["rows"]] == [[3, 0, 0], [3, 0, 0]]
    assert [event.action for event in history("deliberation", str(held.pk))] == [
        "open", "vote_standards", "vote_process", "decide_propose", "decide_decline", "close", "approve",
    ]  # fmt: skip


def test_sent_back_the_record_can_be_put_right(members, province, at):
    call = factories.call(at=at)
    [file] = factories.reviewed(call)
    held = factories.meeting(call, by=province, members=members, at=at)
    factories.decided(held, [file], "decline", at=at)
    assert factories.decided(held, [file], at=at).done == []
    minutes.write_minute(held, "纪要", by=province, at=at)
    minutes.close(held, by=province, at=at)
    decision = held.decisions.get()
    with pytest.raises(Refused):
        deliberation.take_back(decision, by=province, at=at)

    minutes.send_back(held, reason="结论录反", by=members[1], at=at)
    deliberation.take_back(decision, by=province, at=at)
    factories.decided(held, [file], at=at)

    assert factories.approved(held, at=at)[0].state == State.PROPOSED


def test_the_publicised_list_is_the_one_that_was_approved(members, province, at):
    call = factories.call(at=at)
    files = factories.reviewed(call, 3)
    held = factories.meeting(call, by=province, members=members, at=at)
    factories.decided(held, files, at=at)
    factories.approved(held, at=at)
    Application.objects.filter(pk=files[0].pk).update(supplier_class="platform")

    begun = publicity.begin(call, first_day=at.date(), by=province, at=at)

    held.refresh_from_db()
    assert begun.version.sha256 == held.result_sha256
    assert lists.is_intact(begun.version)


def test_a_file_that_came_later_waits_for_the_next_meeting(members, province, at):
    call = factories.call(at=at)
    held = factories.meeting(call, by=province, members=members, at=at)
    [late] = factories.reviewed(call)
    assert factories.decided(held, [late], at=at).done == []
    factories.approved(held, at=at)
    following = opened(call, members, at)
    assert (following.number, following.is_adopted) == (2, True)
    assert factories.decided(following, [late], at=at).done == [late]


def test_a_list_that_was_changed_underneath_is_not_approved(members, province, at):
    call = factories.call(at=at)
    factories.reviewed(call)
    held = factories.meeting(call, by=province, members=members, at=at)
    type(held).objects.filter(pk=held.pk).update(agenda=[])
    with pytest.raises(Refused):
        factories.approved(held, at=at)


def test_decisions_of_a_meeting_stay_unread_until_they_count(client, members, province, at):
    call = factories.call(at=at)
    [file] = factories.reviewed(call)
    held = factories.meeting(call, by=province, members=members, at=at)
    factories.decided(held, [file], "decline", at=at)
    page = reverse("applications:application", args=[file.pk]) + "?tab=publication.decision"
    client.force_login(factories.owner(file.enterprise))
    assert "未达到认定标准" not in client.get(page).content.decode()
    factories.approved(held, at=at)
    assert "未达到认定标准" in client.get(page).content.decode()


def test_a_meeting_in_the_browser(client, members, province, at):
    call = factories.call(at=at)
    files = factories.reviewed(call, 2)
    client.force_login(province)
    data = {"held_on": "2026-11-10", "place": "会议室", "members": [province.pk]}
    new = reverse("publication:meeting_new", args=[call.pk])
    assert client.get(new).status_code == 200
    assert client.post(new, data).status_code == 422
    client.post(new, {**data, "members": [person.pk for person in members]})
    held = call.deliberations.get()

    def post(name, data, *args):
        return client.post(reverse(f"publication:meeting_{name}", args=[held.pk, *args]), data).status_code

    ballot = {"against": 0, "abstained": 1}
    for matter in ("standards", "process"):
        votes = {f"{matter}-{name}": n for name, n in ballot.items()}
        assert post("vote", votes, matter) == 422
        assert post("vote", {**votes, f"{matter}-reasons": "好"}, matter) == 302
    left = {"recuse-member": held.members.last().pk, "recuse-file": "无此企业", "recuse-reason": "任职"}
    assert post("recuse", left) == 422
    data = {"result": "propose", "reasons": "好", "files": [f.pk for f in files], **ballot}
    assert post("decide", data) == 200
    assert Decision.objects.count() == 0
    assert post("decide", {**data, "confirm": "1"}) == 302
    assert post("take_back", {}, Decision.objects.last().pk) == 302
    assert post("minute", {"minute": "纪要", "close": "1"}) == 302
    assert post("approve", {}) == 422
    client.force_login(members[1])
    page = reverse("publication:meeting", args=[held.pk])
    assert client.get(page).status_code == 200
    assert post("approve", {"back": "1"}) == 422
    assert post("approve", {}) == 302
    assert call.applications.filter(state="proposed").count() == 1
    assert client.get(page).status_code == 200


def test_the_page_of_a_meeting_asks_no_more_for_more_files(client, members, province, at):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for many in (1, 3):
        call = factories.call(at=at)
        files = factories.reviewed(call, 2 * many)
        held = factories.meeting(call, by=province, members=members, at=at)
        factories.decided(held, files[:many], at=at)
        client.force_login(province)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("publication:meeting", args=[held.pk])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
