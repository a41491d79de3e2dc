"""What the portal does by the clock; catches up after the machine was off."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q

from portal.notifications.models import ScheduleRun
from portal.registry import Registry

LEASE = timedelta(minutes=10)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Scheduled:
    """``handler(at=datetime)`` every ``every``; idempotent, and does all that is due at ``at``."""

    key: str
    every: timedelta
    handler: Callable


schedule: Registry[Scheduled] = Registry("schedule")


def run_schedule(at: datetime) -> list[str]:
    """Run each task whose time has come, once however long the machine was off; returns their keys.

    One process at a time runs a task: it takes a lease on the task's row. A task that fails is tried
    again after one minute, two, four … an hour at most.
    """
    last = dict(ScheduleRun.objects.values_list("key", "last_at"))
    missing = [ScheduleRun(key=task.key) for task in schedule if task.key not in last]
    if missing:
        ScheduleRun.objects.bulk_create(missing, ignore_conflicts=True)
    return [
        task.key
        for task in schedule
        if (last.get(task.key) is None or last[task.key] <= at - task.every) and _run(task, at)
    ]


def _run(task: Scheduled, at: datetime) -> bool:
    row = ScheduleRun.objects.filter(
        Q(last_at__isnull=True) | Q(last_at__lte=at - task.every),
        Q(lease_until__isnull=True) | Q(lease_until__lte=at),
        key=task.key,
    )
    if not row.update(lease_until=at + LEASE):
        return False
    mine = ScheduleRun.objects.filter(key=task.key, lease_until=at + LEASE)
    try:
        task.handler(at=at)
    except Exception as error:
        log.exception("Scheduled task %s failed", task.key)
        failures = ScheduleRun.objects.get(key=task.key).failures
        wait = min(FIRST_WAIT * 2 ** min(failures, 10), LONGEST_WAIT)
        text = f"{type(error).__name__}: {error}"[:4000]
        mine.update(failures=F("failures") + 1, error=text, lease_until=at + wait)
        return False
    mine.update(last_at=at, lease_until=None, failures=0, error="")
    return True
