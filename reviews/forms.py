"""The forms of the review."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.models import Division, User
from reviews.models import Expert, ExpertField, Recusal, Review, Stage
from reviews.sheets import Draft, Line


class MomentInput(forms.DateTimeInput):
    """The browser's own picker for date and time."""

    input_type = "datetime-local"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class ExpertForm(forms.ModelForm):
    """The profile that experts keep and the alliance confirms."""

    class Meta:
        model = Expert
        fields = ["name", "kind", "title", "employer", "employer_code", "region", "fields"]
        labels = {"name": pgettext_lazy("person", "Name"), "title": pgettext_lazy("person", "Title")}
        widgets = {"fields": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fields"].queryset = ExpertField.objects.filter(parent__isnull=False)
        self.fields["region"].queryset = Division.objects.exclude(level=Division.Level.COUNTY)
        self.fields["employer_code"].help_text = _(
            "统一社会信用代码; with it the portal finds experts employed by the applicant."
        )

    def clean_employer_code(self) -> str:
        code = self.cleaned_data["employer_code"].strip().upper()
        if code and len(code) != 18:
            raise forms.ValidationError(_("The code has 18 characters."))
        return code


class StaffExpertForm(ExpertForm):
    """The profile as the alliance keeps it."""

    class Meta(ExpertForm.Meta):
        fields = [*ExpertForm.Meta.fields, "is_committee_member", "is_available"]


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
        fields = [*ExpertForm.Meta.fields, "is_available"]


class WeightsForm(forms.Form):
    """How much each stage counts."""

    written = forms.IntegerField(label=Stage.WRITTEN.label, min_value=1, max_value=100, initial=50)
    defence = forms.IntegerField(label=Stage.DEFENCE.label, min_value=0, max_value=99, initial=30)
    site = forms.IntegerField(label=Stage.SITE.label, min_value=0, max_value=99, initial=20)

    def clean(self):
        data = super().clean()
        if len(data) == 3 and sum(data.values()) != 100:
            raise forms.ValidationError(_("The shares of the stages must sum to 100."))
        return data


class OpeningForm(WeightsForm):
    """The shares of the stages, asked for where a call's review begins with these files."""

    @classmethod
    def over(cls, data, files) -> "OpeningForm":
        """The form for ``files``; the shares are fixed once the review of their calls is open."""
        calls = {file.call_id for file in files}
        form = cls(data)
        if Review.objects.filter(call__in=calls).count() == len(calls):
            form.fields.clear()
        return form

    def clean(self):
        if not self.fields:
            return {"weights": None}
        return {"weights": super().clean()}


class ScheduleForm(forms.Form):
    """Time and place of the defence or the visit."""

    stage = forms.ChoiceField(
        label=_("Stage"),
        choices=[(s.value, s.label) for s in (Stage.DEFENCE, Stage.SITE)],
    )
    when = forms.DateTimeField(label=_("Time"), widget=MomentInput())
    place = forms.CharField(label=_("Place"), max_length=120)


class DeclarationForm(forms.Form):
    """The no-conflict declaration, signed with one's name."""

    confirmed = forms.BooleanField(
        label=_("I have read the grounds for recusal; none of them applies to me and this enterprise.")
    )
    signed_name = forms.CharField(label=_("Your name, as signature"), max_length=60)


class RecusalForm(forms.Form):
    """A recusal with a ground of the policy's list and reasons."""

    ground = forms.ChoiceField(label=_("Ground"), choices=Recusal.Ground.choices, widget=forms.RadioSelect)
    reasons = forms.CharField(label=_("Reasons"), widget=forms.Textarea(attrs={"rows": 4}))


class RecusalRequestForm(RecusalForm):
    """The applicant's request, with evidence if there is any."""

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


class SheetForm(forms.Form):
    """A score sheet: veto items first, then points and comment for each indicator."""

    NONE = "none"

    def __init__(self, *args, indicators, veto_items, **kwargs):
        super().__init__(*args, **kwargs)
        self.indicators, self.veto_items = indicators, veto_items
        if veto_items:
            choices = [(self.NONE, _("None of the veto items applies")), *((i, i) for i in veto_items)]
            self.fields["veto"] = forms.ChoiceField(
                label=_("Veto items"), choices=choices, required=False, widget=forms.RadioSelect
            )
        for indicator in indicators:
            self.fields[f"points_{indicator.pk}"] = forms.DecimalField(
                label=_("Points"),
                required=False,
                min_value=Decimal(0),
                max_value=indicator.weight,
                step_size=Decimal("0.5"),
                widget=forms.NumberInput(attrs={"inputmode": "decimal", "data-points": indicator.weight}),
            )
            self.fields[f"comment_{indicator.pk}"] = forms.CharField(
                label=_("Comment"), required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
        self.fields["comment"] = forms.CharField(
            label=_("Overall comment"), required=False, widget=forms.Textarea(attrs={"rows": 3})
        )
        self.fields["revision"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def lines(self):
        """The fields in rows: indicator, points, comment."""
        return [(i, self[f"points_{i.pk}"], self[f"comment_{i.pk}"]) for i in self.indicators]

    def draft(self) -> Draft:
        """What was typed, as the domain takes it."""
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


def _trimmed(points: Decimal | None) -> str:
    """8.50 as 8.5, 9.00 as 9."""
    return "" if points is None else f"{points.normalize():f}"
