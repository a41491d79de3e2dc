"""Official documents: numbered in the transaction of what they state, made as PDF by a job."""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.documents.files import store_bytes
from portal.documents.models import DocumentSeries, OfficialDocument
from portal.documents.rendering import qr_code, render_pdf
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


kinds: Registry[DocumentKind] = Registry("kinds of document")
readers: Registry[Callable[[Any, OfficialDocument], bool]] = Registry("readers of documents")
"""By subject kind: ``may_read(user, document)`` for documents that are not public."""
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@transaction.atomic
def issue(kind: str, *, subject_kind: str, subject_id: str, data: dict, by, at: datetime) -> OfficialDocument:
    """Number a document and queue the making of its PDF; ``data`` is all that its page shows."""
    spec = kinds[kind]
    year = timezone.localtime(at).year
    DocumentSeries.objects.get_or_create(key=f"{spec.prefix}{year}")
    series = DocumentSeries.objects.select_for_update().get(key=f"{spec.prefix}{year}")
    series.last += 1
    series.save()
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    document = OfficialDocument.objects.create(
        kind=kind,
        number=f"{spec.prefix}〔{year}〕{series.last}号",
        code="".join(secrets.choice(ALPHABET) for _ in range(12)),
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        data=data,
        data_sha256=hashlib.sha256(text.encode()).hexdigest(),
        issued_by=by,
        issued_at=at,
        is_public=spec.is_public,
    )
    enqueue("make_pdf", args={"document": document.pk}, once=f"make_pdf:{document.pk}")
    return document


def make_pdf(document: int) -> None:
    """The job: make the PDF once and store it; a second run finds it made."""
    made = OfficialDocument.objects.get(pk=document)
    if made.file_id:
        return
    spec = kinds[made.kind]
    language = made.data.get("language", settings.LANGUAGE_CODE)
    pdf = render_pdf(spec.template, {**page_context(made), **spec.context(made)}, language=language)
    with transaction.atomic():
        made = OfficialDocument.objects.select_for_update().get(pk=document)
        if made.file_id is None:
            made.file = store_bytes(f"{made.number}.pdf", pdf, "application/pdf", by=None)
            made.save(update_fields=["file"])


def page_context(document: OfficialDocument) -> dict:
    """What every document's page shows: its data, number, day, and how to verify it."""
    address = settings.SITE_URL + reverse("verify_code", args=[document.code])
    return {
        **document.data,
        "number": document.number,
        "code": document.code,
        "data_sha256": document.data_sha256,
        "issued_at": document.issued_at.isoformat(),
        "verify_url": address,
        "qr": qr_code(address),
    }


def may_read(user, document: OfficialDocument) -> bool:
    """Whether the document is public, or its subject's room lets this person read it."""
    if document.is_public:
        return True
    if not user.is_authenticated or document.subject_kind not in readers:
        return False
    return readers[document.subject_kind](user, document)
