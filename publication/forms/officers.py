"""The forms of the objection officers, and the enterprise's answer."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import SupplierClass
from publication.forms.papers import ALLOWED, PapersField
from publication.models import ListEntry, Objection
from publication.objections import Against


class PassphraseForm(forms.Form):
    passphrase = forms.CharField(
        label=gettext_lazy("Your passphrase"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "Not the password of your account. It unlocks the objections for half an hour."
        ),
    )


class ReasonsForm(forms.Form):
    """Reasons or a ruling, read by the objector with the tracking code."""

    ruling = forms.CharField(
        label=gettext_lazy("Reasons"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The objector reads them. Name no objector in them."),
    )


class RedactedForm(forms.Form):
    redacted = forms.CharField(
        label=gettext_lazy("Redacted copy"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "The grounds without anything that shows who objected. The enterprise and the other officers read it."
        ),
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I have read it: nothing in it shows who objected."), required=False
    )


class NoteForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 3}))


class RulingForm(ReasonsForm):
    """Dismissed, or upheld with its remedy."""

    DISMISS = "dismiss"

    result = forms.ChoiceField(label=gettext_lazy("Ruling"), widget=forms.RadioSelect)
    name = forms.CharField(label=gettext_lazy("Corrected name"), max_length=120, required=False)
    supplier_class = forms.ChoiceField(
        label=gettext_lazy("Corrected class"), choices=[("", "—"), *SupplierClass.choices], required=False
    )
    entries = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Entries that leave the list"), queryset=ListEntry.objects.none(), required=False
    )
    field_order = ["result", "name", "supplier_class", "entries", "ruling"]

    def __init__(self, *args, objection: Objection, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        remedies = {
            Against.ENTRY: [Objection.Remedy.REMOVE, Objection.Remedy.CORRECT],
            Against.LIST: [Objection.Remedy.REMOVE],
            Against.LEFT_OUT: [Objection.Remedy.ADD],
        }[objection.against]
        self.fields["result"].choices = [
            (self.DISMISS, _("Dismiss")),
            *[(remedy, _("Uphold: %(remedy)s") % {"remedy": remedy.label}) for remedy in remedies],
        ]
        if objection.against != Against.ENTRY:
            del self.fields["name"], self.fields["supplier_class"]
        if objection.against == Against.LIST:
            self.fields["entries"].queryset = objection.publicity.version.entries.order_by("position")
        else:
            del self.fields["entries"]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("result") == Objection.Remedy.CORRECT and not (
            data.get("name") or data.get("supplier_class")
        ):
            self.add_error("name", _("Please give the corrected name or class."))
        if (
            data.get("result") == Objection.Remedy.REMOVE
            and "entries" in self.fields
            and not data.get("entries")
        ):
            self.add_error("entries", _("Please choose the entries that leave the list."))
        return data

    def correction(self) -> dict:
        names = ("name", "supplier_class")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Your answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )
    evidence = PapersField(
        label=gettext_lazy("Evidence"),
        allowed=ALLOWED,
        required=False,
        help_text=gettext_lazy("PDF, JPG, PNG, DOCX or XLSX, at most ten files. The officers read them."),
    )
