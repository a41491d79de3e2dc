"""Feeds Celery from the outbox, where Redis is there."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.celery import app
from portal.management.loops import until_stopped
from portal.notifications.tasks import run_job, run_schedule
from portal.notifications.worker import hand_over

PAUSE = 1.0  # seconds
SCHEDULE_EVERY = 15  # seconds: how often workers are asked to look at the schedule


class Command(BaseCommand):
    help = "Hands due jobs and the schedule to Celery workers until it is stopped."

    def handle(self, *args, **options):
        if not settings.REDIS_URL:
            raise CommandError("REDIS_URL is not set. Without Redis, run manage.py work instead.")
        self.check(databases=["default"])
        app.set_current()
        self.asked_at = None
        until_stopped(self.turn, pause=PAUSE)

    def turn(self) -> int:
        now = timezone.now()
        if self.asked_at is None or (now - self.asked_at).total_seconds() >= SCHEDULE_EVERY:
            run_schedule.apply_async(expires=SCHEDULE_EVERY)
            self.asked_at = now
        return hand_over(now, send=run_job.delay)
