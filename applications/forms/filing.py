"""The small forms of filing: promise, withdrawal, request for review."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SubmitForm(forms.Form):
    """The enterprise answers for what it submits (真实性承诺)."""

    promise = forms.BooleanField(
        label=_("We promise that the material is true, complete and lawful, and answer for it."),
        error_messages={"required": _("Without this promise the application can't be submitted.")},
    )


class WithdrawForm(forms.Form):
    """Why the file is taken back."""

    reason = forms.CharField(
        label=_("Reason for withdrawing"), max_length=1000, widget=forms.Textarea({"rows": 4})
    )


class ReviewForm(forms.Form):
    """Why the province should look at a file that its city did not recommend."""

    reasons = forms.CharField(
        label=_("Reasons for the review"),
        max_length=3000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Answer the city's reasons point by point; the province reads both side by side."),
    )
