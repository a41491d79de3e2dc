"""Reports of mail servers that a mail could not be delivered (RFC 3464), as they come to the sender's mailbox."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message

from portal.notifications import mails
from portal.notifications.models import Mail

LARGEST = 5 * 1024 * 1024  # bytes
TOKEN = re.compile(r"<([0-9a-f]{32})@[^>\s]+>")


class NotAReport(Exception):
    """What was handed in is no report of delivery; the message says why."""


@dataclass(frozen=True)
class Report:
    """``failed``: whether the server has given up; ``tokens``: which of our mails may be meant."""

    failed: bool
    reason: str
    tokens: list[str]


def take(content: bytes, *, at: datetime) -> Mail | None:
    """Note that a mail came back; None where the report is of no mail of ours, or the server still tries.

    Raises NotAReport.
    """
    report = read(content)
    mail = Mail.objects.filter(token__in=report.tokens).first()
    if mail is None or not report.failed:
        return None
    mails.bounced(mail, reason=report.reason, at=at)
    return mail


def read(content: bytes) -> Report:
    """Raises NotAReport."""
    if len(content) > LARGEST:
        raise NotAReport("it is too large")
    message = message_from_bytes(content, policy=policy.compat32)
    status = next(
        (part for part in message.walk() if part.get_content_type() == "message/delivery-status"), None
    )
    if status is None:
        raise NotAReport("it has no part message/delivery-status (RFC 3464)")
    blocks = (
        [block for block in status.get_payload() if isinstance(block, Message)]
        if status.is_multipart()
        else []
    )
    failed = [block for block in blocks if (block["Action"] or "").strip().lower() == "failed"]
    return Report(bool(failed), "; ".join(_reason(block) for block in failed), _tokens(content))


def _reason(block: Message) -> str:
    """``5.1.1 smtp; 550 5.1.1 no such user``."""
    said = " ".join(str(block["Diagnostic-Code"] or "").split())
    return f"{(block['Status'] or '').strip()} {said}".strip() or "failed"


def _tokens(content: bytes) -> list[str]:
    """Message-IDs of ours anywhere in the report: servers hand back the whole mail, its head or a reference."""
    text = content.decode("ascii", "replace")
    return list(dict.fromkeys(TOKEN.findall(text)))[:20]
