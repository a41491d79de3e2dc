"""The embedded worker: schedule and jobs, without Redis and Celery."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.management.loops import until_stopped
from portal.notifications.schedule import run_schedule
from portal.notifications.worker import run_due_jobs

PAUSE = 1.0  # seconds between two looks at an empty outbox
A_TURN = 50  # jobs between two looks at the schedule and at a signal to stop


def turn() -> int:
    """Run what the clock asks for, then what is due; returns how much there was."""
    now = timezone.now()
    return len(run_schedule(now)) + run_due_jobs(now, most=A_TURN)


class Command(BaseCommand):
    help = "Runs scheduled tasks and due jobs until it is stopped."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Do all that is due now, then end.")

    def handle(self, *args, once: bool, **options):
        self.check(databases=["default"])
        if not once:
            until_stopped(turn, pause=PAUSE)
            return
        while turn():
            pass
