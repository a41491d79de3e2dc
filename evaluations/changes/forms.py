"""The forms of change reports: the enterprise's, the city's opinion, the province's decision, the list's filter."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.changes import conditions, material
from evaluations.models import ChangeReport
from portal.ui.forms import FilterForm, Offered, Segmented, demanded
from reviews.forms import DayInput

Kind, Status = ChangeReport.Kind, ChangeReport.Status
HOLDS = [(conditions.HOLDS, gettext_lazy("Holds")), (conditions.DOES_NOT, gettext_lazy("No longer holds"))]
RESULTS = [
    (conditions.PASS, gettext_lazy("Pass")),
    (conditions.FAIL, gettext_lazy("Fail")),
    (conditions.NOT_APPLICABLE, gettext_lazy("Not applicable")),
]


def _text(label, *, rows: int = 4, **more) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class ReportForm(forms.Form):
    """What an enterprise writes; saving demands nothing, handing in tells what is lacking."""

    new_name = forms.CharField(
        label=gettext_lazy("New name"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("In full, as the new business licence has it."),
    )
    effective_on = forms.DateField(
        label=gettext_lazy("Day of registration"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("The day on which the registry entered the change."),
    )
    summary = _text(
        gettext_lazy("What changes"),
        rows=5,
        help_text=gettext_lazy("What it was, what it is now, and why. Province, city and alliance read it."),
    )
    answer = _text(gettext_lazy("Your answer to what was asked for"))

    def __init__(self, data=None, *, report: ChangeReport) -> None:
        self.report, self.states = report, material.is_needed(report)
        initial = {name: getattr(report, name) for name in ("new_name", "effective_on", "summary", "answer")}
        super().__init__(data, initial=initial)
        if report.kind != Kind.NAME:
            del self.fields["new_name"]
        if report.status != Status.ASKED:
            del self.fields["answer"]
        for name in self.fields:
            if name != "summary" or report.kind != Kind.NAME:
                demanded(self.fields[name])
        if self.states:
            self._add_statements()

    def _add_statements(self) -> None:
        for key, label in conditions.CONDITIONS.items():
            given = self.report.statements.get(key) or {}
            self.fields[f"holds_{key}"] = forms.ChoiceField(
                label=label, required=False, choices=HOLDS, widget=Segmented(), initial=given.get("holds")
            )
            self.fields[f"note_{key}"] = forms.CharField(
                label=_("Explanation: %(item)s") % {"item": label},
                required=False,
                max_length=500,
                initial=given.get("note", ""),
            )

    @property
    def plain(self) -> list:
        """The fields above the statements; an answer that is awaited comes first."""
        return [
            self[name] for name in ("answer", "new_name", "effective_on", "summary") if name in self.fields
        ]

    @property
    def statements(self) -> list[dict]:
        """One row a condition: the answer, its note, and whether the note is called for."""
        if not self.states:
            return []
        rows = []
        for key in conditions.CONDITIONS:
            holds, note = self[f"holds_{key}"], self[f"note_{key}"]
            shown = holds.value() == conditions.DOES_NOT or bool(note.value())
            rows.append({"holds": holds, "note": note, "open": shown})
        return rows

    def kept(self) -> dict:
        """What :func:`evaluations.changes.reporting.save` keeps: what was understood."""
        data = self.cleaned_data
        given = {
            name: data[name] for name in ("new_name", "effective_on", "summary", "answer") if name in data
        }
        if self.states:
            given["statements"] = {
                key: {"holds": data.get(f"holds_{key}", ""), "note": (data.get(f"note_{key}") or "").strip()}
                for key in conditions.CONDITIONS
            }
        return given


class ForwardForm(forms.Form):
    """The city forwards with its opinion."""

    opinion = _text(
        gettext_lazy("Opinion"), help_text=gettext_lazy("Province, alliance and enterprise read it.")
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        demanded(self.fields["opinion"])


class DecisionForm(forms.Form):
    """The province's check of eligibility and what it decides; one form, so that nothing typed is lost."""

    reasons = _text(
        gettext_lazy("Reasons, or what is missing"),
        help_text=gettext_lazy("The enterprise reads it. Needed to ask for more and to reject."),
    )

    def __init__(self, data=None, *, report: ChangeReport) -> None:
        self.report, self.checks_it = report, material.is_needed(report)
        super().__init__(data, initial={"reasons": report.reasons})
        demanded(self.fields["reasons"])
        if not self.checks_it:
            return
        for key, label in conditions.CONDITIONS.items():
            known = report.checks.get(key) or {}
            self.fields[f"check_{key}"] = forms.ChoiceField(
                label=label, required=False, choices=RESULTS, widget=Segmented(), initial=known.get("result")
            )
            self.fields[f"remark_{key}"] = forms.CharField(
                label=_("Remark: %(item)s") % {"item": label},
                required=False,
                max_length=300,
                initial=known.get("remark", ""),
            )

    @property
    def checklist(self) -> list[dict]:
        """One row a condition: result and remark, and what the enterprise stated of it."""
        if not self.checks_it:
            return []
        rows = []
        for key in conditions.CONDITIONS:
            result, remark = self[f"check_{key}"], self[f"remark_{key}"]
            shown = result.value() == conditions.FAIL or bool(remark.value())
            stated = self.report.statements.get(key) or {}
            rows.append({"result": result, "remark": remark, "open": shown, "stated": stated})
        return rows

    def clean(self) -> dict:
        data = super().clean()
        for key, label in conditions.CONDITIONS.items():
            fails = data.get(f"check_{key}") == conditions.FAIL
            if fails and not (data.get(f"remark_{key}") or "").strip():
                self.add_error(
                    f"remark_{key}", _("“%(item)s” fails: please write a remark.") % {"item": label}
                )
        return data

    def judged(self) -> dict:
        """The checks that were made."""
        data = self.cleaned_data
        return {
            key: {"result": data[f"check_{key}"], "remark": (data.get(f"remark_{key}") or "").strip()}
            for key in (conditions.CONDITIONS if self.checks_it else ())
            if data.get(f"check_{key}")
        }


class ChangeFilter(FilterForm):
    """Which reports a list shows."""

    q = forms.CharField(
        label=gettext_lazy("Name (former ones too), code or number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Name (former ones too), code or number")}),
    )
    kind = Offered(
        label=gettext_lazy("Kind of change"), nothing=gettext_lazy("All kinds"), choices=Kind.choices
    )
    status = Offered(
        label=gettext_lazy("Status"),
        nothing=gettext_lazy("All statuses"),
        choices=[(key, label) for key, label in Status.choices if key != Status.DRAFT],
    )
