"""DOCX and XLSX: archives with the right main part, without macros, passwords, bombs or entities."""

import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from portal.documents.inspection.refusal import Rejected, damaged, trailing
from portal.documents.inspection.zips import END_RECORD, END_RECORD_SIZE, has_bad_name, is_bomb

MAIN_PART = "application/vnd.openxmlformats-officedocument.{}.main+xml"
TYPES = "[Content_Types].xml"
LARGEST_TYPES = 4 * 1024 * 1024
END_RECORD_SIZES = {END_RECORD_SIZE, END_RECORD_SIZE + 20 + 56}
CHUNK = 256 * 1024
DECLARATIONS = [text.encode(code) for text in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le")]


def inspect_docx(path: Path, name: str) -> None:
    """Raises Rejected."""
    _inspect(path, name, MAIN_PART.format("wordprocessingml.document"))


def inspect_xlsx(path: Path, name: str) -> None:
    """Raises Rejected."""
    _inspect(path, name, MAIN_PART.format("spreadsheetml.sheet"))


def _inspect(path: Path, name: str, main_part: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            _check_entries(archive, path, name)
            types = _content_types(archive, name)
            _check_main_part(archive, types, name, main_part)
            _check_parts(archive, name)
    except Rejected:
        raise
    except DefusedXmlException as error:
        raise _unsafe(name) from error
    # An unpacker of hostile input may fail in any way; each of them means that the file can't be read.
    except Exception as error:
        raise damaged(name) from error


def _check_entries(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    entries, size = archive.infolist(), path.stat().st_size
    if is_bomb(entries, size):
        raise Rejected(
            _(
                "“%(name)s” was not taken: unpacked it would be far larger than an ordinary document. "
                "Save it again with smaller pictures or fewer rows and upload it once more."
            )
            % {"name": name},
            code="bomb",
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise Rejected(
            _("“%(name)s” was not taken: it is protected with a password. Remove it and upload it again.")
            % {"name": name},
            code="encrypted",
        )
    names = [entry.filename.lower() for entry in entries]
    if any(has_bad_name(entry) for entry in entries) or len(names) != len(set(names)):
        raise _unsafe(name)
    if min((entry.header_offset for entry in entries), default=0) or not _ends_at_its_end(archive, size):
        raise trailing(name)


def _ends_at_its_end(archive: zipfile.ZipFile, size: int) -> bool:
    """Whether nothing but the end record, alone or with its 64-bit form, follows the directory."""
    directory = sum(_directory_size(entry) for entry in archive.infolist())
    rest = size - archive.start_dir - directory
    if not archive.fp or archive.comment or rest not in END_RECORD_SIZES:
        return False
    archive.fp.seek(size - END_RECORD_SIZE)
    return archive.fp.read(4) == END_RECORD


def _directory_size(entry: zipfile.ZipInfo) -> int:
    raw = entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437")
    return 46 + len(raw) + len(entry.extra) + len(entry.comment)


def _content_types(archive: zipfile.ZipFile, name: str) -> Element:
    if TYPES not in archive.namelist() or archive.getinfo(TYPES).file_size > LARGEST_TYPES:
        raise _not_office(name)
    return fromstring(archive.read(TYPES), forbid_dtd=True)


def _check_main_part(archive: zipfile.ZipFile, types: Element, name: str, main_part: str) -> None:
    parts = {item.get("ContentType", ""): item.get("PartName", "") for item in types}
    said = " ".join([*parts, *archive.namelist()]).lower()
    if any(word in said for word in ("macroenabled", "vbaproject", "activex")):
        raise Rejected(
            _(
                "“%(name)s” was not taken: it contains macros. "
                "Save it as an ordinary DOCX or XLSX without macros and upload it again."
            )
            % {"name": name},
            code="macros",
        )
    if parts.get(main_part, "").lstrip("/") not in archive.namelist():
        raise _not_office(name)


def _check_parts(archive: zipfile.ZipFile, name: str) -> None:
    """Unpack every part once, in chunks: its checksum holds, and no XML declares entities."""
    longest = max(map(len, DECLARATIONS))
    for entry in archive.infolist():
        is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
        with archive.open(entry) as part:
            before = b""
            while chunk := part.read(CHUNK):
                window = before + chunk
                if is_xml and any(declaration in window for declaration in DECLARATIONS):
                    raise _unsafe(name)
                before = window[-longest:]


def _unsafe(name: str) -> Rejected:
    return Rejected(
        _(
            "“%(name)s” was not taken: it is built in a way that can harm the computers of those who open it. "
            "Open it in Word, Excel or WPS, save it as a new file, and upload that one."
        )
        % {"name": name},
        code="unsafe",
    )


def _not_office(name: str) -> Rejected:
    return Rejected(
        _(
            "“%(name)s” was not taken: it is an archive, not a Word or Excel document of the type that its "
            "name says. Save it as DOCX or XLSX, or upload the files one by one."
        )
        % {"name": name},
        code="mismatch",
    )
