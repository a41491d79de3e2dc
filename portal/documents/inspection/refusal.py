"""Why a file was not taken."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class Rejected(ValidationError):
    """A file was not taken; the message says why and what to do, ``code`` names the kind of fault."""


def damaged(name: str) -> Rejected:
    """A file that begins like its type but can't be read to its end."""
    return Rejected(
        _(
            "“%(name)s” was not taken: the file is damaged and can't be opened. "
            "Check that it opens on your computer, save or scan it again, and upload it once more."
        )
        % {"name": name},
        code="damaged",
    )


def trailing(name: str) -> Rejected:
    """Something follows the end of the document."""
    return Rejected(
        _(
            "“%(name)s” was not taken: other data is attached before its beginning or after its end. "
            "Save the document again from the program it was made with and upload that copy."
        )
        % {"name": name},
        code="polyglot",
    )
