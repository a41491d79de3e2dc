"""What people hand in on the pages of documents."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.documents.files import Rejected, store_upload

MOST_TO_CHECK = 20 * 1024 * 1024


class ScanForm(forms.Form):
    """The scan of a sealed document."""

    scan = forms.FileField(
        label=_("Scan with the real seal"),
        help_text=_("PDF of all pages. The PDF made by the portal stays beside it."),
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
    )

    def take_in(self, *, by):
        """The stored file, or None with the reason in the form's errors."""
        try:
            return store_upload(
                self.cleaned_data["scan"], by=by, allowed={"pdf"}, max_bytes=settings.UPLOAD_FILE_MAX_BYTES
            )
        except Rejected as refusal:
            self.add_error("scan", refusal)
            return None


class CheckForm(forms.Form):
    """A PDF that somebody wants to compare with what was issued; it is not kept."""

    pdf = forms.FileField(
        label=_("PDF to check"),
        help_text=_("At most 20 MB. It is compared and not kept."),
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
    )

    def clean_pdf(self):
        file = self.cleaned_data["pdf"]
        if file.size > MOST_TO_CHECK:
            raise forms.ValidationError(
                _("The file is larger than 20 MB. Check it by its verification code instead.")
            )
        return file
