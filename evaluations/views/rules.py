"""The rules of an evaluation: edited while its call is a draft, read from then on."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.models import Call, Kind
from evaluations import editing, rounds, tables
from evaluations.forms_rules import LimitsForm, MetricForm, RulesForm, WeightsForm
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P


class Forms:
    """The forms of the page, bound together."""

    def __init__(self, call: Call, data=None) -> None:
        rules, indicators = rounds.rules_of(call), list(call.indicators.all())
        lines = {line["metric"]: line for line in rules.table}
        self.limits = LimitsForm(data, instance=call)
        self.rules = RulesForm(data, instance=rules)
        self.weights = WeightsForm(call, data)
        self.metrics = [MetricForm(metric, lines.get(metric), indicators, data) for metric in tables.METRICS]

    @property
    def every(self) -> list:
        return [self.limits, self.rules, self.weights, *self.metrics]

    def are_valid(self) -> bool:
        return sum(form.is_valid() for form in self.every) == len(self.every)  # each says what is wrong

    def keep(self, call: Call, by) -> None:
        """Raises ValidationError where they don't fit together."""
        editing.edit(
            Call.objects.get(pk=call.pk),  # the forms have changed their own
            limits=self.limits.cleaned_data,
            rules=self.rules.cleaned_data,
            weights=self.weights.weights,
            table=[form.line for form in self.metrics if form.line],
            by=by,
            at=timezone.now(),
        )


@access(needs(P.MANAGE_CALLS))
@require_http_methods(["GET", "POST"])
def rules(request, pk: int):
    """Edit the rules of a draft; ``?show=preview``, and every published one, as everybody will read them."""
    call = get_object_or_404(Call, pk=pk, kind=Kind.EVALUATION)
    is_draft = call.status == Call.Status.DRAFT
    if request.method == "POST" and not is_draft:
        messages.info(request, _("After publication the rubric and the rules can't change."))
        return redirect("evaluations:rules", pk)
    if not is_draft or (request.method == "GET" and request.GET.get("show") == "preview"):
        context = {
            "call": call,
            "rules": rounds.rules_of(call),
            "indicators": call.indicators.all(),
            "faults": editing.faults(call, rounds.rules_of(call)) if is_draft else [],
            "is_draft": is_draft,
        }
        return render(request, "evaluations/rules/preview.html", context)
    forms = Forms(call, request.POST or None)
    if request.method == "POST" and forms.are_valid():
        try:
            forms.keep(call, request.user)
        except ValidationError as refusal:
            forms.weights.add_error(None, refusal)
        else:
            messages.success(request, _("The rules are kept."))
            address = redirect("evaluations:rules", pk)
            if "preview" in request.POST:
                address["Location"] += "?show=preview"
            return address
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluations/rules/edit.html", {"call": call, "forms": forms}, status=status)
