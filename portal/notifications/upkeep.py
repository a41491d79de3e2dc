"""What the outbox does for itself by the clock."""

from datetime import datetime, timedelta

from portal.notifications import heartbeat, mail
from portal.notifications.jobs import jobs
from portal.notifications.models import Job
from portal.notifications.schedule import Scheduled, schedule

KEPT = timedelta(days=90)


def register() -> None:
    """Enter the handlers and tasks of this room."""
    jobs.add("notice_mail", mail.deliver_notice)
    jobs.add("sealed_mail", mail.deliver_sealed)
    schedule.add("heartbeat", Scheduled("heartbeat", heartbeat.EVERY, heartbeat.beat))
    schedule.add("tidy_outbox", Scheduled("tidy_outbox", timedelta(days=1), tidy))


def tidy(at: datetime) -> None:
    """Forget what was done long ago; named jobs stay, so that they never run twice."""
    mail.wipe_undelivered(at)
    Job.objects.filter(status=Job.Status.DONE, once=None, done_at__lt=at - KEPT).delete()
