"""From a figure to the records that it rests on."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from applications.models import Application, Kind
from applications.queries import visible_to
from evaluations import rounds, scorecards
from evaluations.models import MarketRecord, Scorecard
from evaluations.signs import notes
from evaluations.words import FORMULAS, METRICS, figure_text
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.ui.paging import page

# Which records a figure counts.
COUNTED: dict[str, dict] = {
    "clients": {"accepted_on__isnull": False},
    "settled": {"settled_on__isnull": False},
    "redemption": {"kind": MarketRecord.Kind.VOUCHER},
    "connection": {"accepted_on__isnull": False, "is_connected__isnull": False},
    "rating": {"rating__isnull": False},
    "complaints": {"accepted_on__isnull": False},
}


@access(needs(P.READ_DOSSIER))
@require_safe
def figure(request, pk: int, metric: str):
    """The records behind a figure, in the versions that counted when it was fixed."""
    if metric not in COUNTED:
        raise Http404
    rows = visible_to(request.user).filter(kind=Kind.EVALUATION).select_related("call", "enterprise")
    file: Application = get_object_or_404(rows, pk=pk)
    card = get_object_or_404(Scorecard, application=file)
    rules = rounds.rules_of(file.call)
    counted = scorecards.records(rules, at=card.taken_at).filter(supplier=file.enterprise, **COUNTED[metric])
    line = next((line for line in rules.table if line["metric"] == metric), None)
    context = {
        "application": file,
        "card": card,
        "metric": metric,
        "label": METRICS[metric],
        "formula": FORMULAS[metric],
        "figure": card.figures[metric],
        "text": figure_text(metric, card.figures[metric]),
        "line": line,
        "rules": rules,
        "asks": notes.may_ask(request.user, file.enterprise),
        "page": page(request, counted.select_related("city").order_by(), order=("signed_on", "pk"), size=50),
    }
    return render(request, "evaluations/figure.html", context)
