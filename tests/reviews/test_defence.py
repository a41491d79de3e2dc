"""A day of defences from its preparation to the minute, by hand."""

import hashlib
from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from applications.policies import Refused
from portal.accounts.roles import Role
from portal.audit.chain import history
from portal.notifications.models import InboxItem
from reviews import many, panels, recusals, staff_conflicts, stages
from reviews.defence import calendars, changing, days, holding, order, placing, publishing
from reviews.models import DefenceDay, DefenceTurn, ReviewFile
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


def local(hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(DAY, time(hour, minute)))


@pytest.fixture
def clerks(staff):
    return [staff, make.person(Role.ALLIANCE, name="书记员乙")]


@pytest.fixture
def in_defence(opened, staff, at):
    """``in_defence(2, 1)``: two files of one panel and one of another, all in the defence stage."""

    def files(*sizes: int) -> list[ReviewFile]:
        found = []
        for size in sizes:
            part = opened(size)
            members = [seat.expert for seat in make.panel(part[0], by=staff, at=at)]
            panels.set_panel(part[1:], members, chair=members[0], by=staff, at=at)
            panels.show_panel(part[1:], by=staff, at=at)
            found += [make.in_stage(file, "defence") for file in part]
        for file in found:
            make.owner(file.application.enterprise)
        return found

    return files


def prepared(files, clerks, at, *, ends=time(11), breaks=()) -> DefenceDay:
    """09:00 to 11:00 in slots of 30 minutes, a room for each clerk."""
    rooms = [(f"{n}号会议室", clerk) for n, clerk in enumerate(clerks, start=1)]
    plan = days.Plan(DAY, "会议中心", time(9), ends, 30, rooms, [list(pause) for pause in breaks])
    day = days.prepare(files[0].review, plan, by=clerks[0], at=at)
    days.choose(day, files, by=clerks[0], at=at)
    return day


def drawn(files, clerks, at, **how) -> DefenceDay:
    return days.draw(prepared(files, clerks, at, **how), by=clerks[0], at=at)


def standing(day) -> dict:
    """Slot and room by file."""
    rows = DefenceTurn.objects.filter(day=day, ended_at=None).select_related("room")
    return {turn.file_id: (turn.slot, turn.room.name) for turn in rows}


def test_the_order_is_the_same_for_everybody_who_has_the_seed():
    seed, keys = "ab" * 32, ["R-3", "R-1", "R-2", "R-4"]
    first = order.drawn_order(seed, keys)
    assert sorted(first) == sorted(keys)
    assert order.drawn_order(seed, keys[::-1]) == first
    assert {tuple(order.drawn_order(f"{n:064x}", keys[:3])) for n in range(60)} == {
        (a, b, c) for a in keys[:3] for b in keys[:3] for c in keys[:3] if len({a, b, c}) == 3
    }
    assert order.commitment(seed) == hashlib.sha256(("ab" * 32).encode()).hexdigest()


def test_the_seed_is_committed_to_before_the_files_and_revealed_with_the_draw(in_defence, clerks, at):
    files = in_defence(2, 2)
    day = prepared(files, clerks, at)
    told = list(history("defence", str(day.pk)))
    assert [event.action for event in told] == ["prepare", "choose"]
    assert told[0].data["commitment"] == hashlib.sha256(day.seed.encode()).hexdigest()
    assert day.seed not in str([event.data for event in told])
    for _twice in range(2):
        days.draw(day, by=clerks[0], at=at)
    [event] = history("defence", str(day.pk)).filter(action="draw")
    numbers = {file.application.number: file.pk for file in files}
    assert event.data["seed"] == day.seed
    assert event.data["order"] == order.drawn_order(day.seed, list(numbers))
    # Two panels, two rooms: each panel hears its two files one after the other, the first drawn first.
    first = {numbers[number]: n for n, number in enumerate(event.data["order"])}
    stands = standing(day)
    for pair in (files[:2], files[2:]):
        early, late = sorted(pair, key=lambda file: first[file.pk])
        assert (stands[early.pk][0], stands[late.pk][0]) == (0, 1)
        assert stands[early.pk][1] == stands[late.pk][1]
    with pytest.raises(Refused):
        days.choose(day, files[:1], by=clerks[0], at=at)


def test_what_stands_in_the_way_is_said_in_words_and_nothing_is_drawn(in_defence, clerks, at):
    files = in_defence(5)
    day = prepared(files, clerks, at)
    with pytest.raises(Refused) as refusal:
        days.draw(day, by=clerks[0], at=at)
    # Five files of one panel in four slots: each of the five experts is named.
    for seat in files[0].assignments.all():
        assert f"{seat.expert.name}参与当日 5 家单位的评审，而当日只有 4 个时段" in str(refusal.value)
    day.refresh_from_db()
    assert (day.drawn_at, set(day.turns.values_list("order", flat=True))) == (None, {None})
    too_few = prepared(in_defence(2, 2), [make.person(Role.ALLIANCE)], at, ends=time(10))
    with pytest.raises(Refused, match="4 家单位"):
        days.draw(too_few, by=clerks[0], at=at)


def test_a_clerk_with_a_conflict_keeps_another_room(in_defence, clerks, at):
    [file] = in_defence(1)
    staff_conflicts.note(file, clerks[0], reason="配偶任职", by=clerks[1], at=at)
    day = drawn([file], clerks, at)
    assert standing(day) == {file.pk: (0, "2号会议室")}
    turn = day.turns.get()
    with pytest.raises(Refused, match="均须回避"):
        changing.move(turn, room=day.rooms.first(), slot=0, reason="换会议室", by=clerks[1], at=at)
    publishing.publish(day, by=clerks[1], at=at)
    with pytest.raises(Refused, match="由他人记录"):
        holding.keep_minute(turn, text="记录", by=clerks[0], at=local(9, 10))


def test_a_recused_expert_who_waits_in_the_room_leaves_it(client, in_defence, clerks, opened, staff, at):
    files = in_defence(2)
    # An expert of the second panel was recused from a file of the first.
    [third] = in_defence(1)
    leaver = third.assignments.select_related("expert").last().expert
    panel = [seat.expert for seat in files[0].assignments.select_related("expert")]
    recused = files[0].assignments.create(
        file=files[0],
        expert=leaver,
        seat=9,
        declaration="recused",
        assigned_by=staff,
        assigned_at=at,
        ended_at=at,
    )
    assert recused.expert not in panel
    day = drawn([files[0], third], clerks[:1], at)
    found = placing.problem(day, at=at)
    turn = day.turns.get(file=files[0])
    assert found.leavers() == {turn.pk: frozenset([leaver.user_id])}
    client.force_login(staff)
    page = client.get(reverse("reviews:defence_day", args=[day.pk])).content.decode()
    assert f"离席</span> {leaver.name}" in page


def test_a_move_changes_places_checks_and_tells_anew(in_defence, clerks, at):
    files = in_defence(2, 1)
    day = drawn(files, clerks, at)
    publishing.publish(day, by=clerks[0], at=at)
    publishing.publish(day, by=clerks[0], at=at)
    InboxItem.objects.all().delete()
    stands = standing(day)
    one = next(turn for turn in day.turns.all() if stands[turn.file_id][0] == 1)
    mate = next(f for f in files[:2] if f.pk != one.file_id)
    # Both files of the first panel in the first slot would put its experts into two rooms.
    other_room = day.rooms.exclude(name=stands[mate.pk][1]).get()
    taken = next((f for f in files if stands[f.pk] == (0, other_room.name)), None)
    with pytest.raises(Refused, match="同时出现在两个会议室"):
        changing.move(one, room=other_room, slot=0, reason="提前", by=clerks[0], at=at)
    with pytest.raises(Refused, match="理由"):
        changing.move(one, room=other_room, slot=3, reason=" ", by=clerks[0], at=at)
    assert standing(day) == stands
    room = day.rooms.get(name=stands[mate.pk][1])
    changing.move(one, room=room, slot=0, reason="企业申请提前", by=clerks[0], at=at)
    changed = standing(day)
    assert (changed[one.file_id], changed[mate.pk]) == (stands[mate.pk], stands[one.file_id])
    if taken:
        assert changed[taken.pk] == stands[taken.pk]
    one.file.refresh_from_db()
    assert (one.file.defence_at, one.file.defence_place) == (local(9), f"会议中心 {room.name}")
    told = InboxItem.objects.filter(kind="review.defence_scheduled")
    assert {item.user.organisation_id for item in told} == {
        file.application.enterprise.organisation_id for file in files[:2]
    }
    assert DefenceDay.objects.get(pk=day.pk).revision == 1


def test_experts_hear_of_a_defence_without_the_name_of_the_enterprise(in_defence, clerks, at):
    [file] = in_defence(1)
    day = publishing.publish(drawn([file], clerks, at), by=clerks[0], at=at)
    name, number = file.application.enterprise_name, file.application.number
    told = InboxItem.objects.filter(kind="review.seat_defence_scheduled")
    assert told.count() == 5
    assert not any(name in str(item.params) or number in str(item.params) for item in told)
    assert str(day.document.data["turns"][0]["starts"]) == "09:00"


def test_each_person_has_a_calendar_file_of_what_may_be_known(client, in_defence, clerks, at):
    files = in_defence(1, 1)
    day = drawn(files, clerks, at)
    name = files[0].application.enterprise_name
    seat = files[0].assignments.select_related("expert__user").first()
    owner = files[0].application.enterprise.organisation.people.first()
    assert calendars.agenda(owner) == []  # not published yet
    publishing.publish(day, by=clerks[0], at=at)

    def events(user):
        client.force_login(user)
        answer = client.get(reverse("reviews:timetable_ics"))
        assert answer["Content-Type"].startswith("text/calendar")
        return list(Calendar.from_ical(answer.content).walk("VEVENT"))

    [event] = events(owner)
    turn = day.turns.get(file=files[0])
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (turn.starts_at, turn.ends_at)
    assert (str(event["location"]), int(event["sequence"])) == (f"会议中心 {turn.room.name}", 0)
    assert name in str(event["summary"])
    [event] = events(seat.expert.user)
    assert str(event["summary"]) == "现场答辩"
    many.declare_no_conflict([seat], at=at)
    [event] = events(seat.expert.user)
    assert str(event["summary"]) == f"现场答辩：{name}"
    entry = recusals.request_recusal(seat, ground="other", reasons="理由", by=owner, at=at)
    recusals.rule(entry, granted=True, reasons="属实", by=clerks[0], at=at)
    assert events(seat.expert.user) == []


def test_nobody_sits_in_two_rooms_of_two_days_on_one_date(in_defence, clerks, at):
    files = in_defence(2)
    drawn(files[:1], clerks[:1], at)
    with pytest.raises(Refused, match="当日已在其他会议室"):
        prepared(files[1:], clerks[:1], at)
    second = drawn(files[1:], [make.person(Role.ALLIANCE)], at)
    # The first day holds the panel from 9:00 to 9:30, so the second day hears it at 9:30.
    assert standing(second)[files[1].pk][0] == 1


def test_a_panel_that_changed_is_seen_before_the_timetable_goes_out(in_defence, clerks, staff, at):
    files = in_defence(1, 1)
    day = drawn(files, clerks, at)
    assert {slot for slot, _room in standing(day).values()} == {0}
    expert = files[0].assignments.first().expert
    panels_seat = files[1].assignments.create(
        file=files[1], expert=expert, seat=9, assigned_by=staff, assigned_at=at
    )
    with pytest.raises(Refused, match=f"{expert.name}将同时出现在两个会议室"):
        publishing.publish(day, by=staff, at=at)
    panels_seat.delete()
    assert publishing.publish(day, by=staff, at=at).published_at == at


@pytest.fixture
def running(in_defence, clerks, at):
    """A published day with one file, heard at nine."""
    [file] = in_defence(1)
    day = publishing.publish(drawn([file], clerks, at), by=clerks[0], at=at)
    return day.turns.select_related("file__application").get()


def test_attendance_is_noted_from_the_beginning_and_an_absent_expert_needs_a_reason(running, staff):
    seats = list(running.file.assignments.order_by("seat"))
    present = [seat.pk for seat in seats[:4]]
    how = {"present": present, "delegation": 3, "head": "总经理", "by": staff}
    with pytest.raises(Refused, match="尚未开始"):
        holding.note_attendance(running, **how, at=local(8, 59))
    with pytest.raises(Refused, match="专家缺席"):
        holding.note_attendance(running, **how, at=local(9))
    turn = holding.note_attendance(running, **how, reason="航班取消，其余四人已到", at=local(9))
    assert (turn.outcome, turn.delegation, turn.delegation_head) == ("held", 3, "总经理")
    assert list(turn.presences.order_by("seat__seat").values_list("is_present", flat=True)) == [True] * 4 + [
        False
    ]
    [event] = history("defence", str(turn.day_id)).filter(action="hold")
    assert (event.data["present"], event.data["absent"]) == ([1, 2, 3, 4], [5])


def test_an_absent_applicant_is_put_on_another_day_or_scored_on_paper(running, staff):
    held = {"by": staff, "at": local(9, 15)}
    with pytest.raises(Refused, match="理由"):
        holding.note_absence(running, consequence="on_paper", reason="", **held)
    turn = holding.note_absence(running, consequence="on_paper", reason="未到场，电话确认放弃", **held)
    assert (turn.outcome, turn.ended_at) == ("absent", None)
    assert not days.waiting(running.file.review).exists()
    turn = holding.note_absence(running, consequence="postponed", reason="因台风交通中断", **held)
    assert turn.ended_at == local(9, 15)
    assert list(days.waiting(running.file.review)) == [running.file]
    assert ReviewFile.objects.get(pk=running.file_id).defence_at is None
    assert InboxItem.objects.filter(kind="review.defence_called_off").count() == 1


def test_minutes_stand_beside_each_other_with_their_digests(running, staff):
    first = holding.keep_minute(running, text="企业汇报 15 分钟。", by=staff, at=local(9, 20))
    assert holding.keep_minute(running, text=" 企业汇报 15 分钟。 ", by=staff, at=local(9, 21)) == first
    second = holding.keep_minute(running, text="企业汇报 15 分钟，答问 10 分钟。", by=staff, at=local(9, 40))
    assert (second.number, running.minutes.count()) == (2, 2)
    events = history("defence", str(running.day_id)).filter(action="minute")
    expected = [hashlib.sha256(m.text.encode()).hexdigest() for m in (first, second)]
    assert [event.data["sha256"] for event in events] == expected


def test_a_stage_closes_only_after_the_defence(running, staff):
    seats = many.declare_no_conflict(running.file.assignments.all(), at=local(9))
    many.seal([make.scored(seat) for seat in seats], at=local(10))

    def close():
        return stages.close_stage([running.file], stage="defence", by=staff, at=local(10))

    assert [why for _file, why in close().refused] == ["现场答辩尚未举行。"]
    present = [seat.pk for seat in running.file.assignments.all()]
    holding.note_attendance(running, present=present, delegation=2, head="经理", by=staff, at=local(9, 30))
    assert close().done
    with pytest.raises(Refused, match="环节已结束"):
        holding.keep_minute(running, text="补记", by=staff, at=local(11))


def test_a_cancelled_day_gives_its_files_back(running, in_defence, staff, at):
    with pytest.raises(Refused):
        changing.cancel(running.day, reason="", by=staff, at=at)
    changing.cancel(running.day, reason="台风", by=staff, at=at)
    assert list(days.waiting(running.file.review)) == [running.file]
    with pytest.raises(Refused, match="已取消"):
        changing.move(running, room=running.room, slot=1, reason="改期", by=staff, at=at)


def test_a_day_that_cannot_be_is_refused(opened, clerks, at):
    [file] = opened()
    rooms = [("一号", clerks[0])]

    def plan(**fields):
        values = {"date": DAY, "venue": "会议中心", "starts": time(9), "ends": time(11), "slot_minutes": 30}
        return days.Plan(**{**values, "rooms": rooms, **fields})

    wrong = [
        plan(date=at.date() - timedelta(days=1)),
        plan(ends=time(9, 20)),
        plan(rooms=[]),
        plan(rooms=[("一号", clerks[0]), ("二号", clerks[0])]),
        plan(rooms=[("一号", clerks[0]), ("一号", clerks[1])]),
    ]
    for one in wrong:
        with pytest.raises(Refused):
            days.prepare(file.review, one, by=clerks[0], at=at)
    assert not DefenceDay.objects.exists()
