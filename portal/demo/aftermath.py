"""What is left to settle once the story is told: mails, documents to make, a failed job, the pulse."""

from datetime import timedelta

from django.db.models import F

from portal.demo.people import Cast
from portal.demo.story import Story
from portal.notifications import mails
from portal.notifications.models import Heartbeat, InboxItem, Job, Mail, SealedMail
from portal.notifications.worker import MOST_ATTEMPTS

READ_BEFORE = 3  # working days: what is older was read
MAILS_SHOWN = 60
RECEIPT_EVERY = timedelta(seconds=20)


def settle(story: Story, cast: Cast) -> None:
    """Mails of the past are not sent: the demonstration's people have no mailboxes."""
    Job.objects.filter(handler__in=["notice_mail", "sealed_mail"]).delete()
    SealedMail.objects.all().delete()
    _settle_mails(story)
    seen = InboxItem.objects.filter(at__lt=story.moment(READ_BEFORE, 0))
    seen.update(unread=False, read_at=F("at") + timedelta(hours=2))
    # What the story left to be done was due long ago; the queue begins now.
    Job.objects.filter(status=Job.Status.QUEUED).update(due_at=story.now)
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


def _settle_mails(story: Story) -> None:
    """Of the mails of the story the last ones are shown, as if a mail server had taken them."""
    last = Mail.objects.exclude(item=None).order_by("-queued_at", "-pk")[:MAILS_SHOWN]
    kept = list(last.values_list("pk", flat=True))
    Mail.objects.exclude(pk__in=kept).delete()
    Mail.objects.update(status=Mail.Status.SENT, tries=1, ended_at=F("queued_at") + timedelta(seconds=4))


def _fail_one(story: Story, cast: Cast) -> None:
    """A mail that could not be delivered in eight attempts, to be tried again, and one that came back."""
    error = "SMTPServerDisconnected: Connection unexpectedly closed"
    item = InboxItem.objects.filter(user=cast["province"]).order_by("-at").first()
    Job.objects.create(
        handler="notice_mail",
        args={"item": item.pk},
        status=Job.Status.DEAD,
        attempts=MOST_ATTEMPTS,
        error=error,
        created_at=item.at,
        due_at=item.at,
        done_at=story.now - timedelta(minutes=12),
    )
    Mail.objects.bulk_create(mails.of_notices([item], at=item.at), ignore_conflicts=True)
    Mail.objects.filter(item=item).update(
        status=Mail.Status.QUEUED, ended_at=None, tries=MOST_ATTEMPTS, reason=error
    )
    mails.given_up(error, item=item.pk)
    back = Mail.objects.exclude(item=item).order_by("-queued_at", "-pk").first()
    mails.bounced(back, reason="5.2.2 smtp; 552 5.2.2 Mailbox full", at=story.now - timedelta(minutes=9))
