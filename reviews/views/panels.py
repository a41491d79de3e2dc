"""A file in review, its panel, and the replacement of a member."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.ui.paging import page
from reviews import composition, panels, queries, replacements, results, seats, stages
from reviews.forms import ScheduleForm
from reviews.models import Assignment, Expert, ReviewFile, Stage
from reviews.views.experts import asked, filter_choices
from reviews.views.reviews import tell

REVIEW = needs(P.MANAGE_REVIEW)


def _file(pk: int) -> ReviewFile:
    rows = ReviewFile.objects.select_related("application__enterprise", "application__city", "review__call")
    return get_object_or_404(rows, pk=pk)


@access(REVIEW)
@require_safe
def file_page(request, pk: int):
    return _file_page(request, _file(pk), ScheduleForm())


def _file_page(request, file: ReviewFile, form: ScheduleForm, status: int = 200):
    members = list(seats.running(file))
    chair = next((m.expert for m in members if m.is_chair), None)
    sealed, seated = stages.sealed_counts([file])[file.pk]
    context = {
        "file": file,
        "application": file.application,
        "members": members,
        "faults": composition.faults([m.expert for m in members], chair, size=file.review.call.panel_size),
        "ended": file.assignments.exclude(ended_at=None).select_related("expert"),
        "vacancies": replacements.vacancies(file).select_related("expert"),
        "sealed": sealed,
        "seated": seated,
        "closings": results.closings(file),
        "schedule": form,
        "stages": Stage.choices,
        "recusals": queries.recusals().filter(assignment__file=file),
    }
    return render(request, "reviews/review/file.html", context, status=status)


@access(REVIEW)
@require_POST
def schedule(request, pk: int):
    file, form = _file(pk), ScheduleForm(request.POST)
    if not form.is_valid():
        return _file_page(request, file, form, status=422)
    try:
        stages.schedule(file, by=request.user, at=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Time and place are kept and the applicant is told."))
    return redirect("reviews:file", pk)


@access(REVIEW)
@require_http_methods(["GET", "POST"])
def assign(request):
    """Seat the same panel on one file or many: candidates with load, the composition and its warnings."""
    source = request.POST if request.method == "POST" else request.GET
    pks = [int(pk) for pk in source.get("files", "").split(",") if pk.isdigit()]
    files = list(queries.files_of(request.user).filter(pk__in=pks))
    if not files or len(files) != len(set(pks)):
        raise Http404
    picked = _picked(source, files)
    chair = next((e for e in picked if str(e.pk) == source.get("chair", "")), None)
    if request.method == "GET" and "experts" not in source and len(files) == 1:
        held = next((s for s in seats.running(files[0]) if s.is_chair), None)
        chair = held.expert if held else None
    if request.method == "POST" and "save" in request.POST:
        outcome = panels.set_panel(files, picked, chair=chair, by=request.user, at=timezone.now())
        tell(request, len(outcome.done), [(f.application.enterprise_name, why) for f, why in outcome.refused])
        if len(files) == 1:
            return redirect("reviews:file", files[0].pk)
        return redirect("reviews:review_call", files[0].review.call_id)
    return render(request, "reviews/review/assign.html", _assign_context(request, files, picked, chair))


def _picked(source, files: list[ReviewFile]) -> list[Expert]:
    if "experts" not in source and len(files) == 1 and "files" in source and "picked" not in source:
        return [seat.expert for seat in seats.running(files[0])]
    pks = [int(pk) for pk in source.getlist("experts") if pk.isdigit()]
    return list(Expert.objects.filter(pk__in=pks).select_related("region"))


def _assign_context(request, files, picked, chair) -> dict:
    codes = set().union(*seats.codes_of(files).values())
    filters = asked(request)
    candidates = queries.register_of_experts(**filters).filter(is_confirmed=True, is_available=True)
    candidates = candidates.exclude(pk__in=[expert.pk for expert in picked])
    shown = page(request, candidates, order=("name", "pk"))
    everyone = [*picked, *shown.rows]
    load = seats.loads(everyone)
    blocked = {expert.pk for expert in composition.conflicting(everyone, codes)}
    for expert in everyone:
        expert.load, expert.is_blocked = load.get(expert.pk, 0), expert.pk in blocked
    size = files[0].review.call.panel_size
    return {
        "files": files,
        "ids": ",".join(str(file.pk) for file in files),
        "picked": picked,
        "chair": chair,
        "faults": composition.faults(picked, chair, size=size),
        "size": size,
        "page": shown,
        "filters": filters,
        **filter_choices(),
    }


@access(REVIEW)
@require_http_methods(["GET", "POST"])
def replace(request, pk: int):
    """Seat somebody in place of a recused member."""
    rows = Assignment.objects.select_related("expert", "file__application", "file__review__call")
    seat = get_object_or_404(rows, pk=pk, ended_at__isnull=False)
    if request.method == "POST":
        expert = get_object_or_404(Expert, pk=request.POST.get("expert") or 0)
        try:
            replacements.replace(
                seat, expert, is_chair="chair" in request.POST, by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The seat is filled; the applicant sees the new member."))
            return redirect("reviews:file", seat.file_id)
    context = _assign_context(request, [seat.file], [s.expert for s in seats.running(seat.file)], None)
    was_recused = Expert.objects.filter(assignments__file=seat.file, assignments__recusals__ruling="granted")
    gone = set(was_recused.values_list("pk", flat=True))
    for expert in context["page"].rows:
        expert.is_blocked = expert.is_blocked or expert.pk in gone
        is_chair = not any(s.is_chair for s in seats.running(seat.file))
        expert.warnings = replacements.substitution_faults(seat, expert, is_chair=is_chair)
    return render(request, "reviews/review/replace.html", {**context, "seat": seat})
