"""Files that somebody hands in as evidence: several at once, each looked through for what it is."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.documents.files import Rejected, store_upload
from portal.documents.models import StoredFile
from publication.forms.papers import Files

FORMATS = {"pdf", "jpg", "png", "docx", "xlsx"}
MOST_BYTES = 20 * 1024 * 1024
MOST_FILES = 10


class EvidenceField(forms.FileField):
    """Several files, or none; the form's view stores them with :func:`take_in`."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("label", gettext_lazy("Evidence"))
        kwargs.setdefault("help_text", gettext_lazy("PDF, pictures or Office files, 20 MB each at most."))
        super().__init__(widget=Files(attrs={"accept": ".pdf,.jpg,.png,.docx,.xlsx"}), **kwargs)

    def clean(self, data, initial=None) -> list:
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not uploads:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > MOST_FILES:
            raise ValidationError(
                _("At most %(count)d files; put several pages into one.") % {"count": MOST_FILES}
            )
        return [super(EvidenceField, self).clean(upload) for upload in uploads]


def take_in(form: forms.Form, *, by, name: str = "evidence") -> list[StoredFile] | None:
    """The stored files; None where one was refused, with the reason at the field."""
    stored = []
    for upload in form.cleaned_data[name]:
        try:
            stored.append(store_upload(upload, by=by, allowed=FORMATS, max_bytes=MOST_BYTES))
        except Rejected as refusal:
            form.add_error(name, refusal)
    return None if form.errors else stored
