"""A site visit: planned, written on devices that may be offline, signed by both."""

import hashlib
import json
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications.policies import Refused
from portal.accounts.roles import Role
from portal.audit.chain import history
from portal.documents.files import Rejected
from portal.notifications.models import InboxItem
from reviews import many, recusals, staff_conflicts, stages
from reviews.models import Visit, VisitEntry, VisitPhoto
from reviews.visits import checklists, planning, reading, signing, writing
from reviews.visits.writing import Written
from tests import factories as make
from tests.portal.documents import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(seats, at):
    """A file in the stage of the visit, its panel declared."""
    many.declare_no_conflict(seats, at=at)
    make.owner(seats[0].file.application.enterprise)
    return make.in_stage(seats[0].file, "site")


@pytest.fixture
def visit(file, seats, staff, at) -> Visit:
    """A visit by the first member of the panel and somebody of the staff, under way."""
    plan = planning.Plan(at, "天河区测试路 1 号", [seats[0].expert.user, staff])
    return planning.plan(file, plan, by=staff, at=at - timedelta(days=1))


@pytest.fixture
def two(visit, seats, staff):
    """The two inspectors."""
    return seats[0].expert.user, staff


def photo(name="photo.jpg", size=(8, 8)) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.picture("JPEG" if name.endswith("jpg") else "PNG", size))


def answers(visit, result="pass", **other) -> list[Written]:
    """Every item answered with ``result``, but for those named."""
    return [Written(item["key"], other.get(item["key"], result)) for item in visit.checklist]


def signed(visit, user, at):
    digest = reading.digest(visit, reading.lines(visit))
    return signing.sign(visit, digest=digest, name=user.name, by=user, at=at)


def shown(visit) -> dict:
    """What stands for each item that was answered."""
    return {
        line.key: [(entry.result, entry.remark) for entry in line.entries]
        for line in reading.lines(visit)
        if line.entries
    }


# Planning -----------------------------------------------------------------------------------------
def test_only_declared_members_and_staff_without_a_conflict_visit(file, seats, staff, at):
    other = make.person(Role.ALLIANCE)
    staff_conflicts.note(file, other, reason="曾任职", by=staff, at=at)
    names = {user.pk for user in planning.candidates(file, at=at)}
    assert names == {*(seat.expert.user_id for seat in seats), staff.pk}
    for pair in ([staff, other], [staff, staff], [staff, make.expert().user]):
        with pytest.raises(Refused):
            planning.plan(file, planning.Plan(at, "广州", pair), by=staff, at=at)


def test_a_visit_is_told_and_changed_with_a_reason(file, visit, seats, staff, two, at):
    told = InboxItem.objects.filter(kind="review.seat_visit_scheduled")
    assert {item.user_id for item in told} == {user.pk for user in two}
    assert not any(file.application.enterprise_name in str(item.params) for item in told)
    assert InboxItem.objects.filter(kind="review.visit_scheduled").count() == 1
    assert visit.checklist == checklists.items_for("recognition")
    again = planning.Plan(visit.starts_at, visit.place, list(two))
    assert planning.plan(file, again, by=staff, at=at).revision == 0
    later = planning.Plan(at + timedelta(days=1), visit.place, list(two))
    with pytest.raises(Refused, match="变更理由"):
        planning.plan(file, later, by=staff, at=at)
    moved = planning.plan(file, later, by=staff, at=at, reason="企业申请")
    assert (moved.pk, moved.revision) == (visit.pk, 1)


def test_another_inspector_voids_what_was_signed(file, visit, seats, staff, two, at):
    writing.write(visit, answers(visit), by=two[0], at=at)
    signed(visit, two[0], at)
    plan = planning.Plan(visit.starts_at, visit.place, [two[0], seats[1].expert.user])
    planning.plan(file, plan, by=staff, at=at, reason="人员调整")
    assert [one.signed_at for one in visit.inspectors.all()] == [None, None]


def test_nobody_is_on_two_visits_or_in_a_room_at_the_time(file, visit, opened, seats, staff, two, at):
    [other] = opened()
    other = make.in_stage(other, "site")
    plan = planning.Plan(at + timedelta(hours=3), "佛山", [staff, make.person(Role.ALLIANCE)])
    with pytest.raises(Refused, match="另有实地考察"):
        planning.plan(other, plan, by=staff, at=at)


def test_a_visit_that_is_called_off_can_be_planned_anew(file, visit, two, staff, at):
    with pytest.raises(Refused):
        planning.cancel(visit, reason="", by=staff, at=at)
    planning.cancel(visit, reason="企业停电", by=staff, at=at)
    with pytest.raises(Refused):
        writing.write(visit, answers(visit), by=two[0], at=at)
    fresh = planning.plan(file, planning.Plan(at, "广州", list(two)), by=staff, at=at)
    assert fresh.pk != visit.pk


# Writing ------------------------------------------------------------------------------------------
def test_what_comes_twice_is_kept_once(visit, two, at):
    written = [Written("licence", "pass", "原件"), Written("team", "fail", "两人离职")]
    for _twice in range(2):
        writing.write(visit, written, by=two[0], at=at)
    assert VisitEntry.objects.count() == 2
    # The same answer without the device's key (the plain form sent again) changes nothing either.
    assert writing.write(visit, [Written("licence", "pass", "原件 ")], by=two[0], at=at) == []
    assert shown(visit) == {"licence": [("pass", "原件")], "team": [("fail", "两人离职")]}


def test_an_answer_replaces_what_its_writer_had_seen(visit, two, at):
    [first] = writing.write(visit, [Written("licence", "fail")], by=two[0], at=at)
    seen = frozenset([first.key])
    writing.write(visit, [Written("licence", "pass", "已补出示", seen=seen)], by=two[1], at=at)
    assert shown(visit) == {"licence": [("pass", "已补出示")]}
    assert VisitEntry.objects.count() == 2


def test_two_versions_written_apart_are_both_kept_until_one_settles_them(visit, two, at):
    expert, staff = two
    [ours] = writing.write(visit, [Written("team", "pass")], by=expert, at=at)
    [theirs] = writing.write(visit, [Written("team", "fail", "总工不在岗")], by=staff, at=at)
    assert sorted(shown(visit)["team"]) == [("fail", "总工不在岗"), ("pass", "")]
    rest = [one for one in answers(visit) if one.item != "team"]
    writing.write(visit, rest, by=expert, at=at)
    with pytest.raises(Refused, match="1 项存在两个版本"):
        signed(visit, expert, at)
    both = frozenset([ours.key, theirs.key])
    writing.write(visit, [Written("team", "fail", "总工出差，已视频确认", seen=both)], by=expert, at=at)
    assert shown(visit)["team"] == [("fail", "总工出差，已视频确认")]
    assert VisitEntry.objects.filter(item="team").count() == 3


def test_equal_answers_written_apart_are_no_conflict(visit, two, at):
    writing.write(visit, [Written("safety", "pass")], by=two[0], at=at)
    writing.write(visit, [Written("safety", "pass", key=uuid.uuid4())], by=two[1], at=at)
    assert shown(visit) == {"safety": [("pass", "")]}


def test_a_chain_of_answers_from_one_device_arrives_in_its_order(visit, two, at):
    keys = [uuid.uuid4() for _ in range(3)]
    chain = [
        Written("team", "pass", key=keys[0]),
        Written("team", "fail", "一", key=keys[1], seen=frozenset(keys[:1])),
        Written("team", "fail", "一、二", key=keys[2], seen=frozenset(keys[:2])),
    ]
    writing.write(visit, chain, by=two[0], at=at)
    assert shown(visit) == {"team": [("fail", "一、二")]}


def test_a_clock_that_runs_ahead_is_not_believed(visit, two, at):
    early, wild = at - timedelta(hours=5), at + timedelta(days=3)
    writing.write(visit, [Written("team", "pass", written_at=early)], by=two[0], at=at)
    writing.write(visit, [Written("licence", "pass", written_at=wild)], by=two[0], at=at)
    assert dict(VisitEntry.objects.values_list("item", "written_at")) == {"team": early, "licence": at}


@pytest.mark.parametrize("wrong", [Written("nothing", "pass"), Written("team", "maybe")])
def test_what_is_not_on_the_checklist_is_refused_whole(visit, two, at, wrong):
    with pytest.raises(Refused):
        writing.write(visit, [Written("team", "pass"), wrong], by=two[0], at=at)
    assert not VisitEntry.objects.exists()


def test_only_the_two_write(visit, seats, at):
    for user in (seats[1].expert.user, make.person(Role.ALLIANCE)):
        with pytest.raises(Refused, match="只有两名考察人员"):
            writing.write(visit, answers(visit), by=user, at=at)


# Photos -------------------------------------------------------------------------------------------
def test_a_photo_is_kept_as_it_was_taken_and_once(visit, two, at):
    content = samples.picture("JPEG")
    digest, key = hashlib.sha256(content).hexdigest(), uuid.uuid4()
    how = {"item": "licence", "sha256": digest, "taken_at": at - timedelta(hours=2), "by": two[0], "at": at}
    for _twice in range(2):
        kept = writing.add_photo(visit, photo(), key=key, **how)
    assert VisitPhoto.objects.count() == 1
    assert (kept.file.sha256, kept.taken_at, kept.received_at) == (digest, at - timedelta(hours=2), at)
    assert writing.add_photo(visit, photo(), item="licence", by=two[0], at=at) == kept


def test_a_photo_that_arrives_damaged_or_is_none_is_refused(visit, two, at):
    with pytest.raises(Rejected, match="传输受损"):
        writing.add_photo(visit, photo(), sha256="0" * 64, by=two[0], at=at)
    with pytest.raises(Rejected):
        writing.add_photo(visit, SimpleUploadedFile("a.jpg", b"no picture"), by=two[0], at=at)
    with pytest.raises(Refused):
        writing.add_photo(visit, photo(), item="nothing", by=two[0], at=at)
    assert not VisitPhoto.objects.exists()


def test_a_photo_is_taken_out_with_a_reason_and_stays_on_record(visit, two, at):
    kept = writing.add_photo(visit, photo(), by=two[0], at=at)
    with pytest.raises(Refused):
        writing.remove_photo(kept, reason=" ", by=two[0], at=at)
    for _twice in range(2):
        writing.remove_photo(kept, reason="拍到人脸", by=two[0], at=at)
    assert [line.photos for line in reading.lines(visit) if line.photos] == []
    actions = list(history(*visit.file.application.chain).values_list("action", flat=True))
    assert actions.count("remove_visit_photo") == 1


# Signing ------------------------------------------------------------------------------------------
def test_both_sign_the_same_and_a_change_voids_it(visit, two, at):
    expert, staff = two
    with pytest.raises(Refused, match="11 项未填写"):
        signed(visit, expert, at)
    writing.write(visit, answers(visit, team="fail"), by=expert, at=at)
    with pytest.raises(Refused, match="请在备注中写明情况"):
        signed(visit, expert, at)
    [entry] = VisitEntry.objects.filter(item="team")
    writing.write(
        visit, [Written("team", "fail", "三人不在岗", seen=frozenset([entry.key]))], by=expert, at=at
    )
    old = reading.digest(visit, reading.lines(visit))
    for user in two:
        for _twice in range(2):
            signed(visit, user, at)
    assert reading.is_signed(reading.of_file(visit.file))
    assert {one.signed_digest for one in visit.inspectors.all()} == {old}
    writing.add_photo(visit, photo(), item="team", by=expert, at=at)
    assert not reading.is_signed(reading.of_file(visit.file))
    told = InboxItem.objects.filter(kind="review.visit_signature_void")
    assert [item.user for item in told] == [staff]
    with pytest.raises(Refused, match="已有变动"):
        signing.sign(visit, digest=old, name=staff.name, by=staff, at=at)
    actions = list(history(*visit.file.application.chain).values_list("action", flat=True))
    assert (actions.count("sign_visit"), actions.count("void_visit_signature")) == (2, 2)


def test_one_signs_with_the_own_name_and_not_before_the_visit(visit, two, at):
    writing.write(visit, answers(visit), by=two[0], at=at)
    digest = reading.digest(visit, reading.lines(visit))
    with pytest.raises(Refused, match="请签署本人姓名"):
        signing.sign(visit, digest=digest, name="别人", by=two[0], at=at)
    with pytest.raises(Refused, match="考察尚未开始"):
        signing.sign(visit, digest=digest, name=two[0].name, by=two[0], at=at - timedelta(minutes=1))


def test_the_stage_closes_only_after_both_have_signed(visit, two, seats, staff, at):
    later = seats[0].file.assignments.first().recusal_until + timedelta(hours=1)
    many.seal([make.scored(seat) for seat in seats], at=later)

    def close():
        return stages.close_stage([visit.file], stage="site", by=staff, at=later)

    writing.write(visit, answers(visit), by=two[0], at=later)
    signed(visit, two[0], later)
    assert [why for _file, why in close().refused] == ["实地考察表尚未由两名考察人员签字。"]
    signed(visit, two[1], later)
    type(visit.file).objects.filter(pk=visit.file_id).update(stage="site")
    closings = [("written", 70), ("defence", 70)]
    for stage, mean in closings:
        visit.file.closings.create(stage=stage, mean=mean, closed_by=staff, closed_at=at)
    assert close().done
    with pytest.raises(Refused, match="环节已结束"):
        writing.write(visit, [Written("team", "fail", "补充")], by=two[0], at=later)


# Who sees it --------------------------------------------------------------------------------------
def test_a_recused_inspector_finds_nothing_and_no_longer_stands_for_it(client, visit, two, seats, staff, at):
    expert = two[0]
    writing.write(visit, answers(visit), by=expert, at=at)
    for user in two:
        signed(visit, user, at)
    owner = visit.file.application.enterprise.organisation.people.first()
    entry = recusals.request_recusal(seats[0], ground="other", reasons="理由", by=owner, at=at)
    recusals.rule(entry, granted=True, reasons="属实", by=staff, at=at)
    assert not reading.is_signed(reading.of_file(visit.file))
    client.force_login(expert)
    for name in ("visit", "visit_checklist", "visit_state", "visit_sign"):
        assert client.get(reverse(f"reviews:{name}", args=[visit.pk])).status_code == 404
    late = json.dumps({"entries": []})
    answer = client.post(
        reverse("reviews:visit_entries", args=[visit.pk]), late, content_type="application/json"
    )
    assert answer.status_code == 404
    with pytest.raises(Refused):
        writing.write(visit, [Written("team", "fail", "迟到")], by=expert, at=at)


def test_the_panel_reads_what_was_found_beside_its_sheet(client, visit, two, seats, at):
    writing.write(visit, answers(visit, safety="na"), by=two[0], at=at)
    client.force_login(seats[2].expert.user)
    page = client.get(reverse("reviews:sheet", args=[seats[2].pk])).content.decode()
    assert "通过 10 项 · 不通过 0 项 · 不适用 1 项" in page
    assert "两名考察人员尚未全部签字" in page


# The addresses ------------------------------------------------------------------------------------
def test_a_device_sends_entries_and_photos_and_gets_what_the_server_holds(client, visit, two, at):
    client.force_login(two[0])
    key, content = str(uuid.uuid4()), samples.picture("PNG")
    entry = {"key": key, "item": "team", "result": "pass", "remark": "在岗", "written_at": "x", "seen": ["?"]}
    address = reverse("reviews:visit_entries", args=[visit.pk])
    for _twice in range(2):
        answer = client.post(address, json.dumps({"entries": [entry]}), content_type="application/json")
    said = answer.json()
    assert (answer.status_code, said["kept"]) == (200, [key])
    assert [(one["key"], one["result"]) for one in said["state"]["items"]["team"]] == [(key, "pass")]
    data = {"key": str(uuid.uuid4()), "item": "team", "sha256": hashlib.sha256(content).hexdigest()}
    address = reverse("reviews:visit_photos", args=[visit.pk])
    for _twice in range(2):
        answer = client.post(address, {**data, "file": SimpleUploadedFile("p.png", content)})
    assert [one["sha256"] for one in answer.json()["state"]["photos"]] == [data["sha256"]]
    picture = client.get(answer.json()["state"]["photos"][0]["url"])
    assert b"".join(picture.streaming_content) == content
    wrong = client.post(
        address, {**data, "key": str(uuid.uuid4()), "sha256": "1" * 64, "file": photo("q.png")}
    )
    assert (wrong.status_code, "传输受损" in wrong.json()["message"]) == (422, True)


@pytest.mark.parametrize("body", ["", "[]", '{"entries": [{}]}', '{"entries": [{"key": "1"}]}', "{"])
def test_what_no_device_sends_is_answered_in_words(client, visit, two, body):
    client.force_login(two[0])
    address = reverse("reviews:visit_entries", args=[visit.pk])
    answer = client.post(address, body, content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (400, ["message"])


def test_without_a_script_the_checklist_is_a_plain_form(client, visit, two, at):
    client.force_login(two[0])
    address = reverse("reviews:visit_checklist", args=[visit.pk])
    data = {"result_team": "fail", "remark_team": "两人离职", "seen_team": "", "photo_team": photo()}
    for _twice in range(2):
        assert client.post(address, {**data, "photo_team": photo()}).status_code == 302
    assert shown(visit) == {"team": [("fail", "两人离职")]}
    assert (VisitEntry.objects.count(), VisitPhoto.objects.count()) == (1, 1)
    # Sent from a page that had not seen it, another answer stays beside it.
    client.force_login(two[1])
    client.post(address, {"result_team": "pass", "remark_team": "", "seen_team": ""})
    assert len(shown(visit)["team"]) == 2
    page = client.get(address).content.decode()
    assert "两人离职" in page
    bare = client.post(address, {"remark_licence": "只写备注", "seen_licence": ""})
    assert (bare.status_code, "只写备注" in bare.content.decode()) == (422, True)
