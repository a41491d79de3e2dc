"""The forms of the register: relations, integrity, imports; and those of conflicts: names, ties."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications import uscc
from reviews.conflicts import names
from reviews.forms import DayInput
from reviews.models import CompanyTie, IntegrityEntry, Relation


def checked_code(text: str) -> str:
    """A code as it is kept, both check digits right; an empty one stays empty."""
    code = names.code(text)
    if code:
        uscc.validate(code)
    return code


class RelationForm(forms.ModelForm):
    """A relation with an organisation, one's own or of close kin."""

    class Meta:
        model = Relation
        fields = ["kind", "organisation", "code", "position", "share", "kin", "kin_name", "since", "until"]
        widgets = {"since": DayInput(), "until": DayInput()}
        help_texts = {
            "organisation": _("The full name as registered; an old name is found too."),
            "code": _("统一社会信用代码. Without it the portal can only compare names and has to ask."),
            "share": _("Of a shareholding."),
            "kin": _("Of close kin's posts."),
            "kin_name": _("With it the portal finds kin among shareholders and legal representatives."),
            "until": _("Empty while it lasts. What ended within three years still counts."),
        }

    def clean_code(self) -> str:
        return checked_code(self.cleaned_data["code"])

    def clean(self):
        data = super().clean()
        kin = data.get("kind") == Relation.Kind.KIN
        if kin and not data.get("kin"):
            self.add_error("kin", _("A post of close kin names the kin."))
        if not kin:
            data["kin"], data["kin_name"] = "", ""
        if data.get("kind") != Relation.Kind.SHAREHOLDING:
            data["share"] = None
        elif data.get("share") is not None and not 0 < data["share"] <= 100:
            self.add_error("share", _("The share lies above 0 and up to 100, with two decimals at most."))
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("The last day lies before the first."))
        return data


class IntegrityForm(forms.ModelForm):
    """An entry on the integrity record."""

    class Meta:
        model = IntegrityEntry
        fields = ["on", "what", "consequence", "until"]
        widgets = {"on": DayInput(), "until": DayInput(), "what": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"until": _("The last day of a suspension; no new seats are given until then.")}

    def clean(self):
        data = super().clean()
        if data.get("consequence") == IntegrityEntry.Consequence.SUSPENDED and not data.get("until"):
            self.add_error("until", _("A suspension needs its last day."))
        return data


class LiftForm(forms.Form):
    """Why an entry is lifted."""

    reasons = forms.CharField(label=_("Reasons"), widget=forms.Textarea(attrs={"rows": 3}))


class ImportForm(forms.Form):
    """A workbook of experts."""

    workbook = forms.FileField(
        label=_("Workbook"), help_text=_("XLSX, up to 10 MB, built like the template.")
    )


class NameForm(forms.Form):
    """Whether two of one name are one."""

    same = forms.ChoiceField(
        label=_("Is it the same?"),
        choices=[("no", _("No, another one of that name")), ("yes", _("Yes, the same"))],
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=_("By what is that known"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as a statement of the person, or a public register. Never an identity number."),
    )

    @property
    def is_same(self) -> bool:
        return self.cleaned_data["same"] == "yes"


class TieForm(forms.ModelForm):
    """A tie between companies that the alliance found."""

    class Meta:
        model = CompanyTie
        fields = [
            "kind",
            "nature",
            "holder",
            "holder_code",
            "subject",
            "subject_code",
            "share",
            "since",
            "until",
            "note",
        ]
        widgets = {"since": DayInput(), "until": DayInput()}
        help_texts = {
            "holder": _("The shareholder, or the legal representative."),
            "note": _("The public register and the day on which you looked."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True

    def clean_holder_code(self) -> str:
        return checked_code(self.cleaned_data["holder_code"])

    def clean_subject_code(self) -> str:
        return checked_code(self.cleaned_data["subject_code"])

    def clean(self):
        data = super().clean()
        if data.get("kind") == CompanyTie.Kind.REPRESENTATIVE:
            data["nature"], data["share"] = CompanyTie.Nature.PERSON, None
        if data.get("nature") == CompanyTie.Nature.PERSON:
            data["holder_code"] = ""
        if data.get("share") is not None and not 0 < data["share"] <= 100:
            self.add_error("share", _("The share lies above 0 and up to 100, with two decimals at most."))
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("The last day lies before the first."))
        return data


class EndForm(forms.Form):
    """The day on which a tie ended."""

    until = forms.DateField(label=_("Ended on"), widget=DayInput())
