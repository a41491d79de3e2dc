"""Making the PDF of an issued document by a job: rendered, signed, kept with its SHA-256."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from portal.documents import signing
from portal.documents.files import store_bytes
from portal.documents.issuing import kinds
from portal.documents.models import OfficialDocument
from portal.documents.rendering import qr_svg, render_pdf

PARTS = ("_at", "_day", "_on")
TEXTS = ("body", "basis", "ruling")


def make_pdf(document: int) -> None:
    """Render and keep the PDF of a document; a second run finds it made. The job handler ``make_pdf``."""
    row = OfficialDocument.objects.get(pk=document)
    if row.file_id:
        return
    content = signing.sign(render_pdf(kinds[row.kind].template, page_context(row)))
    with transaction.atomic():
        locked = OfficialDocument.objects.select_for_update().get(pk=row.pk)
        if locked.file_id:
            return
        stored = store_bytes(f"{row.number}.pdf", content, "application/pdf", by=None)
        OfficialDocument.objects.filter(pk=row.pk).update(file=stored, signed_by=signing.signer_name())


def verification_address(code: str) -> str:
    """Where anybody checks a code."""
    return settings.SITE_URL.rstrip("/") + reverse("documents:verify_code", args=[code])


def page_context(document: OfficialDocument) -> dict:
    """What a template knows: the document, its data with moments parsed, its code as QR, its kind's own words."""
    address = verification_address(document.code)
    shared = {
        "document": document,
        "data": document.data,
        "address": address,
        "qr": qr_svg(address),
        "site": settings.SITE_URL.rstrip("/"),
        "issued": timezone.localdate(document.issued_at),
        "organisation": document.issued_by.organisation.name if document.issued_by else settings.SITE_OWNER,
        "paragraphs": [
            line for key in TEXTS for line in str(document.data.get(key, "")).splitlines() if line
        ],
        **{_short(key): value for key, value in _moments(document.data).items()},
    }
    return {**shared, **kinds[document.kind].context(document), "document": document}


def _short(key: str) -> str:
    for part in PARTS:
        key = key.removesuffix(part)
    return key


def _moments(data: dict) -> dict[str, date | datetime]:
    """The dates and moments among the data, which is JSON."""
    found = {}
    for key, value in data.items():
        if isinstance(value, str) and (key.endswith(PARTS) or key == "date"):
            moment = parse_date(value) if len(value) == len("2026-11-24") else parse_datetime(value)
            if moment:
                found[key] = moment
    return found
