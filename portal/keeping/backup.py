"""A backup: the database, the files, what both must amount to; the keys apart, for another safe.

The roots' file is taken first, for it never holds more than the database; then the database at one moment;
then the files: one that arrives meanwhile is one too many, never one too few.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from portal.audit.models import Event, Root
from portal.audit.verify import verify
from portal.documents.models import StoredFile
from portal.keeping import contents, stores, tars
from portal.keeping.tars import NotWhole

__all__ = ["Fingerprint", "NotWhole", "Refused", "fingerprint", "make", "prove", "restore"]

MANIFEST, FILES, ROOTS, KEYS = "manifest.json", "files.tar", "roots.tar", "keys.tar"
VERSION = 1


class Refused(Exception):
    """Why nothing was written; the message says what to do."""


@dataclass(frozen=True)
class Fingerprint:
    """What a restored portal must amount to."""

    events: int
    chains_digest: str
    roots: int
    last_root: str
    files: int


def fingerprint(alias: str = "default") -> Fingerprint:
    """Of a database: all events' hashes in order, the last root, the number of files."""
    digest, events = hashlib.sha256(), Event.objects.using(alias).order_by("pk")
    for value in events.values_list("hash", flat=True).iterator(chunk_size=5000):
        digest.update(bytes.fromhex(value))
    last = Root.objects.using(alias).order_by("-number").first()
    return Fingerprint(
        events=events.count(),
        chains_digest=digest.hexdigest(),
        roots=last.number if last else 0,
        last_root=last.hash if last else "",
        files=StoredFile.objects.using(alias).count(),
    )


def make(folder: Path, *, keys: Path, at: datetime) -> Fingerprint:
    """Write a backup to ``folder`` and the keys to ``keys``. Raises Refused; an unfinished one has no manifest."""
    if folder == keys or folder in keys.parents or keys in folder.parents:
        raise Refused("Keep the keys apart: give --keys a folder outside the backup, on another disk.")
    for place in (folder, keys):
        if place.exists() and any(place.iterdir()):
            raise Refused(f"{place} is not empty: each backup has a folder of its own.")
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    tars.pack(folder / ROOTS, [(Path(settings.ROOTS_FILE), "roots.jsonl")])
    with stores.one_moment() as snapshot:
        stores.dump(folder, snapshot)
        known = fingerprint()
    contents.pack(folder / FILES)
    tars.pack(
        keys / KEYS,
        [(Path(settings.KEYS_DIR), "keys"), (Path(settings.VAR_DIR) / "secret_key", "secret_key")],
    )
    content = {"version": VERSION, "at": at.isoformat(), "fingerprint": asdict(known)}
    (folder / MANIFEST).write_text(json.dumps(content, indent=2) + "\n")
    return known


def restore(folder: Path, *, keys: Path | None) -> Fingerprint:
    """Fill an empty portal from a backup and prove it. Raises Refused or NotWhole."""
    if not (folder / MANIFEST).exists():
        raise Refused(f"{folder} holds no {MANIFEST}: it is no backup, or one that was not finished.")
    if not stores.is_empty():
        raise Refused("The database is not empty: restore into a new one, then switch over.")
    if not contents.is_empty():
        raise Refused("The place of files is not empty: restore into a new folder, or a new bucket.")
    stores.load(folder)
    contents.unpack(folder / FILES)
    tars.unpack(folder / ROOTS, {"roots.jsonl": Path(settings.ROOTS_FILE)})
    if keys:
        secret = Path(settings.VAR_DIR) / "secret_key"
        tars.unpack(keys / KEYS, {"keys": Path(settings.KEYS_DIR), "secret_key": secret})
    return prove(Fingerprint(**json.loads((folder / MANIFEST).read_text())["fingerprint"]))


def prove(expected: Fingerprint) -> Fingerprint:
    """Compare what is there with what was kept: the record whole and the same, each file by its digest."""
    verdict, known = verify(), fingerprint()
    if not verdict.ok:
        raise NotWhole(f"the record is broken at {verdict.broken}")
    for name, value in asdict(expected).items():
        if asdict(known)[name] != value:
            raise NotWhole(f"{name}: {asdict(known)[name]!r} was restored, {value!r} was kept")
    for stored in StoredFile.objects.order_by("pk").iterator(chunk_size=500):
        if (found := contents.digest(stored)) != stored.sha256:
            raise NotWhole(f"file {stored.pk} is {found or 'missing'}")
    return known
