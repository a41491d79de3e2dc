"""The sheets of one file after their stages have closed; opening again, and one more expert."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.accounts.roles import Role
from portal.ui.paging import page
from reviews import eligibility, queries, reopening, results, seats, spread
from reviews.forms import ReopeningForm
from reviews.models import Assignment, Expert, Reopening, ReviewFile, ScoreSheet
from reviews.views.experts import asked, filter_choices

REVIEW = needs(P.MANAGE_REVIEW)


def _file(pk: int) -> ReviewFile:
    rows = ReviewFile.objects.select_related("application__enterprise", "application__city", "review__call")
    return get_object_or_404(rows, pk=pk)


@access(needs(P.READ_SCORES))
@require_safe
def file_sheets(request, pk: int):
    """What the closed stages revealed. The province reads it with the report; before it, nothing is there."""
    file = _file(pk)
    if request.user.role == Role.PROVINCE and queries.result_of(file.application, request.user) is None:
        raise Http404
    return _sheets_page(request, file)


def _sheets_page(request, file: ReviewFile, form: ReopeningForm | None = None, about: int = 0):
    """``form`` with its errors belongs to the sheet ``about``, or to the stage (0)."""
    manages = request.user.may(P.MANAGE_REVIEW)
    waiting = file.reopenings.filter(status=Reopening.Status.OPEN).first()
    context = {
        "file": file,
        "application": file.application,
        "stages": results.revealed_stages(file),
        "earlier": results.earlier_of_open_stage(file),
        "sealed": _present(file) if file.total is None and manages else [],
        "reopenings": file.reopenings.select_related("sheet__assignment", "by", "second_by"),
        "waiting": waiting,
        "may_decide": manages and waiting is not None and waiting.by_id != request.user.pk,
        "may_propose": manages and waiting is None and _is_reopenable(file),
        "wants_one_more": manages and spread.waits_for_one(file),
        "form": form or ReopeningForm(),
        "about": about,
        "manages": manages,
    }
    return render(request, "reviews/review/sheets.html", context, status=422 if form else 200)


def _present(file: ReviewFile) -> list[Assignment]:
    """The running seats with their sheet of the present stage, of which only the seal may be known."""
    held = list(seats.running(file).order_by("seat"))
    rows = ScoreSheet.objects.filter(assignment__in=held, stage=file.stage)
    kept = {
        sheet.assignment_id: sheet
        for sheet in rows.only("assignment", "stage", "status", "digest", "sealed_at")
    }
    for seat in held:
        seat.sheet = kept.get(seat.pk)
    return held


def _is_reopenable(file: ReviewFile) -> bool:
    return file.application.state == "in_review" and file.report_id is None and file.closings.exists()


@access(REVIEW)
@require_POST
def sheet_reopen(request, pk: int):
    """Open a sealed sheet again, with reasons."""
    sheet = get_object_or_404(ScoreSheet.objects.select_related("assignment"), pk=pk)
    form = ReopeningForm(request.POST)
    if form.is_valid():
        try:
            reopening.reopen_sheet(sheet, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The sheet is a draft again; its expert is told."))
            return redirect("reviews:sheets", sheet.assignment.file_id)
    return _sheets_page(request, _file(sheet.assignment.file_id), form, about=sheet.pk)


@access(REVIEW)
@require_POST
def stage_reopen(request, pk: int):
    """Propose to open the last closed stage again, with reasons."""
    file, form = _file(pk), ReopeningForm(request.POST)
    if form.is_valid():
        try:
            reopening.propose_stage(file, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The proposal waits for a second member of staff."))
            return redirect("reviews:sheets", pk)
    return _sheets_page(request, file, form)


@access(REVIEW)
@require_POST
def reopening_decide(request, pk: int):
    """Agree to a proposal of somebody else, or not."""
    decision = get_object_or_404(Reopening, pk=pk)
    agreed = request.POST.get("agreed") == "yes"
    try:
        reopening.decide_stage(decision, agreed=agreed, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done = _("The stage is open again; its experts are told.") if agreed else _("The stage stays closed.")
        messages.success(request, done)
    return redirect("reviews:sheets", decision.file_id)


@access(REVIEW)
@require_http_methods(["GET", "POST"])
def extra_seat(request, pk: int):
    """Seat one more expert where the spread is beyond the limit; a draw's substitute goes first."""
    file = _file(pk)
    if request.method == "POST":
        expert = Expert.objects.filter(pk=request.POST.get("expert") or 0).first()
        try:
            spread.seat_one_more(file, expert, by=request.user, at=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The seat is given; the applicant sees the new member."))
            return redirect("reviews:file", pk)
    if not spread.waits_for_one(file):
        messages.info(request, _("No further seat waits here; somebody may have given it already."))
        return redirect("reviews:file", pk)
    context = {"file": file, "held": seats.running_of([file])[file.pk], "drawn": spread.was_drawn(file)}
    if not context["drawn"]:
        context |= _candidates(request, file, context["held"])
    return render(request, "reviews/review/extra_seat.html", context)


def _candidates(request, file: ReviewFile, held: list[Assignment]) -> dict:
    filters = asked(request)
    rows = queries.register_of_experts(**filters, at=timezone.now()).filter(
        is_confirmed=True, is_available=True
    )
    shown = page(request, rows.exclude(pk__in=[s.expert_id for s in held]), order=("name", "pk"), size=25)
    load = seats.loads(shown.rows)
    standing = eligibility.between(shown.rows, [file], at=timezone.now())
    for expert in shown.rows:
        expert.load = load.get(expert.pk, 0)
        expert.is_blocked = bool(standing.why_not(expert, file))
        expert.warnings = spread.faults(held, expert)
    return {"page": shown, "filters": filters, **filter_choices()}
