"""Celery's side of the outbox: tasks take ids and call the same functions as the embedded worker."""

from celery import shared_task
from django.utils import timezone

from portal.notifications import schedule, worker


@shared_task(name="portal.run_job", ignore_result=True)
def run_job(pk: int, ticket: int) -> None:
    """Run one job that the relay leased."""
    worker.run_handed(pk, ticket)


@shared_task(name="portal.relay", ignore_result=True)
def relay() -> None:
    """Hand over what is due."""
    worker.hand_over(timezone.now(), send=run_job.delay)


@shared_task(name="portal.run_schedule", ignore_result=True)
def run_schedule() -> None:
    """Run the scheduled tasks whose time has come."""
    schedule.run_schedule(timezone.now())
