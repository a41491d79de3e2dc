"""Mail: Django's door writes rows of the outbox, the worker hands them to the delivery backend."""

import base64
import json
import logging
from datetime import datetime, timedelta
from email.mime.base import MIMEBase

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from portal.notifications import mails
from portal.notifications.jobs import enqueue
from portal.notifications.models import InboxItem, Mail, SealedMail
from portal.notifications.notices import link_for, words
from portal.notifications.sealing import seal, unseal

KEPT = timedelta(days=3)
"""How long a mail that could not be delivered is kept; what it links to has run out by then."""
PLAIN = ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to", "extra_headers")
log = logging.getLogger(__name__)


class OutboxBackend(BaseEmailBackend):
    """Every mail that Django, or a library, sends becomes an encrypted row and a job."""

    def send_messages(self, email_messages):
        """Queue the mails in the caller's transaction.

        A mail that can't be queued is logged and left out: it never breaks the action that sent it.
        """
        return sum(self._queue(message) for message in email_messages)

    def _queue(self, message: EmailMessage) -> int:
        now = timezone.now()
        try:
            content = seal(_pack(message))
        except Exception:
            log.exception("A mail could not be queued")
            return 0
        with transaction.atomic():
            row = SealedMail.objects.create(content=content, created_at=now)
            mails.of_sealed(row, message, at=now)
            enqueue("sealed_mail", args={"mail": row.pk}, at=now)
        return 1


def _pack(message: EmailMessage) -> bytes:
    values = {name: getattr(message, name) for name in PLAIN}
    values = {
        name: [str(v) for v in value] if isinstance(value, list | tuple) else value
        for name, value in values.items()
    }
    values["alternatives"] = [
        [str(part[0]), part[1]] for part in getattr(message, "alternatives", None) or []
    ]
    values["subtype"] = message.content_subtype
    values["attachments"] = [_packed(attachment) for attachment in message.attachments]
    return json.dumps(values, default=str).encode()


def _packed(attachment) -> list:
    if isinstance(attachment, MIMEBase):
        name, content, kind = (
            attachment.get_filename(),
            attachment.get_payload(decode=True),
            attachment.get_content_type(),
        )
    else:
        name, content, kind = attachment
    content = content.encode() if isinstance(content, str) else content
    return [name, base64.b64encode(content).decode(), kind]


def _unpack(content: bytes) -> EmailMultiAlternatives:
    values = json.loads(content)
    message = EmailMultiAlternatives(
        subject=values["subject"],
        body=values["body"],
        from_email=values["from_email"],
        to=values["to"],
        cc=values["cc"],
        bcc=values["bcc"],
        reply_to=values["reply_to"],
        headers=values["extra_headers"],
    )
    message.content_subtype = values["subtype"]
    for text, kind in values["alternatives"]:
        message.attach_alternative(text, kind)
    for name, encoded, kind in values["attachments"]:
        message.attach(name, base64.b64decode(encoded), kind)
    return message


def _deliver(message: EmailMessage, of: Mail | None) -> None:
    """Hand a mail over and note how it went; mails from before an upgrade have no row to note it on."""
    if of is None:
        message.connection = get_connection(settings.MAIL_DELIVERY_BACKEND)
        message.send()
        return
    message.extra_headers = {**message.extra_headers, "Message-ID": mails.message_id(of)}
    try:
        message.connection = get_connection(settings.MAIL_DELIVERY_BACKEND)
        message.send()
    except Exception as error:
        mails.tried(of, error)
        raise
    mails.tried(of, None)


def deliver_sealed(*, mail: int) -> None:
    """Hand a sealed mail over and wipe it; one that is gone was delivered before."""
    row = SealedMail.objects.filter(pk=mail).first()
    if row is None:
        return
    _deliver(_unpack(unseal(row.content)), Mail.objects.filter(sealed=row).first())
    row.delete()


def deliver_notice(*, item: int) -> None:
    """Mail a notice to its reader, in the reader's language; once."""
    row = InboxItem.objects.select_related("user").filter(pk=item, mailed_at=None).first()
    if row is None:
        return
    mail = Mail.objects.filter(item=row).first()
    if not row.user.email or not row.user.is_active:
        if mail:
            mails.dropped(mail)
        return
    _deliver(notice_message(row), mail)
    InboxItem.objects.filter(pk=item).update(mailed_at=timezone.now())


def notice_message(row: InboxItem) -> EmailMessage:
    """The mail of a notice."""
    language = row.user.language
    with translation.override(language):
        title, body = words(row.kind, row.params)
        link = settings.SITE_URL.rstrip("/") + link_for(row.link, language) if row.link else ""
        text = render_to_string(
            "emails/notice.txt",
            {"name": row.user.name, "title": title, "body": body, "link": link, "owner": settings.SITE_OWNER},
        )
    return EmailMessage(subject=" ".join(title.split()), body=text, to=[row.user.email])


def wipe_undelivered(at: datetime) -> int:
    """Delete sealed mails that could not be delivered in time; returns how many."""
    old = list(SealedMail.objects.filter(created_at__lt=at - KEPT).values_list("pk", flat=True))
    mails.wipe(old, at=at)
    SealedMail.objects.filter(pk__in=old).delete()
    return len(old)
