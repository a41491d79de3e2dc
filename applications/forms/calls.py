"""The forms with which the province drafts a call."""

from itertools import count

from django import forms
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext_lazy as _

from applications.models import Call, Indicator, MaterialRequirement

FORMATS = [(ext, ext.upper()) for ext in ("pdf", "jpg", "png", "docx", "xlsx")]


class MomentInput(forms.DateTimeInput):
    """The browser's own picker for date and time."""

    input_type = "datetime-local"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class Lines(forms.CharField):
    """A list, one item a line."""

    widget = forms.Textarea

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [line.strip() for line in (value or "").splitlines() if line.strip()]


class CallForm(forms.ModelForm):
    veto_items = Lines(
        label=_("Veto items"),
        required=False,
        help_text=_("One a line. They are judged before any score."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = Call
        fields = [
            "title",
            "title_en",
            "document_number",
            "kind",
            "year",
            "batch",
            "opens_at",
            "closes_at",
            "extra_reason",
            "body",
            "veto_items",
            "county_days",
            "city_days",
            "correction_days",
            "most_returns",
            "panel_size",
            "panel_odd",
            "load_limit",
            "rotation_most",
            "rotation_years",
            "written_weight",
            "defence_weight",
            "site_weight",
            "defence_from",
            "site_from",
            "spread_limit",
            "recusal_request_days",
            "ruling_days",
            "quorum",
            "publicity_days",
            "objection_reply_days",
            "objection_answer_days",
            "pass_threshold",
            "excellent_threshold",
            "drop_extremes",
        ]
        widgets = {
            "opens_at": MomentInput(),
            "closes_at": MomentInput(),
            "body": forms.Textarea(attrs={"rows": 16}),
            "extra_reason": forms.Textarea(attrs={"rows": 2}),
        }

    GROUPS = [
        (_("The call"), ["title", "title_en", "document_number", "kind", "year", "batch", "extra_reason"]),
        (_("Window"), ["opens_at", "closes_at"]),
        (_("Text"), ["body"]),
        (
            _("Working days at the authorities"),
            ["county_days", "city_days", "correction_days", "most_returns"],
        ),
        (
            _("Review"),
            [
                "panel_size",
                "panel_odd",
                "load_limit",
                "rotation_most",
                "rotation_years",
                "written_weight",
                "defence_weight",
                "site_weight",
                "defence_from",
                "site_from",
                "spread_limit",
                "recusal_request_days",
                "ruling_days",
                "pass_threshold",
                "excellent_threshold",
                "drop_extremes",
                "veto_items",
            ],
        ),
        (
            _("Deliberation, publicity and objections"),
            ["quorum", "publicity_days", "objection_reply_days", "objection_answer_days"],
        ),
    ]

    def groups(self):
        """The fields in groups, for the page."""
        return [(title, [self[name] for name in names]) for title, names in self.GROUPS]

    def clean(self):
        data = super().clean()
        if data.get("opens_at") and data.get("closes_at") and data["closes_at"] <= data["opens_at"]:
            self.add_error("closes_at", _("The window must end after it begins."))
        shares = [data.get(f"{stage}_weight") for stage in ("written", "defence", "site")]
        if None not in shares and sum(shares) != 100:
            self.add_error("written_weight", _("The shares of the stages must sum to 100."))
        if data.get("panel_odd") and (data.get("panel_size") or 1) % 2 == 0:
            self.add_error("panel_size", _("The number of experts must be odd, as the rule below says."))
        return data


class IndicatorForm(forms.ModelForm):
    class Meta:
        model = Indicator
        fields = ["name", "name_en", "weight", "order"]
        widgets = {"weight": forms.NumberInput(attrs={"data-weight": True})}


class MaterialForm(forms.ModelForm):
    formats = forms.MultipleChoiceField(
        label=_("Formats"), choices=FORMATS, widget=forms.CheckboxSelectMultiple, initial=["pdf"]
    )

    class Meta:
        model = MaterialRequirement
        fields = ["name", "name_en", "formats", "max_mb", "mandatory", "paper_copies", "order"]


class Rows(BaseInlineFormSet):
    """Rows of a draft: each has a key of its own, which other rooms name it by and nobody types."""

    def save_new(self, form, commit=True):
        taken = set(self.model.objects.filter(call=self.instance).values_list("key", flat=True))
        number = next(n for n in count(1) if f"extra-{n}" not in taken)
        form.instance.key = f"extra-{number}"
        form.instance.order = form.instance.order or len(taken) + 1
        return super().save_new(form, commit=commit)


def one_more(data, prefix: str, formset: type[Rows]):
    """What was sent, with one more empty row of ``prefix``, as the page would have shown it."""
    data = data.copy()
    total = f"{prefix}-TOTAL_FORMS"
    number = int(data[total]) if data.get(total, "").isdigit() else 0
    data[total] = str(number + 1)
    for name, field in formset.form.base_fields.items():
        if isinstance(field.initial, list):
            data.setlist(f"{prefix}-{number}-{name}", field.initial)
        elif field.initial not in {None, False}:
            data[f"{prefix}-{number}-{name}"] = "on" if field.initial is True else str(field.initial)
    return data


Indicators = inlineformset_factory(
    Call, Indicator, form=IndicatorForm, formset=Rows, extra=1, can_delete=True
)
Materials = inlineformset_factory(
    Call, MaterialRequirement, form=MaterialForm, formset=Rows, extra=1, can_delete=True
)


class ExtendForm(forms.Form):
    closes_at = forms.DateTimeField(label=_("New end of the window"), widget=MomentInput())
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is published with the call."),
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is published with the call."),
    )
