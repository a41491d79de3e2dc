"""One record with its history; a supplier's dispute of it and the city's ruling."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.views.refusals import refusals_on
from evaluations.forms_market import DisputeForm, DisputeRulingForm
from evaluations.market import checks, disputes
from evaluations.market.records import history
from evaluations.models import MarketRecord, RecordDispute
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.accounts.roles import Role
from portal.documents.files import Rejected, deliver, store_upload

RECORD = needs(P.READ_MARKET, P.FILE_APPLICATION)
EVIDENCE = {"pdf", "jpg", "png", "docx", "xlsx"}
MOST_BYTES = 20 * 1024 * 1024


def _record(user, pk: int) -> MarketRecord:
    """A record that this person may read: its supplier, its city, the province, the alliance, the auditor."""
    rows = MarketRecord.objects.select_related("supplier", "city")
    if user.may(P.FILE_APPLICATION):
        rows = rows.filter(supplier__organisation=user.organisation_id)
    elif user.role == Role.CITY:
        rows = rows.filter(city=user.organisation.division_id)
    return get_object_or_404(rows, pk=pk)


@access(RECORD)
@require_http_methods(["GET", "POST"])
def record(request, pk: int):
    """A record, every version of it, its disputes; its supplier may dispute it here."""
    found = _record(request.user, pk)
    is_mine = request.user.may(P.FILE_APPLICATION)
    form = DisputeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not is_mine:
        raise Http404
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        try:
            evidence = store_upload(
                form.cleaned_data["evidence"], by=request.user, allowed=EVIDENCE, max_bytes=MOST_BYTES
            )
        except Rejected as refusal:
            form.add_error("evidence", refusal)
        else:
            with refusals_on(form):
                grounds = form.cleaned_data["grounds"]
                made = disputes.open_dispute(
                    found, grounds=grounds, evidence=evidence, by=request.user, at=at
                )
                messages.success(request, _("The dispute is with the city."))
                return redirect("evaluations:dispute", made.pk)
    versions = history(found)
    context = {
        "record": found,
        "versions": versions,
        "broken": [checks.RULES[key] for key in found.broken],
        "disputes": disputes.visible_to(request.user).filter(
            record__kind=found.kind, record__number=found.number
        ),
        "form": form,
        "may_dispute": is_mine and found.superseded_at is None and not found.is_struck
        and not found.disputes.filter(status=RecordDispute.Status.OPEN).exists(),
        "is_mine": is_mine,
    }  # fmt: skip
    return render(request, "evaluations/market/record.html", context, status=422 if form.is_bound else 200)


@access(RECORD)
@require_http_methods(["GET", "POST"])
def dispute(request, pk: int):
    """A dispute: what the supplier says, its evidence, the city's ruling."""
    found = get_object_or_404(disputes.visible_to(request.user), pk=pk)
    may_rule = request.user.role == Role.CITY and found.status == RecordDispute.Status.OPEN
    form = DisputeRulingForm(request.POST or None)
    if request.method == "POST" and request.user.role != Role.CITY:
        raise Http404
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            upheld = form.cleaned_data["ruling"] == RecordDispute.Status.UPHELD
            reasons = form.cleaned_data["reasons"]
            disputes.rule(found, upheld=upheld, reasons=reasons, by=request.user, at=timezone.now())
            messages.success(request, _("The ruling is on record; the supplier has been told."))
            return redirect("evaluations:dispute", pk)
    context = {
        "dispute": found,
        "form": form,
        "may_rule": may_rule,
        "is_mine": request.user.may(P.FILE_APPLICATION),
    }
    return render(request, "evaluations/market/dispute.html", context, status=422 if form.is_bound else 200)


@access(RECORD)
@require_safe
def dispute_evidence(request, pk: int):
    """The evidence of a dispute."""
    return deliver(get_object_or_404(disputes.visible_to(request.user), pk=pk).evidence, inline=False)
