"""JPG and PNG: verified by Pillow, within a sane number of pixels, with nothing behind their end."""

import mmap
import warnings
from pathlib import Path

from django.utils.translation import gettext as _
from PIL import Image

from portal.documents.inspection.refusal import Rejected, damaged, trailing

MOST_PIXELS = 120_000_000  # an A3 page at 600 dpi has 70 million
JPG_START = b"\xff\xd8"
END = 0xD9
ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length
PNG_SIGNATURE = 8


def inspect_jpg(path: Path, name: str) -> None:
    """Raises Rejected. Cameras append further pictures to the first: those, and padding, may follow."""
    _verify(path, name, {"JPEG", "MPO"})
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        position = 0
        while content[position : position + 2] == JPG_START:
            position = _jpg_end(content, position, name)
        if content[position:].strip(b"\0\r\n"):
            raise trailing(name)


def inspect_png(path: Path, name: str) -> None:
    """Raises Rejected."""
    _verify(path, name, {"PNG"})
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        position, kind = PNG_SIGNATURE, b""
        while kind != b"IEND":
            length = int.from_bytes(content[position : position + 4], "big")
            kind = content[position + 4 : position + 8]
            position += length + 12
            if not kind or position > len(content):
                raise damaged(name)
        if position != len(content):
            raise trailing(name)


def _verify(path: Path, name: str, formats: set[str]) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=sorted(formats)) as image:
                width, height = image.size
                if width * height <= MOST_PIXELS:
                    image.verify()
    except Image.DecompressionBombError as error:
        raise _too_large(name) from error
    # A decoder of hostile input may fail in any way; each of them means that the picture can't be read.
    except Exception as error:
        raise damaged(name) from error
    if width * height > MOST_PIXELS:
        raise _too_large(name)


def _too_large(name: str) -> Rejected:
    return Rejected(
        _(
            "“%(name)s” was not taken: the picture has too many pixels. "
            "Scan or export it at 300 dpi and upload it again."
        )
        % {"name": name},
        code="pixels",
    )


def _jpg_end(content: mmap.mmap, start: int, name: str) -> int:
    """The position behind the picture that begins at ``start`` (ITU T.81, annex B)."""
    position = start + 2
    while True:
        position = content.find(b"\xff", position)
        if position == -1 or position + 1 >= len(content):
            raise damaged(name)
        marker = content[position + 1]
        if marker == END:
            return position + 2
        if marker == 0xFF:  # a fill byte
            position += 1
        elif marker == 0 or marker in ALONE:
            position += 2
        else:
            position += 2 + int.from_bytes(content[position + 2 : position + 4], "big")
