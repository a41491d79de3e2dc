"""The forms of an evaluation round."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluations.models import AbsentDecision
from portal.ui.forms import Segmented


def _text(label, **more):
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), **more)


class AbsentForm(forms.Form):
    """The province on a member that did not apply."""

    decision = forms.ChoiceField(
        label=_("Decision"), choices=AbsentDecision.Decision.choices, widget=forms.RadioSelect
    )
    reasons = _text(_("Reasons"), help_text=_("The member reads them."))


class NoticeForm(forms.Form):
    """Prior notice of a removal."""

    reasons = _text(_("Reasons"), help_text=_("They stand in the notice that the member receives."))


class StatementForm(forms.Form):
    """The member is heard."""

    statement = _text(pgettext_lazy("hearing", "Statement"), required=False)
    evidence = forms.FileField(
        label=_("Evidence"),
        required=False,
        help_text=_("PDF, picture or Office file, 20 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.png,.docx,.xlsx"}),
    )
    waived = forms.BooleanField(label=_("We make no statement"), required=False)

    def clean(self):
        data = super().clean()
        if not data.get("waived") and not (data.get("statement") or "").strip():
            self.add_error("statement", _("Please write your statement, or say that you make none."))
        return data


class RulingForm(forms.Form):
    """The province rules on the statement."""

    ruling = forms.ChoiceField(
        label=_("Ruling"),
        choices=[("kept", _("The proposal stands")), ("changed", _("The statement is accepted"))],
        widget=Segmented(),
    )
    reasons = _text(_("Reasons"), help_text=_("The member reads them."))


class NoteForm(forms.Form):
    """What the staff found about a sign."""

    key = forms.CharField(max_length=120, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What was found"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ThresholdForm(forms.Form):
    """Thresholds to try out."""

    excellent = forms.DecimalField(
        label=_("Excellent from"), min_value=Decimal(0), max_value=Decimal(100), decimal_places=2
    )
    qualified = forms.DecimalField(
        label=_("Qualified from"), min_value=Decimal(0), max_value=Decimal(100), decimal_places=2
    )

    def clean(self):
        data = super().clean()
        low, high = data.get("qualified"), data.get("excellent")
        if low is not None and high is not None and high <= low:
            self.add_error("excellent", _("“Excellent” must begin above “qualified”."))
        return data


class RoundFilter(forms.Form):
    """Which members of a round are shown."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=60)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("All members")),
            ("applied", _("With a file")),
            ("absent", _("Did not apply")),
        ],
    )
