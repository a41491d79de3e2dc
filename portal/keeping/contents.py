"""The private files of a backup: a folder on this machine, or a bucket; the archive is the same."""

import hashlib
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings

from portal.documents import bucket
from portal.documents.files import opened
from portal.documents.models import StoredFile
from portal.keeping import tars


def pack(target: Path) -> None:
    """All files that a row names, and on a disk also what is on its way."""
    if bucket.is_used():
        tars.write(target, _fill)
    else:
        tars.pack(target, [(Path(settings.MEDIA_ROOT), "files")])


def unpack(source: Path) -> None:
    """Raises NotWhole."""
    if not bucket.is_used():
        tars.unpack(source, {"files": Path(settings.MEDIA_ROOT)})
        return
    with tempfile.TemporaryDirectory() as folder:
        below = Path(folder) / "files"
        tars.unpack(source, {"files": below})
        for path in sorted(below.rglob("*")):
            if path.is_file():
                bucket.put(path, path.relative_to(below).as_posix())


def is_empty() -> bool:
    if bucket.is_used():
        return bucket.is_empty()
    place = Path(settings.MEDIA_ROOT)
    return not place.exists() or not any(place.iterdir())


def digest(stored: StoredFile) -> str:
    """SHA-256 of a file's content; empty when there is none."""
    found = hashlib.sha256()
    try:
        with opened(stored) as content:
            while chunk := content.read(tars.CHUNK):
                found.update(chunk)
    except FileNotFoundError:
        return ""
    return found.hexdigest()


def _fill(packed: tarfile.TarFile) -> None:
    for stored in StoredFile.objects.order_by("pk").iterator(chunk_size=500):
        member = tarfile.TarInfo(f"files/{stored.path}")
        member.size, member.mode = stored.size, 0o600
        with opened(stored) as content:
            packed.addfile(member, content)
