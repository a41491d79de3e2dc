"""The overview page of the province, and the same as a workbook."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluations.overview import figures
from evaluations.overview.workbook import workbook
from evaluations.support.views.common import year_of
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.ui.charts import shares
from publication.figures import progress, targets_over_time

READERS = needs(P.READ_OVERVIEW)
SHOWN = 15  # authorities with files
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@access(READERS)
@require_safe
def overview(request):
    """Rounds, bottlenecks, working days, returns, members, targets."""
    known, at = figures.years(), timezone.now()
    year = year_of(request, known)
    places, steps = figures.bottlenecks(at), figures.steps(year)
    reasons, items = list(figures.return_reasons(year)[: figures.REASONS]), figures.failed_items(year)
    rounds = figures.rounds(year)
    context = {
        "years": known,
        "year": year,
        "rounds": rounds,
        "holders": [holder.label for holder in figures.COLUMNS],
        "places": list(zip(places, shares([one.open for one in places]), strict=True))[:SHOWN],
        "more_places": max(0, len(places) - SHOWN),
        "open": sum(one.open for one in places),
        "overdue": sum(one.overdue for one in places),
        "steps": list(zip(steps, shares([one.median for one in steps]), strict=True)),
        "reasons": list(zip(reasons, shares([one["many"] for one in reasons]), strict=True)),
        "items": list(zip(items, shares([many for _item, many in items]), strict=True)),
        "returns": sum(one.returns for one in rounds),
        "members": figures.members(),
        "progress": progress(),
        "targets": targets_over_time(),
    }
    return render(request, "evaluations/overview.html", context)


@access(READERS)
@require_safe
def overview_file(request):
    """Everything on the page as XLSX."""
    year = year_of(request, figures.years())
    response = HttpResponse(workbook(year, timezone.now()), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="overview-{year}.xlsx"'
    return response
