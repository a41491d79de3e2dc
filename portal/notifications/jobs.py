"""Jobs: rows of the outbox, run by ``manage.py serve`` or by Celery workers."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from portal.audit.chain import Entry, record_many
from portal.notifications.models import Job
from portal.registry import Registry

jobs: Registry[Callable] = Registry("jobs")
"""``handler(**args)`` by key; idempotent."""
given_up: Registry[Callable] = Registry("what follows when a job failed for good")
"""``follower(error, **args)`` by the key of the handler."""


def enqueue(key: str, *, args: dict, at: datetime | None = None, once: str | None = None) -> Job | None:
    """Queue a job due ``at`` (now by default); with ``once``, only if none of that name was ever queued."""
    now = timezone.now()
    job = Job(handler=key, args=args, due_at=at or now, created_at=now, once=once)
    if once is None:
        job.save()
        return job
    Job.objects.bulk_create([job], ignore_conflicts=True)
    return Job.objects.get(once=once)


def enqueue_many(key: str, many: list[dict], *, at: datetime) -> None:
    """Queue one job for each of the arguments."""
    Job.objects.bulk_create(
        [Job(handler=key, args=args, due_at=at, created_at=at) for args in many], batch_size=2000
    )


LATE = timedelta(minutes=5)
"""A job that waits longer than this is told of: to machines, and to the system administrator."""


def waiting_since(at: datetime) -> float:
    """Seconds for which the job that is due longest has waited; 0 when none is due."""
    oldest = Job.objects.filter(status=Job.Status.QUEUED, due_at__lte=at).aggregate(at=Min("due_at"))["at"]
    return (at - oldest).total_seconds() if oldest else 0.0


@transaction.atomic
def retry(dead: Iterable[Job], *, by, at: datetime) -> int:
    """Queue jobs again that had failed for good; others are left alone. Returns how many."""
    rows = list(
        Job.objects.select_for_update().filter(pk__in=[job.pk for job in dead], status=Job.Status.DEAD)
    )
    for job in rows:
        job.status, job.due_at, job.attempts, job.done_at = Job.Status.QUEUED, at, 0, None
    Job.objects.bulk_update(rows, ["status", "due_at", "attempts", "done_at"])
    record_many(
        [
            Entry("job", str(job.pk), "retry", by, at, {"handler": job.handler, "error": job.error[:200]})
            for job in rows
        ]
    )
    return len(rows)
