"""What the outbox does for itself by the clock."""

from datetime import datetime, timedelta

from portal.notifications import heartbeat, mail, mails, outages
from portal.notifications.jobs import given_up, jobs
from portal.notifications.models import Job, Mail
from portal.notifications.schedule import Scheduled, schedule

KEPT = timedelta(days=90)


def register() -> None:
    """Enter the handlers and tasks of this room."""
    jobs.add("notice_mail", mail.deliver_notice)
    jobs.add("sealed_mail", mail.deliver_sealed)
    for key in ("notice_mail", "sealed_mail"):
        given_up.add(key, mails.given_up)
    schedule.add("heartbeat", Scheduled("heartbeat", heartbeat.EVERY, heartbeat.beat))
    schedule.add("outages", Scheduled("outages", heartbeat.EVERY, outages.settle))
    schedule.add("tidy_outbox", Scheduled("tidy_outbox", timedelta(days=1), tidy))


def tidy(at: datetime) -> None:
    """Forget what was done long ago; named jobs stay, so that they never run twice."""
    mail.wipe_undelivered(at)
    Job.objects.filter(status=Job.Status.DONE, once=None, done_at__lt=at - KEPT).delete()
    Mail.objects.exclude(status=Mail.Status.QUEUED).filter(ended_at__lt=at - KEPT).delete()
