"""Outages of the portal made up for: the days that one took are added to every period that ran then.

Source: ``domain.md``. An outage of over two working hours, found by gaps in the heartbeat, adds a day [I];
one that takes over two working hours of several days adds each of them.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.chain import record
from portal.notifications.heartbeat import outages
from portal.notifications.models import Heartbeat, MadeUpOutage
from portal.registry import Registry
from portal.workdays import calendar as workdays
from portal.workdays.moved import moved

LONGEST = timedelta(hours=2)  # office time; what lasts longer adds a day

prolonged: Registry[Callable] = Registry("followers of outages")
"""``follower(outage: MadeUpOutage, *, at) -> int`` by key: prolongs what ran, in the same transaction,
tells those concerned, and returns how many deadlines moved."""


def counted_anew(key: str, reckon: Callable[[datetime, User | None, datetime], int]) -> None:
    """Have a room's periods counted anew after a holiday notice and after an outage.

    ``reckon(since, by, at)`` counts what had not ended at ``since`` and returns how many deadlines moved.
    """
    moved.add(key, lambda change, *, by, at: 0 if change.first is None else reckon(at, by, at))
    prolonged.add(key, lambda outage, *, at: reckon(outage.start, None, at))


def days_lost(start: datetime, end: datetime) -> int:
    """The working days that an outage adds: none up to two office hours, then one for each day it took."""
    hours = workdays.office_hours(start, end).values()
    if sum(hours, timedelta(0)) <= LONGEST:
        return 0
    return max(1, sum(length > LONGEST for length in hours))


def took(outage: MadeUpOutage, moment: datetime) -> bool:
    """Whether an outage lay over ``moment``, or took over two office hours of its day."""
    if outage.start <= moment <= outage.end:
        return True
    hours = workdays.office_hours(outage.start, outage.end)
    return hours.get(timezone.localdate(moment), timedelta(0)) > LONGEST


def deadline(start: datetime, days: int, made_up: Iterable[MadeUpOutage]) -> datetime:
    """The end of the ``days``-th working day after ``start``, with the days that outages took from it."""
    rows, total = [row for row in made_up if row.end > start], days
    while True:
        until = workdays.deadline(start, total)
        needed = days + sum(row.days for row in rows if row.start < until)
        if needed == total:
            return until
        total = needed


@transaction.atomic
def settle(*, at: datetime) -> int:
    """Make up for every outage that has ended, each once; returns how many deadlines moved."""
    last = MadeUpOutage.objects.select_for_update().order_by("-start").first()
    alive = Heartbeat.objects.filter(since__lte=at).order_by("-since").first()
    begin = (
        last.start if last else Heartbeat.objects.order_by("since").values_list("since", flat=True).first()
    )
    if alive is None or begin >= alive.since:
        return 0
    moved = 0
    for gap in outages(begin, alive.since):
        if (last is None or gap.start > last.start) and (days := days_lost(gap.start, gap.end)):
            moved += _make_up(gap.start, gap.end, days, at)
    return moved


def _make_up(start: datetime, end: datetime, days: int, at: datetime) -> int:
    outage, is_new = MadeUpOutage.objects.get_or_create(
        start=start, defaults={"end": end, "days": days, "settled_at": at}
    )
    if not is_new:  # another process was faster by a moment
        return 0
    moved = {key: prolonged[key](outage, at=at) for key in prolonged.keys()}  # noqa: SIM118 - no mapping
    record(
        kind="workdays",
        id=str(timezone.localdate(start).year),
        action="outage",
        by=None,
        at=at,
        data={"start": start.isoformat(), "end": end.isoformat(), "days": days, "moved": moved},
    )
    return sum(moved.values())
