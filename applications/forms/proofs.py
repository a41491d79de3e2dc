"""Scans that prove who speaks for an enterprise: what may be sent, and how it is taken in."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.documents.files import Rejected, store_upload
from portal.documents.models import StoredFile

FORMATS = {"pdf", "jpg", "png"}
MOST_BYTES = min(10 * 1024 * 1024, settings.UPLOAD_FILE_MAX_BYTES)
ACCEPT = ".pdf,.jpg,.jpeg,.png"


def take_in(upload, *, by: User | None) -> StoredFile:
    """Store a scan; ``by`` is None for a visitor. Raises Rejected, which says why."""
    return store_upload(upload, by=by, allowed=FORMATS, max_bytes=MOST_BYTES)


class ProofField(forms.FileField):
    """A scan: PDF, JPG or PNG."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", _("PDF, JPG or PNG, at most 10 MB, all of it legible."))
        super().__init__(
            widget=forms.FileInput(attrs={"accept": ACCEPT, "class": "form-control"}),
            **kwargs,
        )

    def clean(self, data, initial=None):
        """None where nothing was chosen: the form knows whether a file is kept from the last try."""
        return super().clean(data, initial) if data else None


class ProofForm(forms.Form):
    """A newer licence or authorisation."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPG or PNG, at most 10 MB, all of it legible."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def take_in(self, *, by):
        """The stored file, or None with the reason in the form's errors."""
        try:
            return take_in(self.cleaned_data["file"], by=by)
        except Rejected as refusal:
            self.add_error("file", refusal)
            return None
