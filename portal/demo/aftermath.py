"""What is left to settle once the story is told: mails, documents to make, a failed job, the pulse."""

from datetime import timedelta

from django.db.models import F

from portal.demo.people import Cast
from portal.demo.story import Story
from portal.notifications.models import Heartbeat, InboxItem, Job
from portal.notifications.worker import MOST_ATTEMPTS

READ_BEFORE = 3  # working days: what is older was read
RECEIPT_EVERY = timedelta(seconds=20)


def settle(story: Story, cast: Cast) -> None:
    """Mails of the past are not sent: the demonstration's people have no mailboxes."""
    Job.objects.filter(handler="notice_mail").delete()
    seen = InboxItem.objects.filter(at__lt=story.moment(READ_BEFORE, 0))
    seen.update(unread=False, read_at=F("at") + timedelta(hours=2))
    _spread_documents(story)
    _fail_one(story, cast)
    Heartbeat.objects.create(since=story.moment(1, 0), until=story.now)


def _spread_documents(story: Story) -> None:
    """The PDFs of official documents are made one by one while the portal runs, the newest first.

    Whoever opens one has it made at once.
    """
    waiting = list(Job.objects.filter(handler="make_pdf", status=Job.Status.QUEUED).order_by("-id"))
    for number, job in enumerate(waiting):
        job.due_at = story.now + RECEIPT_EVERY * number
    Job.objects.bulk_update(waiting, ["due_at"], batch_size=500)


def _fail_one(story: Story, cast: Cast) -> None:
    """A mail that could not be delivered in eight attempts, for the system administrator to try again."""
    item = InboxItem.objects.filter(user=cast["province"]).order_by("-at").first()
    Job.objects.create(
        handler="notice_mail",
        args={"item": item.pk},
        status=Job.Status.DEAD,
        attempts=MOST_ATTEMPTS,
        error="SMTPServerDisconnected: Connection unexpectedly closed",
        created_at=item.at,
        due_at=item.at,
        done_at=story.now - timedelta(minutes=12),
    )
