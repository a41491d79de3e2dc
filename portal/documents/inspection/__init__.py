"""What is really inside an uploaded file: the content decides, the name only has to agree with it."""

from pathlib import Path

from django.utils.translation import gettext as _

from portal.documents.inspection import images, office, pdf, text
from portal.documents.inspection.names import clean_name, extension_of
from portal.documents.inspection.refusal import Rejected
from portal.documents.inspection.zips import ends_as_zip

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
INSPECTORS = {
    "pdf": pdf.inspect,
    "jpg": images.inspect_jpg,
    "png": images.inspect_png,
    "docx": office.inspect_docx,
    "xlsx": office.inspect_xlsx,
    "csv": text.inspect_csv,
}
MAGIC = [
    (b"%PDF-", {"pdf"}),
    (b"\xff\xd8\xff", {"jpg"}),
    (b"\x89PNG\r\n\x1a\n", {"png"}),
    (b"PK\x03\x04", {"docx", "xlsx"}),
]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

__all__ = ["CONTENT_TYPES", "Rejected", "clean_name", "extension_of", "inspect", "known_extension"]


def known_extension(name: str, allowed: set[str]) -> str:
    """The extension of ``name`` when it is one of ``allowed``. Raises Rejected."""
    extension = extension_of(name)
    if extension not in {extension_of(f"x.{one}") for one in allowed} or extension not in INSPECTORS:
        raise Rejected(
            _(
                "“%(name)s” was not taken: files of this type are not accepted here. Accepted: %(types)s. "
                "Save or scan it in one of these formats and upload it again."
            )
            % {"name": name, "types": ", ".join(sorted(one.upper() for one in allowed))},
            code="type",
        )
    return extension


def inspect(path: Path, *, name: str, extension: str) -> str:
    """Look through the file at ``path``; returns its content type. Raises Rejected, which says why."""
    with path.open("rb") as file:
        head = file.read(1024)
    if head.startswith(OLE):
        raise Rejected(
            _(
                "“%(name)s” was not taken: it is protected with a password or in an old Office format. "
                "Remove the password, save it as DOCX or XLSX, and upload it again."
            )
            % {"name": name},
            code="encrypted",
        )
    known = [types for magic, types in MAGIC if head.startswith(magic)]
    if known != [] if extension == "csv" else not any(extension in types for types in known):
        raise _mismatch(name, extension)
    if extension in {"pdf", "jpg", "png"} and ends_as_zip(path):
        raise Rejected(
            _(
                "“%(name)s” was not taken: an archive is hidden in it. "
                "Save the document again from the program it was made with and upload that copy."
            )
            % {"name": name},
            code="polyglot",
        )
    INSPECTORS[extension](path, name)
    return CONTENT_TYPES[extension]


def _mismatch(name: str, extension: str) -> Rejected:
    return Rejected(
        _(
            "“%(name)s” was not taken: its content is not %(type)s, though its name says so. "
            "Changing the ending of a name does not convert a file: save it as %(type)s and upload it again."
        )
        % {"name": name, "type": extension.upper()},
        code="mismatch",
    )
