"""PDF: begins at the first byte, ends with its end mark, opens without a password, has pages."""

import mmap
from pathlib import Path

from django.utils.translation import gettext as _

from portal.documents.inspection.refusal import Rejected, damaged, trailing

END = b"%%EOF"


def inspect(path: Path, name: str) -> None:
    """Raises Rejected."""
    # Read in with the first upload: few processes take any.
    from pypdf import PdfReader

    _check_end(path, name)
    try:
        with path.open("rb") as file:
            reader = PdfReader(file)
            encrypted = reader.is_encrypted
            pages = 0 if encrypted else len(reader.pages)
    # A parser of hostile input may fail in any way; each of them means that the file can't be read.
    except Exception as error:
        raise damaged(name) from error
    if encrypted:
        raise Rejected(
            _(
                "“%(name)s” was not taken: it is protected with a password. "
                "Remove the protection (print or export it to a new PDF) and upload it again."
            )
            % {"name": name},
            code="encrypted",
        )
    if not pages:
        raise Rejected(
            _("“%(name)s” was not taken: it has no pages. Make the PDF again and upload it once more.")
            % {"name": name},
            code="damaged",
        )


def _check_end(path: Path, name: str) -> None:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        end = content.rfind(END)
        if end == -1:
            raise damaged(name)
        if content[end + len(END) : end + len(END) + 2048].strip(b"\r\n\t \0") or (
            len(content) - end > len(END) + 2048
        ):
            raise trailing(name)
