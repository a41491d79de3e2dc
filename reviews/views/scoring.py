"""The dossier beside the score sheet, and the panel's result once a stage is closed."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from applications.dossier import drawn
from applications.policies import Refused, Stale
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.audit.chain import log_read
from reviews import dissent, reopening, results, sheets
from reviews.forms import DissentForm, SheetForm
from reviews.models import Assignment, ScoreSheet, Stage
from reviews.views.mine import my_seat
from reviews.visits.reading import found_on_site

EXPERT = needs(P.REVIEW)


def _sheet(seat: Assignment, stage: str = "") -> ScoreSheet | None:
    rows = seat.sheets.filter(stage=stage or seat.file.stage).prefetch_related("scores__indicator")
    return rows.first()


def _form(seat: Assignment, data=None) -> SheetForm:
    call = seat.file.review.call
    return SheetForm(
        data,
        initial={**SheetForm.initial_of(_sheet(seat)), "stage": seat.file.stage},
        indicators=list(call.judged),
        veto_items=call.veto_items,
    )


@access(EXPERT)
@require_http_methods(["GET", "POST"])
def sheet(request, pk: int):
    seat = my_seat(request, pk)
    if seat.declaration != Assignment.Declaration.NO_CONFLICT:
        return redirect("reviews:declare", pk)
    form = _form(seat, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _was_sealed_before(form, seat):
            messages.info(request, _("This sheet was sealed already with the same content."))
            return redirect("reviews:mine")
        if _kept(request, form, seat):
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
    is_sealed = kept is not None and kept.status != ScoreSheet.Status.DRAFT
    is_over = seat.file.total is not None
    gone = form.is_bound and (is_sealed or is_over or form["stage"].value() != seat.file.stage)
    context = {
        "seat": seat,
        "application": seat.file.application,
        "form": form,
        "kept": kept,
        "is_sealed": is_sealed,
        "is_over": is_over,
        "typed": form.typed() if gone else None,
        "reopened": reopening.of_sheet(kept),
        "has_result": seat.file.closings.exists(),
        "dossier": drawn.dossier(version) if version else "",
        "anchors": set(version.content["sections"]) if version else set(),
        **found_on_site(seat.file),
    }
    return render(request, "reviews/mine/sheet.html", context, status=422 if form.is_bound else 200)


def _was_sealed_before(form: SheetForm, seat: Assignment) -> bool:
    """Whether the very same content stands sealed: the form was sent twice."""
    there = _sheet(seat, form.cleaned_data["stage"])
    is_sealed = there is not None and there.status != ScoreSheet.Status.DRAFT
    return is_sealed and sheets.says_the_same(there, form.draft())


def _save(request, form: SheetForm, seat: Assignment) -> ScoreSheet:
    return sheets.save_draft(
        seat,
        form.cleaned_data["stage"],
        form.draft(),
        revision=form.cleaned_data["revision"],
        by=request.user,
        at=timezone.now(),
    )


def _kept(request, form: SheetForm, seat: Assignment) -> bool:
    """Keep the draft; False with the reason on the form where it isn't kept, or not fit to be sealed."""
    try:
        kept = _save(request, form, seat)
    except Stale as refusal:
        form.stand_beside(_sheet(seat, form.cleaned_data["stage"]))
        form.add_error(None, str(refusal))
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    form.data = form.data.copy()
    form.data["revision"] = form.cleaned_data["revision"] = kept.revision
    found = sheets.lawless(form.draft(), form.indicators)
    if found and "seal" not in request.POST:
        form.add_error(None, _("The sheet is kept as a draft; these figures can't be sealed."))
        _show(form, found)
    return not form.errors


def _show(form: SheetForm, faults: dict[str, str]) -> None:
    for name, text in faults.items():
        form.add_error(name, text)


def _sealed(request, form: SheetForm, seat: Assignment) -> bool:
    revision, stage = form.cleaned_data["revision"], form.cleaned_data["stage"]
    try:
        sheets.seal(seat, stage, revision=revision, by=request.user, at=timezone.now())
    except sheets.Incomplete as refusal:
        form.add_error(None, str(refusal))
        _show(form, refusal.faults)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


@access(EXPERT)
@require_POST
def autosave(request, pk: int):
    """The same save while typing: 200 with the revision and what can't be sealed as it stands.

    409 on a newer version, 422 where nothing can be kept any more.
    """
    seat = my_seat(request, pk)
    form = _form(seat, request.POST)
    if not form.is_valid() and not {"stage", "revision"} <= form.cleaned_data.keys():
        return JsonResponse({"message": _("This page is out of date. Open the sheet again.")}, status=422)
    try:
        kept = _save(request, form, seat)
    except Stale as refusal:
        newer = _sheet(seat, form.cleaned_data["stage"])
        return JsonResponse({"message": str(refusal), "revision": newer.revision}, status=409)
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=422)
    found = {name: [text] for name, text in sheets.lawless(form.draft(), form.indicators).items()}
    errors = {**found, **form.errors}
    return JsonResponse({"saved_at": kept.saved_at.isoformat(), "revision": kept.revision, "errors": errors})


@access(EXPERT)
@require_http_methods(["GET", "POST"])
def panel_result(request, pk: int):
    """The sheets of the closed stages as the panel's member reads them, and the own dissent from them."""
    seat = my_seat(request, pk)
    stages = results.revealed_stages(seat.file)
    if seat.declaration != Assignment.Declaration.NO_CONFLICT or not stages:
        raise Http404
    open_to = [s.stage for s in stages if not dissent.why_not(seat, seat.file, s.stage)]
    given = list(seat.dissents.all())
    open_to = [stage for stage in open_to if stage not in {one.stage for one in given}]
    form = DissentForm(request.POST or None, stages=[(key, Stage(key).label) for key in open_to])
    if request.method == "POST" and form.is_valid():
        try:
            dissent.record_dissent(seat, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your dissenting opinion is on record; the report will hold it."))
            return redirect("reviews:panel_result", pk)
    context = {"seat": seat, "stages": stages, "form": form, "may_dissent": open_to, "given": given}
    return render(request, "reviews/mine/result.html", context, status=422 if form.is_bound else 200)
