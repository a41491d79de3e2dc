"""A file in review, its panel, and the replacement of a member."""

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.ui.paging import page
from reviews import composition, eligibility, panels, queries, replacements, results, seats, stages
from reviews.defence import days
from reviews.defence.forms import StaffConflictForm
from reviews.drawing import reading as drawing
from reviews.models import Assignment, Expert, ReviewFile, StaffConflict
from reviews.views.experts import FILTERS, asked, filter_choices
from reviews.views.reviews import tell
from reviews.visits import reading

REVIEW = needs(P.MANAGE_REVIEW)


def _file(pk: int) -> ReviewFile:
    rows = ReviewFile.objects.select_related("application__enterprise", "application__city", "review__call")
    return get_object_or_404(rows, pk=pk)


@access(REVIEW)
@require_safe
def file_page(request, pk: int):
    file = _file(pk)
    members = list(seats.running(file))
    chair = next((m.expert for m in members if m.is_chair), None)
    sealed, seated = stages.sealed_counts([file])[file.pk]
    at = timezone.now()
    heavy = [f"draw__{name}" for name in drawing.HEAVY]
    waits = stages.waiting_for([file], {file.pk: members}, at=at)[file.pk] if file.panel_shown_at else ""
    context = {
        "file": file,
        "waits": waits,
        "is_vacant": len(members) < file.review.call.panel_size,
        "application": file.application,
        "members": members,
        "faults": composition.faults([m.expert for m in members], chair, size=file.review.call.panel_size),
        "ended": file.assignments.exclude(ended_at=None).select_related("expert"),
        "vacancies": replacements.vacancies(file).select_related("expert"),
        "sealed": sealed,
        "seated": seated,
        "closings": results.closings(file),
        "turn": file.defence_turns.filter(ended_at=None).first(),
        "visit": reading.of_file(file),
        "conflicts": StaffConflict.objects.filter(file=file).select_related("user"),
        "conflict_form": StaffConflictForm(staff=days.clerks()),
        "recusals": queries.recusals().filter(assignment__file=file),
        "ruling": file.draw_files.filter(is_ruling=True).select_related("draw").defer(*heavy).first(),
    }
    return render(request, "reviews/review/file.html", context)


@access(REVIEW)
@require_http_methods(["GET", "POST"])
def assign(request):
    """Seat the same panel on one file or many: candidates with load, the composition and its warnings.

    Everything stands in one form; what is picked stays picked through filters and pages.
    """
    source = request.POST if request.method == "POST" else request.GET
    pks = {int(pk) for pk in source.get("files", "").split(",") if pk.isdigit()}
    files = list(queries.files_of(request.user).filter(pk__in=pks).order_by("pk"))
    if not files or len(files) != len(pks):
        raise Http404
    if request.method == "POST" and "save" not in request.POST:
        return redirect(f"{reverse('reviews:assign')}?{_picking(request.POST)}")
    picked, chair = _picked(source, files)
    if request.method == "POST":
        outcome = panels.set_panel(files, picked, chair=chair, by=request.user, at=timezone.now())
        tell(request, len(outcome.done), [(f.application.enterprise_name, why) for f, why in outcome.refused])
        if len(files) == 1:
            return redirect("reviews:file", files[0].pk)
        return redirect(reverse("reviews:review_call", args=[files[0].review.call_id]) + "?tab=panel")
    return render(request, "reviews/review/assign.html", _assign_context(request, files, picked, chair))


def _picking(data) -> str:
    """The address that shows what is picked, filtered and turned to so far."""
    query = QueryDict(mutable=True)
    query["files"], query["picked"] = data.get("files", ""), "1"
    query.setlist("experts", data.getlist("experts"))
    turned = QueryDict(data.get("go", "").lstrip("?"))
    for name in ("chair", *FILTERS):
        if data.get(name):
            query[name] = data[name]
    for name in ("after", "before"):
        if name in turned:
            query[name] = turned[name]
    return query.urlencode()


def _picked(source, files: list[ReviewFile]) -> tuple[list[Expert], Expert | None]:
    """The experts picked and the chair; at first those who sit on the one file already."""
    if "picked" not in source and len(files) == 1:
        held = list(seats.running(files[0]))
        return [s.expert for s in held], next((s.expert for s in held if s.is_chair), None)
    pks = [int(pk) for pk in source.getlist("experts") if pk.isdigit()]
    experts = list(Expert.objects.filter(pk__in=pks).select_related("region"))
    return experts, next((e for e in experts if str(e.pk) == source.get("chair", "")), None)


def _assign_context(request, files, picked, chair) -> dict:
    filters, at = asked(request), timezone.now()
    candidates = queries.register_of_experts(**{**filters, "flag": "available"}, at=at)
    candidates = candidates.exclude(pk__in=[expert.pk for expert in picked])
    shown = page(request, candidates, order=("name", "pk"), size=25)
    everyone = [*picked, *shown.rows]
    load = seats.loads(everyone)
    standing = eligibility.between(everyone, files, at=at)
    for expert in everyone:
        expert.load = load.get(expert.pk, 0)
        expert.bars = _said(standing.why_not(expert, file, is_seated=expert in picked) for file in files)
        expert.questions = _said(standing.question(expert, file) for file in files)
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


def _said(reasons) -> list[str]:
    """The reasons there are, each once."""
    return list(dict.fromkeys(reason for reason in reasons if reason))


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
    held = list(seats.running(seat.file))
    context = _assign_context(request, [seat.file], [s.expert for s in held], None)
    for expert in context["page"].rows:
        expert.warnings = replacements.substitution_faults(seat, held, expert)
    context |= {"seat": seat, "held": held, "needs_chair": not any(s.is_chair for s in held)}
    return render(request, "reviews/review/replace.html", context)
