"""Working days, worked by hand from the State Council's notices.

2025 (国办发明电〔2024〕12号): 国庆、中秋 10-01 to 10-08 off; 09-28 (Sunday) and 10-11 (Saturday) worked.
2026 (国办发明电〔2025〕7号): 国庆 10-01 to 10-07 off; 09-20 (Sunday) and 10-10 (Saturday) worked;
中秋 09-25 to 09-27 off; 春节 02-15 to 02-23 off, 02-14 and 02-28 worked.
"""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone, translation

from portal.workdays import calendar, table
from portal.workdays.models import ConfirmedYear, DayOverride

pytestmark = pytest.mark.django_db


def moment(*parts):
    return timezone.make_aware(datetime(*parts))


@pytest.mark.parametrize(
    ("when", "working", "reason"),
    [
        (date(2025, 9, 28), True, "Working day moved to a weekend"),
        (date(2025, 9, 30), True, "Working day"),
        (date(2025, 10, 1), False, "Holiday"),
        (date(2025, 10, 8), False, "Holiday"),
        (date(2025, 10, 9), True, "Working day"),
        (date(2025, 10, 11), True, "Working day moved to a weekend"),
        (date(2025, 10, 12), False, "Weekend"),
        (date(2026, 9, 20), True, "Working day moved to a weekend"),
        (date(2026, 9, 25), False, "Holiday"),
        (date(2026, 10, 7), False, "Holiday"),
        (date(2026, 10, 8), True, "Working day"),
        (date(2026, 10, 10), True, "Working day moved to a weekend"),
        (date(2026, 2, 14), True, "Working day moved to a weekend"),
        (date(2026, 2, 23), False, "Holiday"),
    ],
)
def test_a_day_and_why_it_counts(when, working, reason):
    found = calendar.day(when)
    with translation.override("en"):
        assert (found.working, str(found.reason), found.provisional) == (working, reason, False)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        # 2025: 29, 30 Sept = 1, 2; then eight days off; 9, 10, 11 Oct = 3, 4, 5; 13 Oct = 6.
        (date(2025, 9, 28), 1, date(2025, 9, 29)),
        (date(2025, 9, 28), 3, date(2025, 10, 9)),
        (date(2025, 9, 28), 5, date(2025, 10, 11)),
        (date(2025, 9, 28), 6, date(2025, 10, 13)),
        # 2026: 30 Sept = 1; 8, 9, 10 Oct = 2, 3, 4; 12 Oct = 5.
        (date(2026, 9, 29), 1, date(2026, 9, 30)),
        (date(2026, 9, 29), 2, date(2026, 10, 8)),
        (date(2026, 9, 29), 4, date(2026, 10, 10)),
        (date(2026, 9, 29), 5, date(2026, 10, 12)),
        (date(2026, 9, 29), 0, date(2026, 9, 29)),
    ],
)
def test_the_nth_working_day(start, days, end):
    assert calendar.add_working_days(start, days) == end


def test_a_deadline_is_the_end_of_office_hours():
    assert calendar.deadline(moment(2025, 9, 28, 23, 59), 3) == moment(2025, 10, 9, 17, 30)
    assert calendar.deadline(moment(2025, 9, 29, 0, 0), 3) == moment(2025, 10, 10, 17, 30)


def test_a_publicity_period_over_national_day():
    period = calendar.publicity_period(date(2026, 9, 28), 7)
    # 28, 29, 30 Sept; 8, 9, 10 (worked Saturday), 12 Oct.
    assert [day.date for day in period.days if day.working] == [
        date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30),
        date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10), date(2026, 10, 12),
    ]  # fmt: skip
    assert (period.first, period.last) == (date(2026, 9, 28), date(2026, 10, 12))
    assert period.ends_at == moment(2026, 10, 13, 0, 0)
    assert not period.provisional


def test_a_publicity_that_begins_on_a_day_off_counts_from_the_next():
    period = calendar.publicity_period(date(2025, 10, 4), 2)
    assert (period.last, len(period.days)) == (date(2025, 10, 10), 7)


@pytest.mark.parametrize(
    ("until", "at", "left"),
    [
        ((2026, 10, 12, 17, 30), (2026, 9, 29, 10, 0), 5),
        ((2026, 10, 12, 17, 30), (2026, 10, 12, 8, 0), 0),
        ((2026, 10, 12, 17, 30), (2026, 10, 12, 17, 30), 0),
        ((2026, 10, 12, 17, 30), (2026, 10, 12, 17, 30, 1), -1),
        ((2026, 9, 30, 17, 30), (2026, 10, 5, 9, 0), -1),
        ((2026, 9, 30, 17, 30), (2026, 10, 9, 9, 0), -2),
        ((2026, 10, 13, 0, 0), (2026, 10, 12, 23, 59, 59), 1),
        ((2027, 1, 5, 17, 30), (2026, 12, 30, 9, 0), 3),  # 31 Dec, 4 and 5 Jan; 1 Jan off by law
    ],
)
def test_days_left(until, at, left):
    assert calendar.days_left(moment(*until), at=moment(*at)) == left


def test_days_left_agrees_with_counting_day_by_day():
    start = date(2025, 12, 20)
    for length in range(0, 800, 13):
        end = start + timedelta(days=length)
        by_hand = sum(day.working for day in calendar.derivation(start, end)[1:])
        assert calendar.days_left(calendar.closing(end), at=moment(2025, 12, 20, 9)) == by_hand


@pytest.mark.parametrize(
    ("when", "working"),
    [
        (date(2027, 1, 1), False),
        (date(2027, 2, 5), False),  # 除夕
        (date(2027, 2, 8), False),  # 初三
        (date(2027, 2, 9), True),
        (date(2027, 4, 5), False),
        (date(2027, 5, 3), True),
        (date(2027, 6, 9), False),
        (date(2027, 9, 15), False),
        (date(2027, 10, 1), False),
        (date(2027, 10, 4), True),
        (date(2031, 10, 1), False),  # beyond the lunar table the solar holidays still count
    ],
)
def test_a_year_without_a_notice_is_computed_and_marked(when, working):
    found = calendar.day(when)
    assert (found.working, found.provisional) == (working, True)


def test_a_period_that_touches_such_a_year_is_marked():
    assert not calendar.publicity_period(date(2026, 12, 24), 6).provisional
    assert calendar.publicity_period(date(2026, 12, 28), 5).provisional


def test_the_province_has_the_last_word():
    DayOverride.objects.create(date=date(2026, 11, 11), working=False, note="粤府办〔2026〕1号")
    found = calendar.day(date(2026, 11, 11))
    assert (found.working, found.note) == (False, "粤府办〔2026〕1号")
    DayOverride.objects.all().delete()
    assert calendar.day(date(2026, 11, 11)).working


def test_a_confirmed_year_is_final():
    ConfirmedYear.objects.create(year=2027, notice="国办发明电〔2026〕9号", confirmed_at=timezone.now())
    DayOverride.objects.create(date=date(2027, 10, 1), working=False, note="国办发明电〔2026〕9号")
    assert not calendar.day(date(2027, 10, 1)).working
    assert calendar.day(date(2027, 10, 2)).provisional is False
    assert calendar.day(date(2027, 10, 2)).working is False  # a Saturday
    assert calendar.day(date(2027, 10, 4)).working


def test_a_notice_entered_by_another_process_counts_from_the_next_request(client):
    """Another process writes past this one's signals; what a request shows is read in that request."""
    address = "/workdays/?from=2026-11-10&days=1"  # the next working day is the 11th, or the 12th

    def last():
        return client.get(address).context["found"]["last"]

    before = last()
    DayOverride.objects.bulk_create([DayOverride(date=date(2026, 11, 11), working=False, note="测试")])
    moved = last()
    DayOverride.objects.filter(date=date(2026, 11, 11)).update(working=True)
    assert [before, moved, last()] == [date(2026, 11, 11), date(2026, 11, 12), date(2026, 11, 11)]


def test_a_list_of_any_length_costs_one_query(django_assert_num_queries):
    at = moment(2026, 11, 10, 10)
    deadlines = [at + timedelta(days=n) for n in range(500)]
    table.look_again()
    with django_assert_num_queries(1):
        [calendar.days_left(until, at=at) for until in deadlines]
    with django_assert_num_queries(0):
        calendar.publicity_period(date(2026, 9, 28), 7)


@pytest.mark.parametrize("now", [datetime(2026, 12, 28, 2), datetime(2027, 2, 1, 2)])
def test_the_same_on_any_date(now):
    with time_machine.travel(now, tick=False):
        left = calendar.days_left(calendar.deadline(timezone.now(), 7), at=timezone.now())
        assert left == 7
        assert calendar.publicity_period(timezone.localdate(), 7).provisional
