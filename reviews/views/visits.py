"""Site visits: planned by the alliance, read by those who score."""

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
from portal.documents.files import deliver
from portal.ui.paging import page
from reviews import queries
from reviews.models import Review, ReviewFile, Stage, Visit
from reviews.visits import planning, reading
from reviews.visits.forms import PlanForm

REVIEW = needs(P.MANAGE_REVIEW)
READERS = needs(P.MANAGE_REVIEW, P.REVIEW, P.READ_SCORES)


@access(REVIEW)
@require_safe
def visit_list(request, pk: int):
    """The files of a call in the stage of the visit: planned, under way, signed."""
    review = get_object_or_404(Review.objects.select_related("call"), call=pk)
    rows = queries.files_of(request.user).filter(review=review, stage=Stage.SITE)
    shown = page(request, rows.select_related("application__city"), order=("application__number", "pk"))
    visits = Visit.objects.filter(file__in=shown.rows, ended_at=None)
    visits = visits.prefetch_related("inspectors__user", "inspectors__seat", "entries", "photos")
    by_file = {visit.file_id: visit for visit in visits}
    for file in shown.rows:
        file.visit = by_file.get(file.pk)
        if file.visit:
            _progress(file.visit)
    return render(request, "reviews/visits/list.html", {"review": review, "page": shown})


def _progress(visit: Visit) -> None:
    """How far a visit is, from what is prefetched."""
    visit.people = list(visit.inspectors.all())
    visit.answered = len({entry.item for entry in visit.entries.all()})
    visit.asked = len(visit.checklist)
    visit.pictures = sum(photo.removed_at is None for photo in visit.photos.all())
    visit.signed = sum(one.signed_at is not None for one in visit.people)
    visit.is_signed = reading.is_signed(visit)


@access(REVIEW)
@require_http_methods(["GET", "POST"])
def plan(request, pk: int):
    """Plan the visit of a file, change it, or call it off."""
    related = ("application__city", "application__enterprise", "review__call")
    file = get_object_or_404(ReviewFile.objects.select_related(*related), pk=pk)
    visit = reading.of_file(file)
    if request.method == "POST" and request.POST.get("act") == "cancel" and visit:
        return _cancelled(request, file, visit)
    initial = {"place": _registered_place(file)}
    if visit:
        people = [one.user_id for one in visit.inspectors.all()]
        initial = {"starts_at": visit.starts_at, "place": visit.place, "inspectors": people}
    form = PlanForm(
        request.POST or None,
        candidates=planning.candidates(file, at=timezone.now()),
        is_change=bool(visit),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        reason, how = form.cleaned_data.get("reason", ""), {"by": request.user, "at": timezone.now()}
        try:
            planning.plan(file, form.plan(), reason=reason, **how)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The visit is planned; applicant and inspectors are told."))
            return redirect("reviews:visits", file.review.call_id)
    context = {"file": file, "application": file.application, "visit": visit, "form": form}
    return render(request, "reviews/visits/plan.html", context, status=422 if form.is_bound else 200)


def _registered_place(file: ReviewFile) -> str:
    return str(file.application.city)


def _cancelled(request, file: ReviewFile, visit: Visit):
    try:
        planning.cancel(visit, reason=request.POST.get("reason", ""), by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The visit is called off; those concerned are told."))
    return redirect("reviews:visit_plan", file.pk)


def readable(request, pk: int) -> Visit:
    """A visit that this person may read, or 404."""
    rows = reading.readable(request.user).prefetch_related("inspectors__user", "inspectors__seat")
    return get_object_or_404(rows, pk=pk)


@access(READERS)
@require_safe
def visit_page(request, pk: int):
    """The checklist as it stands, with photos, versions in conflict and signatures."""
    visit = readable(request, pk)
    lines = reading.lines(visit)
    context = {
        "visit": visit,
        "application": visit.file.application,
        "lines": lines,
        "tally": reading.tally(lines),
        "digest": reading.digest(visit, lines),
        "is_signed": reading.is_signed(visit),
        "inspects": reading.inspected_by(request.user).filter(pk=visit.pk).exists(),
        "removed": visit.photos.exclude(removed_at=None).select_related("file"),
    }
    log_read(
        by=request.user,
        kind="application",
        id=str(visit.file.application_id),
        what="visit",
        at=timezone.now(),
    )
    return render(request, "reviews/visits/visit.html", context)


@access(READERS)
@require_safe
def photo(request, pk: int, photo: int):
    """A photo in place; the reading is logged."""
    visit = readable(request, pk)
    found = visit.photos.filter(removed_at=None, pk=photo).select_related("file").first()
    if found is None:
        raise Http404
    what = f"visit photo {found.pk}"
    log_read(
        by=request.user,
        kind="application",
        id=str(visit.file.application_id),
        what=what,
        at=timezone.now(),
    )
    return deliver(found.file, inline=True)
