"""The forms of the review."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.models import Division, User
from portal.ui.forms import demanded
from reviews.models import Expert, ExpertField, Recusal, Stage
from reviews.sheets import Draft, Line


class MomentInput(forms.DateTimeInput):
    """The browser's own picker for date and time."""

    input_type = "datetime-local"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class DayInput(forms.DateInput):
    """The browser's own picker for a day."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


PRESENCE = ["is_available", "away_from", "away_until"]
AWAY = {"away_from": DayInput(), "away_until": DayInput()}


class ExpertForm(forms.ModelForm):
    """The profile that experts keep and the alliance confirms."""

    class Meta:
        model = Expert
        fields = ["name", "kind", "title", "employer", "employer_code", "region", "fields", "languages"]
        labels = {"name": pgettext_lazy("person", "Name"), "title": pgettext_lazy("person", "Title")}
        widgets = {"fields": forms.CheckboxSelectMultiple}

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=Expert.Language.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fields"].queryset = ExpertField.objects.filter(parent__isnull=False)
        self.fields["region"].queryset = Division.objects.exclude(level=Division.Level.COUNTY)
        self.fields["employer_code"].help_text = _(
            "统一社会信用代码; with it the portal finds experts employed by the applicant."
        )

    def clean(self):
        data = super().clean()
        first, last = data.get("away_from"), data.get("away_until")
        if first and last and last < first:
            self.add_error("away_until", _("The last day lies before the first."))
        return data

    def clean_employer_code(self) -> str:
        code = self.cleaned_data["employer_code"].strip().upper()
        if code and len(code) != 18:
            raise forms.ValidationError(_("The code has 18 characters."))
        return code


class StaffExpertForm(ExpertForm):
    """The profile as the alliance keeps it."""

    class Meta(ExpertForm.Meta):
        fields = [*ExpertForm.Meta.fields, "is_committee_member", *PRESENCE]
        widgets = {**ExpertForm.Meta.widgets, **AWAY}


class NewExpertForm(StaffExpertForm):
    """A new expert with the account."""

    username = forms.CharField(
        label=_("User name"), max_length=60, validators=User._meta.get_field("username").validators
    )
    email = forms.EmailField(label=_("E-mail"), help_text=_("The link to set the first password goes there."))
    field_order = ["username", "email"]

    def clean_username(self) -> str:
        name = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("This user name is taken."))
        return name

    def clean_email(self) -> str:
        address = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=address).exists():
            raise forms.ValidationError(_("This e-mail belongs to another account."))
        return address


class OwnProfileForm(ExpertForm):
    """The profile as the expert keeps it."""

    class Meta(ExpertForm.Meta):
        fields = [*ExpertForm.Meta.fields, *PRESENCE]
        widgets = {**ExpertForm.Meta.widgets, **AWAY}


class DeclarationForm(forms.Form):
    """The no-conflict declaration, signed with one's name."""

    confirmed = forms.BooleanField(
        label=_("I have read the grounds for recusal; none of them applies to me and this enterprise.")
    )
    signed_name = forms.CharField(label=_("Your name, as signature"), max_length=60)


class RecusalForm(forms.Form):
    """A recusal with a ground of the policy's list, reasons, and evidence if there is any."""

    ground = forms.ChoiceField(label=_("Ground"), choices=Recusal.Ground.choices, widget=forms.RadioSelect)
    reasons = forms.CharField(label=_("Reasons"), widget=forms.Textarea(attrs={"rows": 4}))
    evidence = forms.FileField(
        label=_("Evidence"), required=False, help_text=_("PDF, JPG, PNG, DOCX or XLSX, up to 50 MB.")
    )


class RulingForm(forms.Form):
    """A ruling with its reasons."""

    ruling = forms.ChoiceField(
        label=pgettext_lazy("recusal", "Ruling"),
        choices=[("granted", _("Grant the recusal")), ("dismissed", _("Dismiss it"))],
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(label=_("Reasons of the ruling"), widget=forms.Textarea(attrs={"rows": 4}))


class ReportForm(forms.Form):
    """The basis of the results (评审依据)."""

    basis = forms.CharField(
        label=_("Basis"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Rubric, panel, stages, how totals were made; the province reads it with the ranking."),
    )


class DiscardForm(forms.Form):
    """The reason for taking a prepared report back."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class DissentForm(forms.Form):
    """A member's dissenting opinion on the result of a closed stage."""

    stage = forms.ChoiceField(label=_("Stage"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Dissenting opinion and its reasons"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It stands in the report with the letter of your seat and can't be changed afterwards."),
    )

    def __init__(self, *args, stages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = stages
        if len(stages) == 1:
            self.fields["stage"].initial = stages[0][0]


class ReopeningForm(forms.Form):
    """The reasons for opening a sheet or a stage again."""

    reasons = forms.CharField(label=_("Reasons"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class SheetForm(forms.Form):
    """A score sheet: veto items first, then points and comment for each indicator.

    Bounds are the domain's: what lies beyond them is kept in the draft and told, so it gets through here.
    """

    NONE = "none"

    def __init__(self, *args, indicators, veto_items, **kwargs):
        super().__init__(*args, **kwargs)
        self.indicators, self.veto_items = indicators, veto_items
        self.most = sum(indicator.weight for indicator in indicators)
        self.elsewhere: dict[str, object] = {}
        if veto_items:
            choices = [(self.NONE, _("None of the veto items applies")), *((i, i) for i in veto_items)]
            self.fields["veto"] = forms.ChoiceField(
                label=_("Veto items"), choices=choices, required=False, widget=forms.RadioSelect
            )
            demanded(self.fields["veto"])
        for indicator in indicators:
            self.fields[f"points_{indicator.pk}"] = forms.DecimalField(
                label=_("Points"), required=False, max_digits=5, decimal_places=2, widget=_points(indicator)
            )
            self.fields[f"comment_{indicator.pk}"] = forms.CharField(
                label=_("Comment"), required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
        self.fields["comment"] = forms.CharField(
            label=_("Overall comment"), required=False, widget=forms.Textarea(attrs={"rows": 3})
        )
        self.fields["stage"] = forms.ChoiceField(choices=Stage.choices, widget=forms.HiddenInput)
        self.fields["revision"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def lines(self):
        """The fields in rows: indicator, points, comment, and what another window saved there."""
        return [
            (i, self[f"points_{i.pk}"], self[f"comment_{i.pk}"], self.elsewhere.get(i.pk))
            for i in self.indicators
        ]

    def typed(self) -> list[tuple[str, str, str]]:
        """What was sent, as text: name, points, comment; shown where it could not be kept."""
        rows = [
            (i.label, self[f"points_{i.pk}"].value() or "", self[f"comment_{i.pk}"].value() or "")
            for i in self.indicators
        ]
        return [*rows, (str(self.fields["comment"].label), "", self["comment"].value() or "")]

    def stand_beside(self, sheet) -> None:
        """Another window has saved meanwhile: show both, and let the next save go on from there."""
        self.data = self.data.copy()
        self.data["revision"] = sheet.revision
        kept = self.initial_of(sheet)
        for indicator in self.indicators:
            names = (f"points_{indicator.pk}", f"comment_{indicator.pk}")
            if any(str(self[name].value() or "") != str(kept.get(name, "")) for name in names):
                self.elsewhere[indicator.pk] = [kept.get(name, "") for name in names]
        self.elsewhere["comment"] = kept["comment"] if kept["comment"] != self["comment"].value() else ""

    @property
    def comment_elsewhere(self) -> str:
        """The overall comment that another window saved."""
        return self.elsewhere.get("comment", "")

    def draft(self) -> Draft:
        """What was typed, as the domain takes it; a figure that is none is left out."""
        data = self.cleaned_data
        veto = data.get("veto", "")
        lines = {
            i.pk: Line(data.get(f"points_{i.pk}"), data.get(f"comment_{i.pk}", "")) for i in self.indicators
        }
        return Draft(
            lines,
            veto_judged=bool(veto) or not self.veto_items,
            veto="" if veto in {"", self.NONE} else veto,
            comment=data.get("comment", ""),
        )

    @classmethod
    def initial_of(cls, sheet) -> dict:
        """The values of a kept sheet."""
        if sheet is None:
            return {"revision": 0}
        values = {"revision": sheet.revision, "comment": sheet.comment}
        values["veto"] = sheet.veto or (cls.NONE if sheet.veto_judged else "")
        for score in sheet.scores.all():
            values[f"points_{score.indicator_id}"] = _trimmed(score.points)
            values[f"comment_{score.indicator_id}"] = score.comment
        return values


def _points(indicator) -> forms.NumberInput:
    bounds = {"min": 0, "max": indicator.weight, "step": "0.5", "data-points": indicator.weight}
    return forms.NumberInput(attrs={"inputmode": "decimal", **bounds})


def _trimmed(points: Decimal | None) -> str:
    """8.50 as 8.5, 9.00 as 9."""
    return "" if points is None else f"{points.normalize():f}"
