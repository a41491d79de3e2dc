"""What is counted for the operator; each floor registers what it knows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from portal.notifications.jobs import waiting_since
from portal.notifications.models import Job, Mail, ScheduleRun, SealedMail
from portal.registry import Registry


@dataclass(frozen=True)
class Gauge:
    """``read(at)`` gives values by label; the label's name is ``label``, empty where there is one value."""

    key: str
    help: str
    read: Callable[[datetime], Iterable[tuple[str, float]]]
    label: str = ""


gauges: Registry[Gauge] = Registry("gauges")


def _jobs(at: datetime) -> list[tuple[str, float]]:
    found = dict(Job.objects.order_by().values_list("status").annotate(count=Count("pk")))
    return [(status, found.get(status, 0)) for status in Job.Status.values]


def _mails(at: datetime) -> list[tuple[str, float]]:
    return [("", SealedMail.objects.count())]


def _failed_mails(at: datetime) -> list[tuple[str, float]]:
    ended = [Mail.Status.FAILED, Mail.Status.BOUNCED]
    rows = Mail.objects.filter(status__in=ended).order_by().values_list("status")
    found = dict(rows.annotate(count=Count("pk")))
    return [(status, found.get(status, 0)) for status in ended]


def _tasks(at: datetime) -> list[tuple[str, float]]:
    rows = ScheduleRun.objects.exclude(last_at=None).values_list("key", "last_at")
    return [(key, (at - last).total_seconds()) for key, last in rows]


def register() -> None:
    """Enter what the outbox knows."""
    for gauge in (
        Gauge("portal_jobs", "Jobs by state", _jobs, "state"),
        Gauge(
            "portal_queue_age_seconds", "Wait of the job due longest", lambda at: [("", waiting_since(at))]
        ),
        Gauge(
            "portal_mails_waiting",
            "Mails sealed and not handed over",
            _mails,
        ),
        Gauge("portal_mails_undelivered", "Mails given up or come back", _failed_mails, "state"),
        Gauge("portal_schedule_age_seconds", "Since a scheduled task last ran well", _tasks, "task"),
    ):
        gauges.add(gauge.key, gauge)


def deadlines(rows, at: datetime) -> list[tuple[str, float]]:
    """Of ``rows`` whose ``deadline`` is near: how many are past it, and how many are not yet."""
    found = rows.aggregate(
        past=Count("pk", filter=Q(deadline__lt=at)), soon=Count("pk", filter=Q(deadline__gte=at))
    )
    return [("past", found["past"]), ("within_a_day", found["soon"])]
