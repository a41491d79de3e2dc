"""What a verification code stands for: documents here, other things from the rooms that give codes out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.documents.issuing import kinds
from portal.documents.models import OfficialDocument
from portal.registry import Registry


@dataclass(frozen=True)
class Statement:
    """What a code proves: a title, rows of label and value, and where to read more."""

    title: Any
    rows: list[tuple[Any, Any]] = field(default_factory=list)
    link: str = ""


statements: Registry[Callable[[str], Statement | None]] = Registry("statements of verification codes")


def clean_code(text: str) -> str:
    """The code as it is stored: capitals, without spaces and hyphens."""
    return "".join(char for char in text.upper() if char.isascii() and char.isalnum())[:20]


def statement_of(code: str) -> Statement | None:
    """The first statement that any room makes of the code, or None."""
    return next((found for state in statements if (found := state(code))), None)


def document_statement(code: str) -> Statement | None:
    """An official document: kind, number, day and digests; its subject only when it is public."""
    document = OfficialDocument.objects.select_related("file").filter(code=code).first()
    if document is None or document.kind not in kinds:
        return None
    rows = [
        (_("Kind of document"), kinds[document.kind].title),
        (_("Number"), document.number),
        (_("Issued on"), timezone.localdate(document.issued_at)),
        (_("SHA-256 of what it states"), document.data_sha256),
    ]
    if document.is_public and (subject := document.data.get("title")):
        rows.insert(1, (_("Title"), subject))
    if document.file:
        rows.append((_("SHA-256 of the PDF"), document.file.sha256))
    return Statement(_("This document was issued by the portal"), rows)
