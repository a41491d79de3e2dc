"""Comma-separated tables: plain text in an encoding that can be read, and nothing else."""

from codecs import getincrementaldecoder
from pathlib import Path

from django.utils.translation import gettext as _

from portal.documents.inspection.refusal import Rejected

ENCODINGS = ("utf-8-sig", "gb18030")
CHUNK = 1 << 20


def inspect_csv(path: Path, name: str) -> None:
    """Text without control characters, in UTF-8 or GB 18030. Raises Rejected."""
    if any(_reads_as(path, encoding) for encoding in ENCODINGS):
        return
    raise Rejected(
        _("“%(name)s” was not taken: it is no text in UTF-8 or GB 18030. Save it again as CSV (UTF-8).")
        % {"name": name},
        code="mismatch",
    )


def _reads_as(path: Path, encoding: str) -> bool:
    decoder = getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                if b"\0" in chunk:
                    return False
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
