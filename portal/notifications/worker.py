"""Running what is due: each job is leased, tried, tried again later, and given up in the end.

A worker that dies with a job in hand loses nothing: its lease runs out and the job is taken again.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from portal.notifications.jobs import given_up, jobs
from portal.notifications.models import Job

LEASE = timedelta(minutes=10)
"""The longest that one attempt may take before another worker takes the job over."""
MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
KEPT_ERROR = 4000  # characters
log = logging.getLogger(__name__)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after the ``attempts``-th failure: 30 s, 1, 2, 4 … minutes, six hours at most."""
    return min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)


def claim(at: datetime, *, lease: timedelta = LEASE) -> Job | None:
    """Lease the job that has been due longest, or None.

    Rows locked by other workers are skipped on PostgreSQL; on SQLite the transaction itself is the
    only writer.
    """
    due = Job.objects.filter(
        Q(status=Job.Status.QUEUED, due_at__lte=at) | Q(status=Job.Status.RUNNING, lease_until__lte=at)
    )
    if not due.exists():  # an idle worker takes no write lock
        return None
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        job = due.select_for_update(skip_locked=skip).order_by("due_at", "id").first()
        if job is None:
            return None
        job.status, job.lease_until, job.attempts = Job.Status.RUNNING, at + lease, job.attempts + 1
        job.save(update_fields=["status", "lease_until", "attempts"])
    return job


def run(job: Job, at: datetime) -> bool:
    """Try a leased job; True when it went well."""
    if job.attempts > MOST_ATTEMPTS:
        _fail(job, "The process ended each time before the job was done.", at)
        return False
    try:
        _handler(job.handler)(**job.args)
    except Exception as error:
        log.warning("Job %s (%s) failed, attempt %s", job.pk, job.handler, job.attempts, exc_info=True)
        _fail(job, f"{type(error).__name__}: {error}", at)
        return False
    _finish(job, status=Job.Status.DONE, error="", done_at=at, lease_until=None)
    return True


def _handler(key: str) -> Callable:
    if key not in jobs:
        raise LookupError(f"nobody registered a handler {key!r}")
    return jobs[key]


def _fail(job: Job, error: str, at: datetime) -> None:
    error = error[:KEPT_ERROR]
    if job.attempts >= MOST_ATTEMPTS:
        _finish(job, status=Job.Status.DEAD, error=error, done_at=at, lease_until=None)
        if job.handler in given_up:
            given_up[job.handler](error, **job.args)
    else:
        due = at + wait_after(job.attempts)
        _finish(job, status=Job.Status.QUEUED, error=error, due_at=due, lease_until=None)


def _finish(job: Job, **values) -> None:
    """Write the end of an attempt, unless the lease ran out and somebody else has the job now."""
    Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING, attempts=job.attempts).update(**values)


def run_due_jobs(at: datetime, *, most: int = 500) -> int:
    """Run what is due at ``at``, at most ``most`` jobs; returns how many were tried."""
    clock, tried = _running_from(at), 0
    while tried < most and (job := claim(clock())):
        run(job, clock())
        tried += 1
    return tried


def _running_from(at: datetime) -> Callable[[], datetime]:
    """A clock that starts at ``at``: leases of a long round count from when each job was taken."""
    started = monotonic()
    return lambda: at + timedelta(seconds=monotonic() - started)


def hand_over(at: datetime, *, send, most: int = 100) -> int:
    """Lease what is due and ``send(job id, ticket)`` each to other workers (Celery).

    What the broker loses comes back when its lease runs out. At most ``most`` are out at a time, so
    that a long queue there doesn't outlive the leases.
    """
    out = Job.objects.filter(status=Job.Status.RUNNING, lease_until__gt=at).count()
    sent = 0
    while out + sent < most and (job := claim(at)):
        send(job.pk, job.attempts)
        sent += 1
    return sent


def run_handed(pk: int, ticket: int) -> bool:
    """Run a job that was handed over, if ``ticket`` still holds it; the lease begins anew."""
    now = timezone.now()
    held = Job.objects.filter(pk=pk, attempts=ticket, status=Job.Status.RUNNING)
    if not held.update(lease_until=now + LEASE):
        return False
    return run(Job.objects.get(pk=pk), now)
