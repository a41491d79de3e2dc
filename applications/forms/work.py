"""The working form of the authority that has a file: paper, checklist, opinion, and the decisions."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import collation, policies, recommendation
from applications.compliance import ITEMS
from applications.models import Application, ComplianceCheck, DraftOpinion, Kind
from applications.workflow import State
from portal.ui.forms import Segmented, demanded

TEXTS = ["opinion", "stance", "mark", "return_reasons", "return_days", "refusal_reasons"]


class WorkForm(forms.Form):
    """One form for all of it, so that nothing typed in one part is lost by deciding in another.

    A decision demands its own text; saving demands none.
    """

    opinion = forms.CharField(
        label=gettext_lazy("Opinion"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    return_reasons = forms.CharField(
        label=gettext_lazy("What to correct"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The enterprise reads it."),
    )
    return_days = forms.IntegerField(label=gettext_lazy("Working days for the correction"), required=False)
    refusal_reasons = forms.CharField(
        label=gettext_lazy("Reasons for not recommending"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The enterprise reads them and may ask the province for review."),
    )

    DEMANDED = {
        "pass_on": "opinion",
        "report": "opinion",
        "return": "return_reasons",
        "not_recommend": "refusal_reasons",
    }

    def __init__(self, data=None, *, file: Application, user, decision: str = "") -> None:
        self.file, self.user, self.decision = file, user, decision
        checks = list(file.compliance_checks.all())
        self.checks = {check.item: check for check in file.of_this_version(checks)}
        self.last_round = {check.item: check for check in checks if check.item not in self.checks}
        draft = DraftOpinion.objects.filter(application=file, organisation_id=user.organisation_id).first()
        self.draft = draft
        super().__init__(data, initial=draft.fields if draft else {})
        self._add_paper()
        if file.state == State.AT_CITY:
            self._add_checklist()
        self.is_evaluation = file.kind == Kind.EVALUATION
        if self.is_evaluation:
            self._add_mark()
        if self.is_evaluation or file.state != State.AT_CITY:
            del self.fields["refusal_reasons"]
        for name in TEXTS:
            if name in self.fields:
                demanded(self.fields[name])
        most = file.call.correction_days
        self.fields["return_days"].initial = most
        self.fields["return_days"].widget.attrs |= {"min": 1, "max": most}
        self.fields["return_days"].help_text = _("At most %(most)d in this call.") % {"most": most}

    def _add_mark(self) -> None:
        """Annex 2, step 3: in an evaluation the city's opinion is for or against, with a mark."""
        self.fields["stance"] = forms.ChoiceField(
            label=_("The city's opinion"),
            required=False,
            choices=[(policies.POSITIVE, _("Recommend")), (policies.NEGATIVE, _("Do not recommend"))],
            widget=Segmented(),
        )
        self.fields["mark"] = forms.IntegerField(
            label=_("Mark (0–100)"),
            required=False,
            min_value=0,
            max_value=100,
            help_text=_("It counts by the weight of this indicator. The file goes on either way."),
        )

    def _add_paper(self) -> None:
        self.paper_fields = []
        if not policies.takes_the_paper(self.file):
            return
        counts = list(self.file.paper_counts.all())
        received = {c.requirement_id: c.received for c in self.file.of_this_version(counts)}
        last_round = {c.requirement_id: c.received for c in counts if c.requirement_id not in received}
        asked = policies.expected_paper(self.file)
        for material in self.file.call.materials.all():
            if material.pk not in asked:
                continue
            name = f"paper_{material.pk}"
            self.fields[name] = forms.IntegerField(
                label=material.label,
                required=False,
                min_value=0,
                max_value=99,
                initial=received.get(material.pk),
            )
            before = last_round.get(material.pk)
            self.paper_fields.append((name, material, asked[material.pk], received.get(material.pk), before))

    def _add_checklist(self) -> None:
        for item, label in ITEMS.items():
            check = self.checks.get(item)
            self.fields[f"check_{item}"] = forms.ChoiceField(
                label=label,
                required=False,
                choices=ComplianceCheck.Result.choices,
                widget=Segmented(),
                initial=check.result if check else None,
            )
            self.fields[f"remark_{item}"] = forms.CharField(
                label=_("Remark: %(item)s") % {"item": label},
                required=False,
                max_length=300,
                initial=check.remark if check else "",
            )

    @property
    def paper(self) -> list[dict]:
        """The rows of the paper table: field, material, copies asked for, whether they are equal, last round's."""
        return [
            {
                "field": self[name],
                "material": material,
                "asked": asked,
                "equal": received == asked,
                "known": received is not None,
                "before": before,
            }
            for name, material, asked, received, before in self.paper_fields
        ]

    @property
    def checklist(self) -> list[dict]:
        """The rows of the checklist: result, remark, and whether the remark is called for."""
        if "check_uscc" not in self.fields:
            return []
        rows = []
        for item in ITEMS:
            result, remark = self[f"check_{item}"], self[f"remark_{item}"]
            fails = result.value() == ComplianceCheck.Result.FAIL
            before = self.last_round.get(item)
            shown = fails or bool(remark.value())
            rows.append({"result": result, "remark": remark, "open": shown, "before": before})
        return rows

    @property
    def again(self) -> bool:
        """Whether the marks shown beside the fields are those of the version before a correction."""
        return bool(self.last_round) or any(before is not None for *_rest, before in self.paper_fields)

    def clean(self) -> dict:
        data = super().clean()
        demanded = self.DEMANDED.get(self.decision)
        if demanded and demanded in self.fields and not (data.get(demanded) or "").strip():
            self.add_error(demanded, _("Please write it: it goes with your decision."))
        for name in ("stance", "mark") if self.is_evaluation and self.decision == "report" else ():
            if data.get(name) in {None, ""} and name not in self.errors:
                self.add_error(name, _("Please give it: it goes with your opinion."))
        if self.decision == "return" and not data.get("return_days") and "return_days" not in self.errors:
            self.add_error("return_days", _("Please say how many working days the enterprise has."))
        for item, label in ITEMS.items():
            fails = data.get(f"check_{item}") == ComplianceCheck.Result.FAIL
            if fails and not (data.get(f"remark_{item}") or "").strip():
                self.add_error(
                    f"remark_{item}", _("“%(item)s” fails: please write a remark.") % {"item": label}
                )
        return data

    def decided(self, decision: str) -> dict:
        """What the decision is given: the arguments of its domain function."""
        data = self.cleaned_data
        if decision == "return":
            return {"reasons": data["return_reasons"], "days": data["return_days"]}
        if decision == "not_recommend":
            return {"reasons": data["refusal_reasons"]}
        if self.is_evaluation:
            return {"opinion": data["opinion"], "stance": data["stance"], "mark": data["mark"]}
        return {"opinion": data["opinion"]}

    def keep(self, *, at) -> None:
        """Keep everything that was understood: paper, checklist (a failing item once it has its remark), texts."""
        data = self.cleaned_data
        received = {
            material.pk: data[name]
            for name, material, *_rest in self.paper_fields
            if data.get(name) is not None
        }
        if received:
            collation.count_paper(self.file, received, by=self.user, at=at)
        judged = {
            item: (data[f"check_{item}"], (data.get(f"remark_{item}") or "").strip())
            for item in ITEMS
            if data.get(f"check_{item}") and f"remark_{item}" not in self.errors
        }
        if judged:
            recommendation.judge(self.file, judged, by=self.user, at=at)
        texts = {name: self.data.get(name, "") for name in TEXTS if name in self.fields}
        if texts != (self.draft.fields if self.draft else {}):
            collation.keep_draft(self.file, texts, by=self.user, at=at)
