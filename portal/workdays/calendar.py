"""Arithmetic in Chinese working days, 调休 included, with its derivation."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import chinese_calendar
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.workdays.models import DayOverride


@dataclass(frozen=True)
class Day:
    """A day and why it counts: ``reason`` for people, ``note`` the notice or holiday it comes from."""

    date: date
    working: bool
    reason: object
    note: str = ""
    provisional: bool = False


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
    override = DayOverride.objects.filter(date=when).first()
    return _judge(when, override)


def _judge(when: date, override: DayOverride | None) -> Day:
    if override:
        return Day(when, override.working, _("Set by notice"), override.note)
    try:
        on_holiday, name = chinese_calendar.get_holiday_detail(when)
    except NotImplementedError:
        return Day(when, when.weekday() < 5, _("Provisional: no holiday notice yet"), "", provisional=True)
    if on_holiday:
        return Day(when, False, _("Holiday") if name else _("Weekend"), name or "")
    return Day(
        when,
        True,
        _("Working day moved to a weekend") if when.weekday() >= 5 else _("Working day"),
        name or "",
    )


def add_working_days(start: date, days: int) -> date:
    """The ``days``-th working day after ``start``."""
    when = start
    while days > 0:
        when += timedelta(days=1)
        days -= day(when).working
    return when


def closing(when: date) -> datetime:
    """The end of office hours on ``when``."""
    return timezone.make_aware(datetime.combine(when, time.fromisoformat(settings.OFFICE_CLOSES)))


def deadline(start: datetime, days: int) -> datetime:
    """The end of the ``days``-th working day after ``start``."""
    return closing(add_working_days(timezone.localdate(start), days))


def days_left(until: datetime, *, at: datetime) -> int:
    """Working days left, today left out; negative when overdue (working days past)."""
    today, last = timezone.localdate(at), timezone.localdate(until)
    if at > until and last >= today:
        return -1
    low, high = sorted([today, last])
    count = sum(day(low + timedelta(days=n)).working for n in range(1, (high - low).days + 1))
    return count if last >= today else -count


def publicity_period(first: date, days: int) -> Period:
    """``days`` working days from ``first``, which counts itself if it is one."""
    listed = [day(first)]
    while sum(d.working for d in listed) < days:
        listed.append(day(listed[-1].date + timedelta(days=1)))
    last = listed[-1].date
    ends_at = timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))
    return Period(first, last, ends_at, listed, any(d.provisional for d in listed))


def derivation(start: date, end: date) -> list[Day]:
    """Each day from ``start`` to ``end`` and why it counts or not."""
    return [day(start + timedelta(days=n)) for n in range((end - start).days + 1)]
