"""One turn of a day of defences: moved, held, minuted."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from reviews import seats, staff_conflicts
from reviews.defence import changing, days, holding, placing
from reviews.defence.forms import (
    AbsenceForm,
    AttendanceForm,
    MinuteForm,
    MoveForm,
    ReasonForm,
    StaffConflictForm,
)
from reviews.models import DefenceTurn, ReviewFile, StaffConflict
from reviews.views.defence import refused

REVIEW = needs(P.MANAGE_REVIEW)
ACTS = ("attendance", "absence", "minute", "move", "out")


@access(REVIEW)
@require_http_methods(["GET", "POST"])
def turn_page(request, pk: int):
    """A turn for the clerk of its room: who is there, what was said, and changes with their reasons."""
    related = ("day__review__call", "room__clerk", "file__application__city")
    turn = get_object_or_404(DefenceTurn.objects.select_related(*related), pk=pk)
    panel = list(seats.running(turn.file))
    found = placing.problem(turn.day, at=timezone.now())
    act = request.POST.get("act", "") if request.method == "POST" else ""
    forms = _forms(turn, panel, found, act, request.POST)
    if request.method == "POST":
        if act not in ACTS:
            raise Http404
        if forms[act].is_valid() and _acted(request, turn, act, forms[act]):
            return redirect("reviews:defence_turn", pk)
    noted = {row.seat_id: row.is_present for row in turn.presences.all()}
    broken = [block for block in found.faults() if turn.pk in block.turns]
    context = {
        "turn": turn,
        "application": turn.file.application,
        "panel": [(seat, noted.get(seat.pk)) for seat in panel],
        "minutes": turn.minutes.select_related("by"),
        "forms": forms,
        "broken": placing.words(broken, found),
        "has_begun": bool(turn.day.published_at and turn.starts_at and turn.starts_at <= timezone.now()),
        "conflicts": StaffConflict.objects.filter(file=turn.file_id).select_related("user"),
        "conflict_form": StaffConflictForm(staff=days.clerks()),
    }
    return render(request, "reviews/defence/turn.html", context, status=422 if act else 200)


def _forms(turn: DefenceTurn, panel, found: placing.Problem, act: str, data) -> dict:
    """Every form of the page; the one that was sent holds what was typed."""

    def given(name: str):
        return data if act == name else None

    last = turn.minutes.first()
    held = {"delegation": turn.delegation, "head": turn.delegation_head, "reason": turn.outcome_reason}
    if turn.outcome == DefenceTurn.Outcome.HELD:
        there = turn.presences.filter(is_present=True)
        held["present"] = list(there.values_list("seat", flat=True))
    return {
        "attendance": AttendanceForm(given("attendance"), seats=panel, initial=held, prefix="attendance"),
        "absence": AbsenceForm(given("absence"), prefix="absence"),
        "minute": MinuteForm(given("minute"), initial={"text": last.text if last else ""}, prefix="minute"),
        "move": MoveForm(given("move"), places=_places(found, turn), prefix="move"),
        "out": ReasonForm(given("out"), prefix="out"),
    }


def _places(found: placing.Problem, turn: DefenceTurn) -> list[tuple[str, str]]:
    """Every other place of the day: free, or held by a file that would take the place left."""
    held = {place: key for key, place in found.places.items() if key != turn.pk}
    names = {turn.pk: turn.file.application.enterprise_name for turn in found.turns}
    choices = []
    for number, slot in enumerate(found.slots):
        for index, room in enumerate(found.rooms):
            place = placing.timetable.Place(number, index)
            if found.places.get(turn.pk) == place:
                continue
            there = held.get(place)
            who = _("change places with %(name)s") % {"name": names[there]} if there else _("free")
            label = f"{_clock(slot.starts)}–{_clock(slot.ends)} · {room.name} · {who}"
            choices.append((f"{number}-{room.pk}", label))
    return choices


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _acted(request, turn: DefenceTurn, act: str, form) -> bool:
    """Do what was asked; False when it was refused, so that what was typed is shown again."""
    data, how = dict(form.cleaned_data), {"by": request.user, "at": timezone.now()}
    try:
        if act == "attendance":
            data["present"] = {int(pk) for pk in data["present"]}
            holding.note_attendance(turn, **data, **how)
        elif act == "absence":
            holding.note_absence(turn, **data, **how)
        elif act == "minute":
            holding.keep_minute(turn, **data, **how)
        elif act == "out":
            changing.take_out(turn, **data, **how)
        else:
            slot, room = data["place"].split("-")
            place = {"room": get_object_or_404(turn.day.rooms, pk=room), "slot": int(slot)}
            changing.move(turn, **place, reason=data["reason"], **how)
    except Refused as refusal:
        form.add_error(None, str(refusal).splitlines())
        return False
    messages.success(request, _("Kept."))
    return True


@access(REVIEW)
@require_POST
def staff_conflict(request, pk: int):
    """Note that somebody of the staff has a conflict with a file."""
    file = get_object_or_404(ReviewFile, pk=pk)
    form = StaffConflictForm(request.POST, staff=days.clerks())
    if form.is_valid():
        try:
            staff_conflicts.note(file, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            refused(request, refusal)
        else:
            messages.success(request, _("The conflict is on record."))
    else:
        messages.error(request, _("Choose the person and give the reason."))
    turn = file.defence_turns.filter(ended_at=None).first()
    if request.POST.get("back") == "turn" and turn:
        return redirect("reviews:defence_turn", turn.pk)
    return redirect("reviews:file", pk)
