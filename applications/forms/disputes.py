"""The form with which the administrator decides who speaks for an enterprise."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import Dispute


class DecisionForm(forms.Form):
    """How the administrator decides a dispute."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[
            (Dispute.Status.UPHELD, _("Move the account to the claimant; the people before are deactivated")),
            (Dispute.Status.DISMISSED, _("Dismiss the dispute; everything stays as it was")),
        ],
    )
    reason = forms.CharField(
        label=_("Reasons"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Both sides read them."),
    )
