"""Arithmetic in Chinese working days, 调休 included, with its derivation."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from portal.workdays.table import Day, current


@dataclass(frozen=True)
class Period:
    """A publicity period: ``ends_at`` is 24:00 of ``last``."""

    first: date
    last: date
    ends_at: datetime
    days: list[Day]
    provisional: bool


def day(when: date) -> Day:
    """Whether ``when`` is a working day, and why."""
    return current().day(when)


def add_working_days(start: date, days: int) -> date:
    """The ``days``-th working day after ``start``."""
    table, when = current(), start
    while days > 0:
        when += timedelta(days=1)
        days -= table.day(when).working
    return when


def closing(when: date) -> datetime:
    """The end of office hours on ``when``."""
    return timezone.make_aware(datetime.combine(when, time.fromisoformat(settings.OFFICE_CLOSES)))


def office_hours(start: datetime, end: datetime) -> dict[date, timedelta]:
    """How much office time lies between two moments, for each working day that holds any."""
    found, when, last = {}, timezone.localdate(start), timezone.localdate(end)
    opens = time.fromisoformat(settings.OFFICE_OPENS)
    while when <= last:
        if current().day(when).working:
            begins = max(start, timezone.make_aware(datetime.combine(when, opens)))
            length = min(end, closing(when)) - begins
            if length > timedelta(0):
                found[when] = length
        when += timedelta(days=1)
    return found


def deadline(start: datetime, days: int) -> datetime:
    """The end of the ``days``-th working day after ``start``."""
    return closing(add_working_days(timezone.localdate(start), days))


def days_left(until: datetime, *, at: datetime) -> int:
    """Working days left, today left out; negative when overdue (working days past, at least one)."""
    today, last = timezone.localdate(at), timezone.localdate(until)
    if at > until:
        return -max(current().count(last, today), 1)
    return current().count(today, last)


def publicity_period(first: date, days: int) -> Period:
    """``days`` working days from ``first``, which counts itself if it is one."""
    table = current()
    listed = [table.day(first)]
    left = days - listed[0].working
    while left > 0:
        listed.append(table.day(listed[-1].date + timedelta(days=1)))
        left -= listed[-1].working
    last = listed[-1].date
    ends_at = timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))
    return Period(first, last, ends_at, listed, any(d.provisional for d in listed))


def derivation(start: date, end: date) -> list[Day]:
    """Each day from ``start`` to ``end`` and why it counts or not."""
    table = current()
    return [table.day(start + timedelta(days=n)) for n in range((end - start).days + 1)]
