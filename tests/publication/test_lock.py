"""Publicity is a lock: hand-worked boundaries around 2026-11-10 to 2026-11-18 (seven working days)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from applications import steps
from applications.policies import Refused
from applications.workflow import State, Step
from publication import announcing, lists, prolonging, publicity
from publication.models import Immutable, ListVersion, Membership
from tests import factories

pytestmark = pytest.mark.django_db
GUANGDONG = ZoneInfo("Asia/Shanghai")


def moment(*parts):
    return datetime(*parts, tzinfo=GUANGDONG)


def announce(running, by, at):
    return announcing.announce(running, title="公告", body="正文", by=by, at=at)


@pytest.mark.parametrize(
    ("first", "last", "off", "provisional"),
    [
        # 09-28 to 09-30, National Day 1 to 7 October, 8, 9, Saturday 10 (made up), Monday 12.
        (date(2026, 9, 28), date(2026, 10, 12), {"2026-10-01", "2026-10-07", "2026-10-11"}, False),
        # 12-28 to 12-31, New Year's Day by law alone: nobody has published 2027; 4, 5, 6 January.
        (date(2026, 12, 28), date(2027, 1, 6), {"2027-01-01", "2027-01-02"}, True),
    ],
)
def test_a_period_across_a_holiday_tells_each_day(province, first, last, off, provisional):
    begins = moment(first.year, first.month, first.day, 9)
    running = factories.in_publicity(factories.call(at=begins), 1, by=province, at=begins)
    running.refresh_from_db()
    told = {day["date"]: day for day in running.derivation}
    assert (running.first_day, running.last_day, running.provisional) == (first, last, provisional)
    assert sum(day["working"] for day in running.derivation) == running.days == 7
    assert {day for day in off if not told[day]["working"]} == off
    holiday = told[min(off)]
    assert holiday["note"] in {"国庆节", "元旦", "National Day", "New Year's Day"}  # in the test's language
    assert holiday["reason"]


def test_the_period_of_seven_working_days(province, at):
    running = factories.in_publicity(factories.call(at=at), by=province, at=at)

    assert (running.first_day, running.last_day) == (date(2026, 11, 10), date(2026, 11, 18))
    assert running.ends_at == moment(2026, 11, 19)
    assert [row["working"] for row in running.derivation] == [True] * 4 + [False] * 2 + [True] * 3


@pytest.mark.parametrize(
    "when",
    [
        moment(2026, 11, 18, 23, 59, 59),
        datetime(2026, 11, 18, 15, 59, 59, tzinfo=ZoneInfo("UTC")),
        moment(2026, 11, 18, 23, 59, 59).astimezone(ZoneInfo("Pacific/Auckland")),  # already the 19th there
        moment(2026, 11, 10, 12),
    ],
)
def test_nothing_is_announced_before_the_end(province, at, when):
    running = factories.in_publicity(factories.call(at=at), by=province, at=at)

    with pytest.raises(Refused):
        announce(running, province, when)
    file = running.version.entries.get().application
    with pytest.raises(Refused):
        steps.advance(file, Step.ANNOUNCE, by=province, at=when, outcome="recognised")


def test_the_lock_opens_at_midnight_in_guangdong(province, at):
    running = factories.in_publicity(factories.call(at=at), 2, by=province, at=at)

    made = announce(running, province, datetime(2026, 11, 18, 16, tzinfo=ZoneInfo("UTC")))

    assert announce(running, province, made.at + timedelta(days=1)) == made
    assert made.version.supersedes == running.version
    assert lists.is_intact(made.version)
    assert Membership.objects.filter(is_member=True, since=date(2026, 11, 19)).count() == 2
    assert {e.application.state for e in made.version.entries.all()} == {State.ANNOUNCED}
    assert made.document.data["count"] == 2


def test_a_later_holiday_notice_moves_the_end_and_never_shortens_it(province, at):
    from portal.workdays import table
    from portal.workdays.models import DayOverride

    running = factories.in_publicity(factories.call(at=at), by=province, at=at)
    DayOverride.objects.create(date=date(2026, 11, 17), working=False, note="测试放假")
    table.forget()

    with pytest.raises(Refused):
        announce(running, province, moment(2026, 11, 19))
    assert prolonging.recount(at=at) == [running]
    running.refresh_from_db()
    assert running.ends_at == moment(2026, 11, 20)
    DayOverride.objects.all().delete()
    table.forget()
    assert prolonging.recount(at=at) == []
    announce(running, province, moment(2026, 11, 20))


def test_provisional_days_keep_the_lock(province):
    start = timezone.make_aware(datetime(2027, 3, 1, 10))
    running = factories.in_publicity(factories.call(at=start), by=province, at=start)

    assert running.provisional
    with pytest.raises(Refused):
        announce(running, province, start + timedelta(days=60))


def test_publicity_begins_today_or_on_a_later_working_day(province, at):
    call = factories.call(at=at)
    factories.proposed(call, by=province, at=at)
    for day in (date(2026, 11, 9), date(2026, 11, 14), date(2027, 2, 1)):
        with pytest.raises(Refused):
            publicity.begin(call, first_day=day, by=province, at=at)
    publicity.begin(call, first_day=date(2026, 11, 13), by=province, at=at)
    with pytest.raises(Refused):
        publicity.begin(call, first_day=date(2026, 11, 13), by=province, at=at)


def test_a_list_never_changes(province, at):
    version = factories.in_publicity(factories.call(at=at), by=province, at=at).version
    entry = version.entries.get()

    for change in (
        version.save,
        version.delete,
        entry.save,
        entry.delete,
        lambda: ListVersion.objects.update(number=9),
        lambda: version.entries.update(name="别的"),
        lambda: version.entries.all().delete(),
    ):
        with pytest.raises(Immutable):
            change()


def test_a_member_of_the_other_class_changes_it(province, at):
    first = factories.announced(factories.call(at=at), by=province, at=at)
    member = Membership.objects.get()
    entry = first.version.entries.get()
    entry.supplier_class = "platform"

    from publication import pool

    pool.enter([entry], announcement=first, at=at + timedelta(days=40))

    member.refresh_from_db()
    assert member.supplier_class == "platform"
    assert [row.what for row in member.history.all()] == ["recognised", "class_changed"]


def test_queries_of_announcing_do_not_grow(province, at):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for many in (1, 3):
        running = factories.in_publicity(factories.call(at=at), many, by=province, at=at)
        with CaptureQueriesContext(connection) as queries:
            announce(running, province, moment(2026, 11, 19))
        counts.append(len(queries))
    assert counts[1] <= counts[0]  # the first one also begins the series of numbers
