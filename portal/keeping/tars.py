"""Archives of a backup: readable by the portal's account only, on the disk when they are made."""

import os
import tarfile
from collections.abc import Callable
from pathlib import Path

CHUNK = 1024 * 1024


class NotWhole(Exception):
    """What was restored is not what was kept; the message names the first difference."""


def write(target: Path, fill: Callable[[tarfile.TarFile], None]) -> None:
    """A new archive that ``fill`` fills."""
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as packed:
            fill(packed)
        file.flush()
        os.fsync(file.fileno())


def pack(target: Path, parts: list[tuple[Path, str]]) -> None:
    """An archive of what there is of ``parts``: a place on the disk and its name within."""

    def fill(packed: tarfile.TarFile) -> None:
        for path, name in parts:
            if path.exists():
                packed.add(path, arcname=name)

    write(target, fill)


def unpack(source: Path, places: dict[str, Path]) -> None:
    """Put what lies under each name below its place. Raises NotWhole for what no backup holds."""
    with tarfile.open(source) as packed:
        for member in packed:
            head, _slash, rest = member.name.partition("/")
            target = places[head] / rest if rest else places[head]
            if ".." in target.parts or not (member.isfile() or member.isdir()):
                raise NotWhole(f"{source.name} holds {member.name!r}")
            if member.isdir():
                target.mkdir(parents=True, exist_ok=True, mode=0o700)
                continue
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                content = packed.extractfile(member)
                while chunk := content.read(CHUNK):
                    file.write(chunk)
