"""Fields for files that are sealed: looked through for what they really are, in memory until then."""

import tempfile
from pathlib import Path

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.documents import signing
from portal.documents.files import look_through
from portal.documents.inspection import Rejected, clean_name, known_extension
from publication.objections import Paper

ALLOWED = {"pdf", "jpg", "png", "docx", "xlsx"}
SCANS = {"pdf", "jpg", "png"}
MOST_FILES = 10


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class PaperField(forms.FileField):
    """A file, looked through for what it really is; its bytes stay in memory until they are sealed."""

    def __init__(self, *, allowed: set[str], **kwargs) -> None:
        self.allowed = allowed
        super().__init__(**kwargs)

    def clean(self, data, initial=None) -> Paper | None:
        upload = super().clean(data, initial)
        return read_paper(upload, self.allowed) if upload else None


class StatementField(PaperField):
    """A scan, or a PDF; one whose electronic signature no longer holds is refused at once."""

    def clean(self, data, initial=None) -> Paper | None:
        paper = super().clean(data, initial)
        if paper and paper.content.startswith(b"%PDF"):
            found = signing.check(paper.content)
            if found and not found.whole:
                raise ValidationError(
                    _("The electronic signature does not hold: the PDF was changed after it was signed.")
                )
        return paper


class PapersField(PaperField):
    """Several files. ``accepted`` holds those that are fine, also where another one is refused."""

    widget = Files

    def clean(self, data, initial=None) -> list[Paper]:
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not uploads:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > MOST_FILES:
            raise ValidationError(
                _("At most %(count)d files; put several pages into one.") % {"count": MOST_FILES}
            )
        self.accepted, refused = [], []
        for upload in uploads:
            try:
                self.accepted.append(read_paper(forms.FileField.clean(self, upload), self.allowed))
            except ValidationError as error:
                refused.extend(error.messages)
        if refused:
            raise ValidationError(refused)
        return self.accepted


def read_paper(upload, allowed: set[str]) -> Paper:
    """The bytes of an upload whose content is what its name says. Raises Rejected."""
    name = clean_name(upload.name)
    extension = known_extension(name, allowed)
    if upload.size > settings.UPLOAD_FILE_MAX_BYTES:
        limit = settings.UPLOAD_FILE_MAX_BYTES // 1024 // 1024
        raise Rejected(_("“%(name)s” is larger than %(limit)d MB.") % {"name": name, "limit": limit})
    content = upload.read()
    with tempfile.NamedTemporaryFile() as shown:
        shown.write(content)
        shown.flush()
        look_through(Path(shown.name), name=name, extension=extension)
    return Paper(name, content)
