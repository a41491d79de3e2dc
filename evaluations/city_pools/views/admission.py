"""One application with its file, as the enterprise and its city read it; the city decides and removes here."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.views.refusals import refusals_on
from evaluations.city_pools import deciding, entries
from evaluations.city_pools.forms import KINDS_OF_PRODUCT, DecideForm, RemoveForm
from evaluations.city_pools.views.city import due
from evaluations.models import Admission
from portal.accounts.access import access, needs
from portal.accounts.models import Division
from portal.accounts.permissions import Permission as P
from portal.audit.chain import log_read
from portal.documents.files import deliver
from portal.workdays import calendar as workdays

READ = needs(P.APPLY_TO_CITY_POOL, P.MANAGE_CITY_POOL)
Status = Admission.Status


def visible_to(user):
    """The enterprise its own, a city what was sent to it."""
    rows = Admission.objects.select_related(
        "enterprise__city", "city", "own_class", "decided_by", "published_in"
    )
    if user.may(P.MANAGE_CITY_POOL):
        return rows.filter(city=user.organisation.division_id, submitted_at__isnull=False)
    return rows.filter(enterprise__organisation=user.organisation_id)


@access(READ)
@require_http_methods(["GET", "POST"])
def admission(request, pk: int):
    """The file, its evidence, the decision and its reasons; for the city the form of what may be done now."""
    found = get_object_or_404(visible_to(request.user), pk=pk)
    manages, do, at = request.user.may(P.MANAGE_CITY_POOL), request.POST.get("do", ""), timezone.now()
    if do and not manages:
        raise PermissionDenied
    decide = DecideForm(request.POST if do == "decide" else None, auto_id="decide_%s")
    ends = {"initial": {"on": timezone.localdate(at)}, "auto_id": "remove_%s"}
    remove = RemoveForm(request.POST if do == "remove" else None, **ends)
    form = {"decide": decide, "remove": remove}.get(do)
    if form is not None and form.is_valid():
        with refusals_on(form):
            _act(found, do, form.cleaned_data, by=request.user, at=at)
            messages.success(request, _("Done; the enterprise has been told."))
            return redirect("evaluations:admission", pk)
    counts = entries.in_force().filter(pk=pk).exists()
    until = due(found) if found.status == Status.SUBMITTED else None
    context = {
        "admission": found,
        "manages": manages,
        "decide": decide,
        "remove": remove,
        "evidence": found.evidence.select_related("file"),
        "products": _shown(found.products, "form", dict(KINDS_OF_PRODUCT)),
        "cases": _shown(found.cases, "city", _cities()),
        "may_decide": manages and entries.waiting(found.city).filter(pk=pk).exists(),
        "may_remove": manages and found.status == Status.ADMITTED and counts,
        "superseded": found.status == Status.ADMITTED and not counts,
        "until": until,
        "days_left": workdays.days_left(until, at=at) if until else None,
    }
    return render(request, "evaluations/city_pools/admission.html", context, status=422 if do else 200)


def _act(found: Admission, do: str, data: dict, *, by, at) -> None:
    if do == "decide":
        deciding.decide([found], admit=data["decision"] == "admit", reasons=data["reasons"], by=by, at=at)
    else:
        deciding.remove(found, on=data["on"], reasons=data["reasons"], by=by, at=at)


def _cities() -> dict[str, str]:
    return {city.code: city.label for city in Division.objects.filter(level=Division.Level.CITY)}


def _shown(rows: list[dict], key: str, labels: dict) -> list[dict]:
    """The rows with the label of a choice in place of its key."""
    return [{**row, key: labels.get(row.get(key), "")} for row in rows]


@access(READ)
@require_safe
def file(request, pk: int, file: int):
    """A file behind an application."""
    found = get_object_or_404(visible_to(request.user), pk=pk)
    held = get_object_or_404(found.evidence.select_related("file"), pk=file)
    log_read(by=request.user, kind="admission", id=str(pk), what="evidence", at=timezone.now())
    return deliver(held.file, inline=True)
