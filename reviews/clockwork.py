"""What happens to the register by itself: ties read from submissions, conflicts looked for, rulings reminded of."""

from datetime import datetime, timedelta

from applications.registry import add_effect
from applications.workflow import Step
from portal.notifications.jobs import jobs
from portal.notifications.schedule import Scheduled, schedule
from reviews import recusals
from reviews.conflicts import detection, ties


def look_daily(*, at: datetime) -> None:
    """Relations begin and end by their dates, so running seats are looked over every day."""
    detection.look(at=at)


def register() -> None:
    """Enter effects, job and schedule."""
    for step in (Step.SUBMIT, Step.RESUBMIT):
        add_effect(step, ties.read_submitted)
    jobs.add(ties.LOOK, detection.look_again)
    schedule.add("reviews.conflicts", Scheduled("reviews.conflicts", timedelta(days=1), look_daily))
    schedule.add("reviews.rulings", Scheduled("reviews.rulings", timedelta(hours=1), recusals.remind))
