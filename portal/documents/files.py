"""Private files: taken in with their content sniffed, handed out by views that have checked access.

A file is written below ``MEDIA_ROOT/incoming`` and moves to its place when the transaction of its row
commits; what a rollback or a power cut leaves behind, :func:`sweep_incoming` tidies.
"""

import errno
import hashlib
import logging
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from portal.documents import bucket
from portal.documents.inspection import Rejected, clean_name, inspect, known_extension
from portal.documents.models import StoredFile
from portal.documents.quarantine import scan

__all__ = [
    "Rejected",
    "deliver",
    "look_through",
    "on_disk",
    "opened",
    "path_of",
    "read",
    "remove",
    "store_bytes",
    "store_upload",
    "sweep_incoming",
]

INCOMING = "incoming"
CHUNK = 256 * 1024
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
LEFT_BEHIND = timedelta(hours=6)  # longer than any upload's transaction
log = logging.getLogger(__name__)
INLINE = {"application/pdf", "image/jpeg", "image/png"}
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'self'"
# Browsers show no PDF inside a sandbox; their viewers keep a PDF apart from the site by themselves.
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


def store_upload(file, *, by, allowed: set[str], max_bytes: int) -> StoredFile:
    """Take in an uploaded file whose content is one of ``allowed`` (extensions), of at most ``max_bytes``.

    The content decides, not the name. Raises Rejected, whose message says what is wrong and what to do.
    """
    name = clean_name(file.name or "")
    extension = known_extension(name, allowed)
    if file.size is not None and file.size > max_bytes:
        raise _too_big(name, max_bytes)
    incoming = _incoming()
    try:
        written = _write(_within(_chunks(file), name, max_bytes), incoming)
        content_type = look_through(incoming, name=name, extension=extension)
        return _keep(incoming, name, content_type, written, by=by)
    except BaseException:
        incoming.unlink(missing_ok=True)
        raise


def look_through(path: Path, *, name: str, extension: str) -> str:
    """Virus scanner and content rules over what came from outside; its content type. Raises Rejected."""
    scan(path, name=name)
    return inspect(path, name=name, extension=extension)


def store_bytes(name: str, content: bytes, content_type: str, *, by) -> StoredFile:
    """Keep bytes that the portal made, encrypted or has checked."""
    incoming = _incoming()
    try:
        written = _write([content], incoming)
        return _keep(incoming, name[:200], content_type, written, by=by)
    except BaseException:
        incoming.unlink(missing_ok=True)
        raise


def path_of(stored: StoredFile) -> Path:
    """Where the file is on this machine's disk now: at its place, or not yet moved there."""
    place = settings.MEDIA_ROOT / stored.path
    return place if place.exists() else settings.MEDIA_ROOT / INCOMING / place.name


def opened(stored: StoredFile) -> BinaryIO:
    """The content, wherever it lies. Raises FileNotFoundError."""
    return bucket.opened(stored.path) if bucket.is_used() else path_of(stored).open("rb")


@contextmanager
def on_disk(stored: StoredFile) -> Iterator[Path]:
    """The content as a file of this machine, to be read only; what lies in a bucket is fetched for as long as needed.

    Raises FileNotFoundError.
    """
    if not bucket.is_used():
        yield path_of(stored)
        return
    with NamedTemporaryFile(dir=_incoming().parent, prefix="fetched-") as copy:
        with opened(stored) as content:
            shutil.copyfileobj(content, copy, CHUNK)
        copy.flush()
        yield Path(copy.name)


def read(stored: StoredFile) -> bytes:
    with opened(stored) as content:
        return content.read()


def remove(stored: StoredFile) -> None:
    """Remove the content when the transaction commits that deletes the row."""
    place = stored.path
    if bucket.is_used():
        transaction.on_commit(lambda: bucket.remove(place))
    else:
        path = path_of(stored)
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def deliver(stored: StoredFile, *, inline: bool) -> HttpResponseBase:
    """The response that hands a file out; the caller has checked access and logged the read.

    Only PDF and pictures are shown in place; everything else is a download whatever ``inline`` says.
    """
    shown = inline and stored.content_type in INLINE
    if bucket.is_used() and settings.FILES_DELIVERY == "redirect" and not shown:
        return _elsewhere(stored)
    by_proxy = settings.ACCEL_PREFIX and not bucket.is_used()
    response = _by_proxy(stored) if by_proxy else FileResponse(opened(stored))
    response["Content-Type"] = stored.content_type
    response["Content-Disposition"] = content_disposition_header(not shown, stored.name)
    if not by_proxy:
        response["Content-Length"] = stored.size
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = PDF_POLICY if stored.content_type == "application/pdf" else SANDBOX
    return response


def _by_proxy(stored: StoredFile) -> HttpResponse:
    """An answer without a body: nginx sends the file, from a place that it shows to nobody by itself."""
    place = path_of(stored).relative_to(settings.MEDIA_ROOT)
    return HttpResponse(headers={"X-Accel-Redirect": settings.ACCEL_PREFIX + quote(place.as_posix())})


def _elsewhere(stored: StoredFile) -> HttpResponse:
    """The way to the bucket by a signed address; what is shown in place stays here, for the policy of frames."""
    address = bucket.link(stored.path, name=stored.name, content_type=stored.content_type)
    return HttpResponseRedirect(address, headers={"Cache-Control": "private, no-store"})


def sweep_incoming(*, at: datetime) -> None:
    """Move what was committed and not moved; remove what a rollback left behind."""
    for path in (settings.MEDIA_ROOT / INCOMING).glob("*"):
        stored = StoredFile.objects.filter(path__endswith=f"/{path.name}").first()
        if stored:
            _settle(path, stored.path)
        elif at.timestamp() - path.stat().st_mtime > LEFT_BEHIND.total_seconds():
            if bucket.is_used():
                bucket.remove_any_of(path.name, path.stat().st_mtime)
            path.unlink(missing_ok=True)


def _incoming() -> Path:
    folder = settings.MEDIA_ROOT / INCOMING
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / uuid.uuid4().hex


def _chunks(file) -> Iterator[bytes]:
    return file.chunks(CHUNK) if hasattr(file, "chunks") else iter(lambda: file.read(CHUNK), b"")


def _within(chunks: Iterable[bytes], name: str, max_bytes: int) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > max_bytes:
            raise _too_big(name, max_bytes)
        yield chunk
    if not total:
        raise _empty(name)


def _write(chunks: Iterable[bytes], path: Path) -> tuple[int, str]:
    """Write the chunks to a new file only the portal may read; its size and SHA-256. Raises Rejected."""
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            for chunk in chunks:
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            target.flush()
            os.fsync(target.fileno())
    except OSError as fault:
        if fault.errno not in NO_ROOM:
            raise
        log.exception("no room for files")
        raise _not_kept() from fault
    return size, digest.hexdigest()


def _keep(incoming: Path, name: str, content_type: str, written: tuple[int, str], *, by) -> StoredFile:
    now = timezone.now()
    place = f"{now:%Y/%m}/{incoming.name}"
    if bucket.is_used():
        try:
            bucket.put(incoming, place)
        except bucket.Away as fault:
            log.exception("the store of files does not take a file")
            raise _not_kept() from fault
    stored = StoredFile.objects.create(
        name=name,
        path=place,
        content_type=content_type,
        size=written[0],
        sha256=written[1],
        uploaded_by=by,
        uploaded_at=now,
    )
    transaction.on_commit(lambda: _settle(incoming, place))
    return stored


def _settle(source: Path, place: str) -> None:
    """The row of a file is committed: it moves to its place, or its copy in the bucket is enough."""
    if bucket.is_used():
        source.unlink(missing_ok=True)
        return
    target = settings.MEDIA_ROOT / place
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    source.replace(target)


def _not_kept() -> Rejected:
    return Rejected(
        _(
            "The portal has no room for files at the moment. What you filled in is kept, and the operator is "
            "told; please upload the file again later."
        ),
        code="room",
    )


def _too_big(name: str, max_bytes: int) -> Rejected:
    return Rejected(
        _(
            "“%(name)s” was not taken: it is larger than the %(limit)s MB allowed. "
            "Scan it at 300 dpi or compress its pictures, or split it, and upload it again."
        )
        % {"name": name, "limit": f"{max_bytes / 1024 / 1024:.0f}"},
        code="size",
    )


def _empty(name: str) -> Rejected:
    return Rejected(
        _("“%(name)s” was not taken: the file is empty. Check it on your computer and upload it again.")
        % {"name": name},
        code="empty",
    )
