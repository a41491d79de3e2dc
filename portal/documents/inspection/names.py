"""Names of uploaded files: kept readable, without a path and without characters that deceive."""

import unicodedata

from django.utils.translation import gettext as _

from portal.documents.inspection.refusal import Rejected

LONGEST = 200
ALIASES = {"jpeg": "jpg"}
FORBIDDEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}  # control, bidirectional and zero-width, private, surrogate


def clean_name(name: str) -> str:
    """The last part of ``name`` in NFC, at most 200 characters, its extension kept. Raises Rejected."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    last = "".join(char for char in last if unicodedata.category(char) not in FORBIDDEN)
    last = " ".join(last.split()).strip(" .")
    stem, dot, extension = last.rpartition(".")
    if not dot or not stem.strip(" ."):
        raise Rejected(
            _(
                "The file was not taken: its name has no ending such as .pdf. "
                "Give it a name with the ending of its type and upload it again."
            ),
            code="name",
        )
    return f"{stem[: LONGEST - len(extension) - 1].rstrip(' .')}.{extension}" if len(last) > LONGEST else last


def extension_of(name: str) -> str:
    """The extension, lower case, without the dot; ``jpeg`` counts as ``jpg``."""
    extension = name.rpartition(".")[2].lower()
    return ALIASES.get(extension, extension)
