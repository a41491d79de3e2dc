"""Archives: hidden in other files, or so packed that unpacking them would exhaust the machine."""

import zipfile
from pathlib import Path

END_RECORD = b"PK\x05\x06"
END_RECORD_SIZE = 22
LONGEST_COMMENT = 65535
MOST_ENTRIES = 5000
MOST_BYTES = 400 * 1024 * 1024
MOST_RATIO = 150  # office files of pure XML reach about 60
RATIO_FROM = 1024 * 1024  # small entries may pack as tightly as they like


def ends_as_zip(path: Path) -> bool:
    """Whether an unpacker would find an archive's end record exactly at the end of the file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - END_RECORD_SIZE - LONGEST_COMMENT))
        tail = file.read()
    start = tail.find(END_RECORD)
    while start != -1:
        record = tail[start : start + END_RECORD_SIZE]
        if len(record) == END_RECORD_SIZE:
            comment = int.from_bytes(record[20:22], "little")
            if start + END_RECORD_SIZE + comment == len(tail):
                return True
        start = tail.find(END_RECORD, start + 1)
    return False


def is_bomb(entries: list[zipfile.ZipInfo], packed: int) -> bool:
    """Whether the entries unpack to more than an office file ever needs; ``packed`` is the file's size."""
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_BYTES:
        return True
    if unpacked > RATIO_FROM and unpacked > MOST_RATIO * packed:
        return True
    return any(
        entry.file_size > RATIO_FROM and entry.file_size > MOST_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )


def has_bad_name(entry: zipfile.ZipInfo) -> bool:
    """Whether unpacking the entry would write outside the folder it is unpacked to."""
    name = entry.orig_filename
    return name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in name.split("/")
