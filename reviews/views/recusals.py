"""The register of recusals for the alliance, and the applicant's request."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.audit.chain import log_read
from portal.documents.files import Rejected, deliver, store_upload
from portal.ui.paging import page
from reviews import queries, recusals, replacements
from reviews.conflicts import words
from reviews.forms import RecusalForm, RulingForm
from reviews.models import Assignment, NameAlarm, Recusal

RULE = needs(P.RULE_RECUSAL)
EVIDENCE = {"pdf", "jpg", "png", "docx", "xlsx"}
MOST_BYTES = 50 * 1024 * 1024


@access(RULE)
@require_safe
def recusal_list(request):
    ruling = request.GET.get("ruling", "open")
    rows = queries.recusals(ruling=ruling if ruling in Recusal.Ruling.values else "")
    context = {"page": page(request, rows, order=("due_at", "pk")), "ruling": ruling}
    context["rulings"] = [*Recusal.Ruling.choices, ("all", _("All"))]
    context["open_names"] = NameAlarm.objects.filter(status=NameAlarm.Status.OPEN).count()
    return render(request, "reviews/recusals/list.html", context)


@access(RULE)
@require_http_methods(["GET", "POST"])
def recusal_page(request, pk: int):
    rows = queries.recusals().select_related(
        "evidence", "document", "raised_by", "ruled_by", "assignment__file__review__call"
    )
    recusal = get_object_or_404(rows, pk=pk)
    form = RulingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        granted = form.cleaned_data["ruling"] == "granted"
        reasons = form.cleaned_data["reasons"]
        try:
            recusals.rule(recusal, granted=granted, reasons=reasons, by=request.user, at=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("reviews:recusal", pk)
        messages.success(request, _("The ruling is kept and those concerned are told."))
        if granted and _is_vacant(recusal):
            return redirect("reviews:replace", recusal.assignment_id)
        return redirect("reviews:recusal", pk)
    context = {
        "recusal": recusal,
        "form": form,
        "is_vacant": _is_vacant(recusal),
        "successor": Assignment.objects.filter(replaces=recusal.assignment_id)
        .select_related("expert")
        .first(),
        "sentences": words.sentences(recusal.told),
        "barred": recusals.why_not_rule(recusal, by=request.user, at=timezone.now())
        if recusal.ruling == Recusal.Ruling.OPEN
        else "",
    }
    status = 422 if form.is_bound else 200
    return render(request, "reviews/recusals/recusal.html", context, status=status)


def _is_vacant(recusal: Recusal) -> bool:
    """Whether the seat has ended and nobody has taken it over."""
    vacant = replacements.vacancies(recusal.assignment.file)
    return vacant.filter(pk=recusal.assignment_id).exists()


@access(RULE)
@require_safe
def evidence(request, pk: int):
    """The evidence that came with a request; the read is logged."""
    recusal = get_object_or_404(Recusal.objects.select_related("evidence"), pk=pk)
    if recusal.evidence is None:
        raise Http404
    log_read(by=request.user, kind="recusal", id=str(pk), what="evidence", at=timezone.now())
    return deliver(recusal.evidence, inline=False)


@access(needs(P.REQUEST_RECUSAL))
@require_http_methods(["GET", "POST"])
def request_page(request, pk: int):
    """The applicant asks for the recusal of a member (annex 1, step 5)."""
    rows = Assignment.objects.select_related("expert", "file__application__enterprise", "file__review__call")
    mine = rows.filter(file__application__enterprise__organisation_id=request.user.organisation_id)
    seat = get_object_or_404(mine, pk=pk, shown_at__isnull=False)
    form = RecusalForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _requested(request, form, seat):
        messages.success(request, _("Your request is entered; the alliance rules on it with reasons."))
        return redirect(seat.file.application.get_absolute_url())
    context = {"seat": seat, "form": form, "may": recusals.may_request(seat, at=timezone.now())}
    status = 422 if form.is_bound else 200
    return render(request, "reviews/recusals/request.html", context, status=status)


def with_evidence(form: RecusalForm, *, by) -> dict:
    """What was typed, with the evidence taken in. Raises Rejected."""
    data = dict(form.cleaned_data)
    upload = data.pop("evidence")
    if upload:
        data["evidence"] = store_upload(upload, by=by, allowed=EVIDENCE, max_bytes=MOST_BYTES)
    return data


def _requested(request, form: RecusalForm, seat: Assignment) -> bool:
    try:
        data = with_evidence(form, by=request.user)
        recusals.request_recusal(seat, by=request.user, at=timezone.now(), **data)
    except Rejected as refusal:
        form.add_error("evidence", refusal)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors
