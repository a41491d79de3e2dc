"""Mutual recognition at work: for the province the 21 cities, policies and reports; for a city its own."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluations.city_pools import entries, publishing
from evaluations.models import TreatmentReport
from evaluations.mutual_recognition import following, policies, reports
from evaluations.mutual_recognition.forms import ReportFilter
from portal.accounts.access import access, needs
from portal.accounts.models import Division
from portal.accounts.permissions import Permission as P
from portal.accounts.roles import Role
from portal.notifications.models import MadeUpOutage
from portal.ui.paging import page
from portal.workdays import calendar as workdays

STAFF = needs(P.FOLLOW_UP_TREATMENT, P.KEEP_LOCAL_POLICIES, P.READ_AUDIT)
Status = TreatmentReport.Status


@access(STAFF)
@require_safe
def mutual(request):
    """The tab that the address names; the reports that wait stand in front where there are any."""
    is_city = request.user.role == Role.CITY
    makers = {"reports": _reports, "policies": _policies}
    if not is_city:
        makers["cities"] = _cities
    waiting = _waiting(request.user).count()
    first = "reports" if waiting else ("policies" if is_city else "cities")
    tab = request.GET.get("tab", "") if request.GET.get("tab") in makers else first
    context = {
        "tab": tab,
        "is_city": is_city,
        "waiting": waiting,
        "keeps": request.user.may(P.KEEP_LOCAL_POLICIES),
        "marked": policies.visible_to(request.user).filter(policies.discriminating()).count(),
    }
    return render(request, "evaluations/mutual/overview.html", context | makers[tab](request))


def _waiting(user):
    """What waits for this person's authority: a reply for a city, everything not closed for the province."""
    rows = reports.visible_to(user)
    return (
        rows.filter(status=Status.ASSIGNED) if user.role == Role.CITY else rows.exclude(status=Status.CLOSED)
    )


def _reports(request) -> dict:
    """Reports, the oldest first while they wait."""
    form = ReportFilter(request.GET)
    rows = reports.visible_to(request.user)
    rows = rows.filter(status=form.chosen) if form.chosen else rows.exclude(status=Status.CLOSED)
    found = page(request, rows.order_by(), order=("reported_at", "pk"), size=30)
    ran, at = list(MadeUpOutage.objects.order_by("start")), timezone.now()
    shown = []
    for row in found:
        until = following.reply_until(row, ran)
        left = workdays.days_left(until, at=at) if until else None
        shown.append((row, until, left, reports.reads_report(request.user, row)))
    return {"page": found, "rows": shown, "form": form}


def _policies(request) -> dict:
    """Policies, those that the city itself calls discriminatory first."""
    rows = policies.visible_to(request.user)
    marked = request.GET.get("show") == "discriminates"
    rows = rows.filter(policies.discriminating()) if marked else rows
    return {"page": page(request, rows.order_by(), order=("-pk",), size=30), "only_marked": marked}


def _cities(request) -> dict:
    """The 21 cities: the size of their pools, last lists, policies, those marked, reports that wait."""
    counts, held, marked = entries.by_city(), policies.by_city(), policies.marked_by_city()
    lists, waits = publishing.latest(), following.waiting_by_city()
    rows = [
        {
            "city": city,
            "counts": counts[city.pk],
            "last": lists.get(city.pk),
            "policies": held.get(city.pk, 0),
            "marked": marked.get(city.pk, 0),
            "reports": waits.get(city.pk, 0),
        }
        for city in Division.objects.filter(level=Division.Level.CITY)
    ]
    return {"rows": rows}
