"""The dossier beside the score sheet."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from applications.dossier import drawn
from applications.policies import Refused, Stale
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.audit.chain import log_read
from reviews import sheets
from reviews.forms import SheetForm
from reviews.models import Assignment, ScoreSheet
from reviews.views.mine import my_seat

EXPERT = needs(P.REVIEW)


def _sheet(seat: Assignment) -> ScoreSheet | None:
    rows = seat.sheets.filter(stage=seat.file.stage).prefetch_related("scores__indicator")
    return rows.first()


def _form(seat: Assignment, data=None) -> SheetForm:
    call = seat.file.review.call
    return SheetForm(
        data,
        initial=SheetForm.initial_of(_sheet(seat)),
        indicators=list(call.indicators.all()),
        veto_items=call.veto_items,
    )


@access(EXPERT)
@require_http_methods(["GET", "POST"])
def sheet(request, pk: int):
    seat = my_seat(request, pk)
    if seat.declaration != Assignment.Declaration.NO_CONFLICT:
        return redirect("reviews:declare", pk)
    form = _form(seat, request.POST or None)
    if request.method == "POST" and form.is_valid() and _kept(request, form, seat):
        if "seal" not in request.POST:
            messages.success(request, _("The sheet is saved as a draft."))
            return redirect("reviews:sheet", pk)
        if _sealed(request, form, seat):
            messages.success(request, _("The sheet is sealed; nobody sees it before the stage closes."))
            return redirect("reviews:mine")
    return _sheet_page(request, seat, form)


def _sheet_page(request, seat: Assignment, form: SheetForm):
    version = seat.file.application.versions.last()
    if request.method == "GET":
        application = seat.file.application_id
        log_read(by=request.user, kind="application", id=str(application), what="dossier", at=timezone.now())
    kept = _sheet(seat)
    context = {
        "seat": seat,
        "application": seat.file.application,
        "form": form,
        "kept": kept,
        "is_sealed": kept is not None and kept.status != ScoreSheet.Status.DRAFT,
        "is_over": seat.file.total is not None,
        "dossier": drawn.dossier(version) if version else "",
    }
    return render(request, "reviews/mine/sheet.html", context, status=422 if form.is_bound else 200)


def _kept(request, form: SheetForm, seat: Assignment) -> bool:
    try:
        kept = sheets.save_draft(
            seat,
            seat.file.stage,
            form.draft(),
            revision=form.cleaned_data["revision"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    form.data = form.data.copy()
    form.data["revision"] = kept.revision
    form.cleaned_data["revision"] = kept.revision
    return True


def _sealed(request, form: SheetForm, seat: Assignment) -> bool:
    revision = form.cleaned_data["revision"]
    try:
        sheets.seal(seat, seat.file.stage, revision=revision, by=request.user, at=timezone.now())
    except sheets.Incomplete as refusal:
        form.add_error(None, str(refusal))
        for name, text in refusal.faults.items():
            form.add_error(name, text)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


@access(EXPERT)
@require_POST
def autosave(request, pk: int):
    """The same save while typing: 200 with the revision, 409 on a newer one, 422 on what can't be kept."""
    seat = my_seat(request, pk)
    form = _form(seat, request.POST)
    if not form.is_valid():
        return JsonResponse(
            {"message": _("Not saved: a figure is out of bounds."), "errors": form.errors}, status=422
        )
    try:
        kept = sheets.save_draft(
            seat,
            seat.file.stage,
            form.draft(),
            revision=form.cleaned_data["revision"],
            by=request.user,
            at=timezone.now(),
        )
    except Stale as refusal:
        return JsonResponse({"message": str(refusal), "revision": _sheet(seat).revision}, status=409)
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=422)
    return JsonResponse({"saved_at": kept.saved_at.isoformat(), "revision": kept.revision, "errors": {}})
