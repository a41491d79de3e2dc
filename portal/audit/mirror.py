"""The roots as an append-only file that anybody may mirror: one root a line, oldest first."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from portal.audit.models import Root
from portal.audit.roots import as_dict


class MirrorBroken(Exception):
    """The file and the database tell of different roots; the message names the first."""


def line(root: Root) -> bytes:
    """A root as a line of the file; the same bytes for ever."""
    return json.dumps(as_dict(root), sort_keys=True, separators=(",", ":")).encode() + b"\n"


def lines() -> Iterator[bytes]:
    """Every root, oldest first, as the file holds them."""
    return (line(root) for root in Root.objects.order_by("number").iterator(chunk_size=1000))


def difference() -> int | None:
    """The number of the first root that the file holds otherwise than the record; None when there is none.

    The file may lack the newest roots. Whoever rewrote the record with all its roots is found by this alone.
    """
    path = Path(settings.ROOTS_FILE)
    if not path.exists():
        return None
    with path.open("rb") as file:
        kept = (one for one in file if one.endswith(b"\n"))
        known = lines()
        for number, there in enumerate(kept, start=1):
            if there != next(known, b""):
                return number
    return None


def append() -> int:
    """Add the roots that the file does not hold yet; how many. Safe to run twice and after a crash.

    A half-written last line is written anew. Raises MirrorBroken when a line differs from the database:
    one of the two was altered.
    """
    path = Path(settings.ROOTS_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.read_bytes() if path.exists() else b""
    whole = written[: written.rfind(b"\n") + 1]
    kept, known = whole.splitlines(keepends=True), list(lines())
    for number, (there, expected) in enumerate(zip(kept, known, strict=False), start=1):
        if there != expected:
            raise MirrorBroken(f"line {number} of {path.name} is not root {number} of the record")
    if len(kept) > len(known):
        raise MirrorBroken(f"{path.name} holds more roots than the record")
    fresh = known[len(kept) :]
    with path.open("r+b" if path.exists() else "wb") as file:
        file.truncate(len(whole))
        file.seek(len(whole))
        file.write(b"".join(fresh))
        file.flush()
        os.fsync(file.fileno())
    return len(fresh)
