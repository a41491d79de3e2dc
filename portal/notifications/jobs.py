"""Jobs: rows of the outbox, run by ``manage.py serve`` or by Celery workers."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from portal.notifications.models import Job
from portal.registry import Registry

jobs: Registry[Callable] = Registry("jobs")
"""``handler(**args)`` by key; idempotent."""


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
        [Job(handler=key, args=args, due_at=at, created_at=at) for args in many], batch_size=500
    )
