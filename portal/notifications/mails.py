"""What became of each mail: queued, handed over, failed for good, come back; and the way to try again."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.chain import Entry, record_many
from portal.notifications import jobs
from portal.notifications.models import InboxItem, Job, Mail, SealedMail

REASON = 1000  # characters
LETTER = "letter"  # the kind of a mail that Django or a library sends: about the account
WIPED = "It could not be handed over in time; its text was deleted."


def masked(address: str) -> str:
    """``l…@example.test``: enough to see which of a person's addresses it was."""
    name, at, host = address.strip().rpartition("@")
    return f"{name[:1]}…{at}{host}"[:120] if at else ""


def of_notices(rows: Iterable[InboxItem], *, at: datetime) -> list[Mail]:
    """Queued mails of new notices, unsaved."""
    return [
        Mail(
            token=secrets.token_hex(16),
            user=row.user,
            address=masked(row.user.email),
            kind=row.kind,
            item=row,
            queued_at=at,
        )
        for row in rows
    ]


def of_sealed(row: SealedMail, message: EmailMessage, *, at: datetime) -> Mail:
    """Keep a row for a mail that Django or a library sends; the account is the one of its first reader."""
    [address, *_others] = [*message.recipients(), ""]
    user = User.objects.filter(email__iexact=address).first() if address else None
    return Mail.objects.create(
        token=secrets.token_hex(16),
        user=user,
        address=masked(address),
        kind=LETTER,
        sealed=row,
        queued_at=at,
    )


def message_id(mail: Mail) -> str:
    """The Message-ID of a mail; the same for each try, so that a mail handed over twice is one mail."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"
    return f"<{mail.token}@{host}>"


def tried(mail: Mail, error: Exception | None) -> None:
    """Note one try: it went well, or ``error`` says why not and another follows."""
    if error is None:
        _settle(mail, Mail.Status.SENT, "", tries=F("tries") + 1)
        return
    Mail.objects.filter(pk=mail.pk).update(
        tries=F("tries") + 1, reason=f"{type(error).__name__}: {error}"[:REASON]
    )


def dropped(mail: Mail) -> None:
    """Its reader has no address, or no account any more."""
    _settle(mail, Mail.Status.DROPPED, "")


def given_up(error: str, *, item: int = 0, mail: int = 0) -> None:
    """The job of a mail failed for good: of the notice ``item``, or of the sealed ``mail``."""
    rows = Mail.objects.filter(item=item) if item else Mail.objects.filter(sealed=mail)
    for row in rows.filter(status=Mail.Status.QUEUED):
        _settle(row, Mail.Status.FAILED, error[:REASON])


def wipe(sealed: Iterable[int], *, at: datetime) -> None:
    """The texts of these sealed mails are deleted: what was not handed over never will be."""
    rows = Mail.objects.filter(sealed__in=sealed).exclude(status=Mail.Status.SENT)
    rows.update(status=Mail.Status.FAILED, ended_at=at, reason=WIPED)


def bounced(mail: Mail, *, reason: str, at: datetime) -> bool:
    """A mail that was handed over came back; a second report changes nothing."""
    rows = Mail.objects.filter(pk=mail.pk).exclude(status=Mail.Status.BOUNCED)
    return bool(rows.update(status=Mail.Status.BOUNCED, reason=reason[:REASON], ended_at=at))


@transaction.atomic
def retry(chosen: Iterable[Mail], *, by: User, at: datetime) -> int:
    """Queue again what failed or came back and still has a text; returns how many.

    A letter's text is deleted once it was handed over, because it may hold a link that signs in: whoever
    needs it asks for a new one.
    """
    again = [Mail.Status.FAILED, Mail.Status.BOUNCED]
    ids = [mail.pk for mail in chosen]
    rows = [
        mail
        for mail in Mail.objects.select_for_update().filter(pk__in=ids, status__in=again)
        if mail.item_id or mail.sealed_id
    ]
    InboxItem.objects.filter(pk__in=[mail.item_id for mail in rows if mail.item_id]).update(mailed_at=None)
    _queue_again(rows, by=by, at=at)
    record_many(
        [
            Entry("mail", str(mail.pk), "retry", by, at, {"kind": mail.kind, "was": mail.status})
            for mail in rows
        ]
    )
    Mail.objects.filter(pk__in=[mail.pk for mail in rows]).update(
        status=Mail.Status.QUEUED, ended_at=None, tries=0
    )
    return len(rows)


def _queue_again(rows: list[Mail], *, by: User, at: datetime) -> None:
    """The dead job of each mail is tried again; one that went well before gets a new job."""
    for mail in rows:
        handler = "notice_mail" if mail.item_id else "sealed_mail"
        args = {"item": mail.item_id} if mail.item_id else {"mail": mail.sealed_id}
        dead = Job.objects.filter(handler=handler, args=args, status=Job.Status.DEAD)
        if not jobs.retry(dead, by=by, at=at):
            jobs.enqueue(handler, args=args, at=at)


def _settle(mail: Mail, status: str, reason: str, **more) -> None:
    values = {"status": status, "reason": reason, "ended_at": timezone.now(), **more}
    Mail.objects.filter(pk=mail.pk).update(**values)
