"""The province edits the rules of an evaluation while its call is a draft; with the publication they are fixed."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Call, Indicator, Kind
from evaluations import rounds, tables
from evaluations.models import EvaluationRules
from evaluations.words import METRICS
from portal.accounts.permissions import Permission as P
from portal.audit.chain import record

LIMITS = ("excellent_threshold", "pass_threshold", "city_days", "publicity_days", "objection_reply_days", "objection_answer_days")  # fmt: skip
RULES = ("period_from", "period_to", "missing", "hearing_days", "comeback_months", "prior_ratings")


@transaction.atomic
def edit(
    call: Call,
    *,
    limits: dict,
    rules: dict,
    weights: dict[str, tuple[int, str]],
    table: list[dict],
    by,
    at: datetime,
) -> EvaluationRules:
    """Keep all rules of a draft together: ``limits`` of the call, ``rules``, ``{indicator: (weight, basis)}``, table.

    Raises ValidationError with everything that is wrong; then nothing is kept. Raises
    :class:`applications.models.call.Fixed` once the call is published.
    """
    if not by.may(P.MANAGE_CALLS):
        raise PermissionDenied
    call = Call.objects.select_for_update().get(pk=call.pk, kind=Kind.EVALUATION)
    kept = rounds.rules_of(call)
    for name in LIMITS:
        setattr(call, name, limits[name])
    for name in RULES:
        setattr(kept, name, rules[name])
    kept.table = table
    kept.save()  # refuses once the call is published
    call.save()
    for one in Indicator.objects.filter(call=call):
        one.weight, one.basis = weights[one.key]
        one.save()
    if found := faults(call, kept):
        raise ValidationError(found)
    record(kind="call", id=str(call.pk), action="edit_evaluation_rules", by=by, at=at, data={})
    return kept


def faults(call: Call, rules: EvaluationRules) -> list[str]:
    """What is wrong with the rules as they stand together."""
    found = []
    total = sum(call.indicators.values_list("weight", flat=True))
    if total != 100:
        found.append(
            _("The weights of the rubric sum to %(total)d; they must sum to 100.") % {"total": total}
        )
    if call.excellent_threshold <= call.pass_threshold:
        found.append(_("“Excellent” must begin above “qualified”."))
    if rules.period_to < rules.period_from:
        found.append(_("The period of the market records ends before it begins."))
    names = {one.key: one.label for one in call.indicators.all()}
    for subject, what in tables.faults(rules.table, set(rounds.computed_weights(call))):
        name = METRICS.get(subject) or names.get(subject, subject)
        found.append(str(_said(what)) % {"name": name})
    return found


def _said(what: str) -> str:
    return {
        "unknown": _("“%(name)s” counts for an indicator that isn't computed from market records."),
        "shares": _("The shares of the figures of “%(name)s” must sum to 100."),
    }.get(what, _("The steps of “%(name)s” are not in order, or don't cover every figure."))
