"""Official documents: numbered in the transaction of what they state, made as PDF by a job."""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.permissions import Permission
from portal.documents.models import DocumentSeries, OfficialDocument
from portal.notifications.jobs import enqueue
from portal.registry import Registry


@dataclass(frozen=True)
class DocumentKind:
    """A kind of official document: template, ``context(document) -> dict``, prefix of its numbers."""

    key: str
    title: Any
    template: str
    context: Callable[[OfficialDocument], dict]
    prefix: str
    is_public: bool = False
    handled_by: Permission = (
        Permission.HANDLE_DOCUMENTS
    )  # who in the issuer's house lists it and attaches scans


@dataclass(frozen=True)
class Found:
    """What a code, number or name stands for that is no document: a membership on a day."""

    title: str
    status: Any
    tone: str
    facts: list[tuple[Any, Any]]
    href: str


kinds: Registry[DocumentKind] = Registry("kinds of document")
readers: Registry[Callable[[Any, OfficialDocument], bool]] = Registry("readers of documents")
"""``reader(user, document) -> bool`` by the document's ``subject_kind``."""
verifiers: Registry[Callable[[str, date], list[Found]]] = Registry("verifiers of codes and names")
"""``verifier(text, on) -> list``: what else a code, a number or a name stands for, on the day ``on``."""
subjects: Registry[Callable[[OfficialDocument, date], list[Found]]] = Registry("what documents are about")
"""``about(document, on) -> list`` by the document's ``subject_kind``: how what a public document states stands on a day."""
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that reads like something else


def readable_code(length: int) -> str:
    """A random code that can be read out over the telephone."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


@transaction.atomic
def issue(
    kind: str, *, subject_kind: str, subject_id: str, data: dict, by, at: datetime, issuer=None
) -> OfficialDocument:
    """Number a document and queue the making of its PDF; ``data`` is all that its page shows.

    ``issuer``: the authority whose document it is, where that is not the house of ``by``.
    """
    spec = kinds[kind]
    year = timezone.localtime(at).year  # of Guangdong: UTC still has the old one on the first morning
    DocumentSeries.objects.get_or_create(key=f"{spec.prefix}{year}")
    series = DocumentSeries.objects.select_for_update().get(key=f"{spec.prefix}{year}")
    series.last += 1
    series.save()
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    document = OfficialDocument.objects.create(
        kind=kind,
        number=f"{spec.prefix}〔{year}〕{series.last}号",
        code=readable_code(12),
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        data=data,
        data_sha256=hashlib.sha256(text.encode()).hexdigest(),
        issued_by=by,
        issuer=issuer or (by.organisation if by else None),
        issued_at=at,
        is_public=spec.is_public,
    )
    enqueue("make_pdf", args={"document": document.pk}, once=f"make_pdf:{document.pk}")
    return document
