"""The forms with which the province edits the rules of an evaluation that is a draft."""

import re
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Call, Indicator
from evaluations import tables
from evaluations.models import EvaluationRules
from evaluations.words import FORMULAS, METRICS

STEP = re.compile(r"^\s*(-?[\d.]+)\s*(?:→|->|:|：|,|，|\s)\s*(-?\d+)\s*%?\s*$")
SAID = {
    "steps": gettext_lazy("The figures must rise from line to line; percents lie between 0 and 100."),
    "order": gettext_lazy("The percents must not fall while the figure gets better."),
    "cover": gettext_lazy("The first line must begin at %(least)s, the lowest figure there is."),
}


class Day(forms.DateInput):
    """The browser's own picker."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class RulesForm(forms.ModelForm):
    """Period, hearing, way back, ratings, and what holds where data are missing."""

    class Meta:
        model = EvaluationRules
        fields = ["period_from", "period_to", "missing", "hearing_days", "comeback_months", "prior_ratings"]
        widgets = {"period_from": Day(), "period_to": Day()}

    def clean(self) -> dict:
        data = super().clean()
        first, last = data.get("period_from"), data.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", _("The period of the market records ends before it begins."))
        return data


class LimitsForm(forms.ModelForm):
    """The call's own thresholds and deadlines that an evaluation rests on."""

    class Meta:
        model = Call
        fields = [
            "excellent_threshold",
            "pass_threshold",
            "city_days",
            "publicity_days",
            "objection_reply_days",
            "objection_answer_days",
        ]

    def clean(self) -> dict:
        data = super().clean()
        high, low = data.get("excellent_threshold"), data.get("pass_threshold")
        if high is not None and low is not None and high <= low:
            self.add_error("excellent_threshold", _("“Excellent” must begin above “qualified”."))
        return data


class WeightsForm(forms.Form):
    """The weight of each indicator and who gives its points. ``weights``: ``{key: (weight, basis)}``."""

    def __init__(self, call: Call, data=None) -> None:
        super().__init__(data, prefix="indicator")
        self.indicators = list(call.indicators.all())
        for one in self.indicators:
            self.fields[f"weight-{one.key}"] = forms.IntegerField(
                label=one.label,
                min_value=0,
                max_value=100,
                initial=one.weight,
                widget=forms.NumberInput(attrs={"data-weight": True}),
            )
            self.fields[f"basis-{one.key}"] = forms.ChoiceField(
                label=_("Points of “%(name)s”") % {"name": one.label},
                choices=Indicator.Basis.choices,
                initial=one.basis,
            )
        self.weights: dict[str, tuple[int, str]] = {}

    @property
    def total(self) -> int:
        typed = [str(self[f"weight-{one.key}"].value() or "") for one in self.indicators]
        return sum(int(weight) for weight in typed if weight.isdigit())

    def clean(self) -> dict:
        data = super().clean()
        self.weights = {
            one.key: (data.get(f"weight-{one.key}", 0), data.get(f"basis-{one.key}", ""))
            for one in self.indicators
        }
        total = sum(weight for weight, _basis in self.weights.values())
        if not self.errors and total != 100:
            self.add_error(
                None,
                _("The weights of the rubric sum to %(total)d; they must sum to 100.") % {"total": total},
            )
        return data


class MetricForm(forms.Form):
    """One figure: the indicator that it counts for, its share of it, and its steps, one a line."""

    indicator = forms.ChoiceField(label=gettext_lazy("Counts for"), required=False)
    share = forms.IntegerField(
        label=gettext_lazy("Share of the indicator (%)"), required=False, min_value=1, max_value=100
    )
    steps = forms.CharField(
        label=gettext_lazy("From figure → percent"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=gettext_lazy("One step a line, as “5 → 65”. The lower bound is inclusive."),
    )

    def __init__(self, metric: str, line: dict | None, indicators: list[Indicator], data=None) -> None:
        written = "\n".join(f"{bound} → {percent}" for bound, percent in line["steps"]) if line else ""
        kept = {"indicator": line["indicator"], "share": line["share"], "steps": written} if line else {}
        super().__init__(data, prefix=metric, initial=kept)
        self.metric, self.title, self.formula = metric, METRICS[metric], FORMULAS[metric]
        choices = [(one.key, one.label) for one in indicators]
        self.fields["indicator"].choices = [("", _("Not used")), *choices]

    @property
    def line(self) -> dict | None:
        """The metric's line of the table; None where it isn't used."""
        if not self.cleaned_data.get("indicator"):
            return None
        return {
            "metric": self.metric,
            **{key: self.cleaned_data[key] for key in ("indicator", "share", "steps")},
        }

    def clean_steps(self) -> list[list]:
        steps = []
        for number, text in enumerate(self.cleaned_data["steps"].splitlines(), start=1):
            if not text.strip():
                continue
            found = STEP.match(text)
            try:
                bound = Decimal(found[1]) if found else None
            except InvalidOperation:
                bound = None
            if bound is None:
                raise forms.ValidationError(
                    _("Line %(number)d is no step, as “5 → 65”.") % {"number": number}
                )
            steps.append([int(bound) if bound == bound.to_integral_value() else str(bound), int(found[2])])
        return steps

    def clean(self) -> dict:
        data = super().clean()
        if not data.get("indicator") or "steps" not in data:
            return data
        if not data.get("share"):
            self.add_error("share", _("Please give the share."))
        if fault := tables.steps_fault(self.metric, data["steps"]):
            self.add_error("steps", str(SAID[fault]) % {"least": tables.LEAST[self.metric]})
        return data
