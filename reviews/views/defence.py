"""Days of defences: prepared, drawn, placed, published."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.models import User
from portal.accounts.permissions import Permission as P
from reviews.defence import changing, days, placing, publishing
from reviews.defence.forms import DayForm, ReasonForm
from reviews.models import DefenceDay, Review, ReviewFile
from reviews.views.reviews import chosen

REVIEW = needs(P.MANAGE_REVIEW)


def refused(request, refusal: Refused) -> None:
    """Each line of a refusal as a message of its own."""
    for line in str(refusal).splitlines():
        messages.error(request, line)


@access(REVIEW)
@require_http_methods(["GET", "POST"])
def day_list(request, pk: int):
    """The days of a call, the files that wait for one, and the form for a new day."""
    review = get_object_or_404(Review.objects.select_related("call"), call=pk)
    form = DayForm(request.POST or None, clerks=days.clerks())
    if request.method == "POST" and form.is_valid():
        try:
            day = days.prepare(review, form.plan(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The day is prepared. Choose the files that are heard on it."))
            return redirect("reviews:defence_day", day.pk)
    rows = review.defence_days.annotate(
        heard=Count("turns", filter=Q(turns__ended_at=None)),
        held=Count("turns", filter=Q(turns__ended_at=None) & ~Q(turns__outcome="")),
    )
    context = {
        "review": review,
        "days": rows.order_by("-date", "-pk"),
        "waiting": days.waiting(review).count(),
        "form": form,
        "rooms": [
            (form[f"room_{number}"], form[f"clerk_{number}"]) for number in range(1, days.MOST_ROOMS + 1)
        ],
    }
    return render(request, "reviews/defence/list.html", context, status=422 if form.is_bound else 200)


@access(REVIEW)
@require_http_methods(["GET", "POST"])
def day_page(request, pk: int):
    """One day: its files, its timetable with what is wrong with it, and what can be done now."""
    day = get_object_or_404(DefenceDay.objects.select_related("review__call", "document"), pk=pk)
    form = ReasonForm(request.POST if request.POST.get("act") == "cancel" else None)
    if request.method == "POST" and _acted(request, day, form):
        return redirect("reviews:defence_day", pk)
    found = placing.problem(day, at=timezone.now())
    context = {
        "day": day,
        "call": day.review.call,
        "found": found,
        "grid": _grid(found) if day.drawn_at else [],
        "free": len(found.slots) * len(found.rooms) - len(found.places),
        "broken": placing.words(found.faults(), found),
        "gone": day.turns.exclude(ended_at=None).select_related("file__application"),
        "cancel": form,
        "is_open": not day.cancelled_at,
    }
    if not day.drawn_at and not day.cancelled_at:
        there = {turn.file_id for turn in found.turns}
        ticked = set(chosen(request)) if request.method == "POST" else there
        rows = [turn.file for turn in found.turns] + list(days.waiting(day.review)[:200])
        context["choices"] = [(file, file.pk in ticked) for file in rows]
    return render(
        request, "reviews/defence/day.html", context, status=422 if request.method == "POST" else 200
    )


def _acted(request, day: DefenceDay, form: ReasonForm) -> bool:
    """Do what was asked; False when it was refused, so that the page is shown with what was typed."""
    act, how = request.POST.get("act", ""), {"by": request.user, "at": timezone.now()}
    try:
        if act == "choose":
            files = ReviewFile.objects.filter(review=day.review, pk__in=chosen(request))
            days.choose(day, list(files), **how)
            messages.success(request, _("The files of the day are kept."))
        elif act == "draw":
            days.draw(day, **how)
            messages.success(request, _("The order is drawn and every file has its place."))
        elif act == "publish":
            publishing.publish(day, **how)
            messages.success(request, _("The timetable is published; applicants and experts are told."))
        elif act == "cancel":
            if not form.is_valid():
                return False
            changing.cancel(day, reason=form.cleaned_data["reason"], **how)
            messages.success(request, _("The day is cancelled; those concerned are told."))
    except Refused as refusal:
        refused(request, refusal)
        return False
    return True


def _grid(found: placing.Problem) -> list[tuple]:
    """Rows of the timetable: the slot's times and, room by room, the turn with who leaves the room for it.

    Slots in which nobody is heard are left out.
    """
    leave = found.leavers()
    names = dict(User.objects.filter(pk__in=set().union(*leave.values())).values_list("pk", "name"))
    at = {}
    for turn in found.turns:
        turn.outside = "、".join(names[person] for person in sorted(leave.get(turn.pk, ())))
        at[found.places.get(turn.pk)] = turn
    rows = []
    for number, slot in enumerate(found.slots):
        begins, ends = found.day.moment(slot.starts), found.day.moment(slot.ends)
        cells = [
            (room, at.get(placing.timetable.Place(number, index))) for index, room in enumerate(found.rooms)
        ]
        if any(turn for _room, turn in cells):
            rows.append((begins, ends, cells))
    return rows
