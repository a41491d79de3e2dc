"""The draft of a draw: its rules, its files and roster, its pins."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from reviews import availability
from reviews.drawing import drafts, proposing, reading, work
from reviews.drawing.forms import PinForm, RulesForm
from reviews.models import Draw
from reviews.views.defence import refused
from reviews.views.draws import found

REVIEW = needs(P.MANAGE_REVIEW)


def solved_anew(request, draw: Draw) -> None:
    """The draft has changed, so it is solved again: at once, or by a job where it is large."""
    try:
        if not work.start(draw, "propose", by=request.user, at=timezone.now()):
            messages.info(request, _("The portal is computing the proposal; look again in a minute."))
    except Refused as refusal:
        refused(request, refusal)


@access(REVIEW)
@require_http_methods(["GET", "POST"])
def draw_rules(request, pk: int):
    """Limits, needed fields, and which public value will be used."""
    draw = found(pk)
    form = RulesForm(request.POST or None, instance=draw)
    if request.method == "POST" and form.is_valid():
        try:
            drafts.set_rules(draw, form.rules(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The rules are kept."))
            solved_anew(request, draw)
            return redirect("reviews:draw", pk)
    context = {"draw": found(pk), "form": form}
    return render(request, "reviews/draws/rules.html", context, status=422 if form.is_bound else 200)


def _ids(request, name: str) -> list[int]:
    return [int(pk) for pk in request.POST.getlist(name) if pk.isdigit()]


@access(REVIEW)
@require_http_methods(["GET", "POST"])
def draw_choose(request, pk: int):
    """Which files are drawn for, and who is in the roster."""
    draw = found(pk)
    files = list(
        drafts.awaiting(draw.review).select_related("application__city").order_by("application__number")
    )
    experts = list(availability.seatable(timezone.now()).select_related("region").order_by("kind", "name"))
    roster = dict(draw.experts.values_list("expert", "limit"))
    ticked = set(draw.files.values_list("file", flat=True)), set(roster)
    limits = {pk: str(most) for pk, most in roster.items() if most}
    if request.method == "POST":
        ticked = set(_ids(request, "files")), set(_ids(request, "experts"))
        typed = {one.pk: request.POST.get(f"limit-{one.pk}", "").strip() for one in experts}
        limits = {pk: most for pk, most in typed.items() if most}
        how = {"by": request.user, "at": timezone.now()}
        try:
            own = {pk: int(most) if most.isdecimal() else 0 for pk, most in limits.items()}
            drafts.choose(draw, files=sorted(ticked[0]), experts=sorted(ticked[1]), limits=own, **how)
        except Refused as refusal:
            refused(request, refusal)
        else:
            messages.success(request, _("Files and roster are kept."))
            solved_anew(request, draw)
            return redirect("reviews:draw", pk)
    context = {
        "draw": draw,
        "files": [(file, file.pk in ticked[0]) for file in files],
        "experts": [(one, one.pk in ticked[1], limits.get(one.pk, "")) for one in experts],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/draws/choose.html", context, status=status)


@access(REVIEW)
@require_http_methods(["GET", "POST"])
def draw_pins(request, pk: int):
    """Pin an expert to a file, having asked what it costs; take pins out."""
    draw = found(pk)
    act = request.POST.get("act", "")
    form = PinForm(request.POST if act in {"ask", "pin"} else None, draw=draw)
    answer: list[str] = []
    if act == "unpin":
        _unpin(request, draw)
        return redirect("reviews:draw_pins", pk)
    if form.is_bound and form.is_valid():
        answer, cost = _asked(draw, form.cleaned_data)
        if act == "pin" and _pinned(request, draw, form, cost):
            return redirect("reviews:draw_pins", pk)
    context = {
        "draw": draw,
        "form": form,
        "answer": answer,
        "pins": draw.pins.select_related("file__application", "expert", "by"),
        "conflict": reading.conflict(draw, draw.proposal),
    }
    refused_form = form.is_bound and bool(form.errors)
    return render(request, "reviews/draws/pins.html", context, status=422 if refused_form else 200)


def _asked(draw: Draw, data: dict) -> tuple[list[str], int | None]:
    """What the pin would cost, in words and in bands."""
    if work.is_large(draw):
        return [_("The draft is large: pin, and the proposal that follows shows the difference.")], None
    told = proposing.cost_of(draw, data["file"], data["expert"], at=timezone.now())
    if told.get("conflict"):
        return reading.conflict(draw, told), None
    if told["more"] is None:
        return [_("Without the pin there are no lawful panels either; see the proposal.")], None
    return [reading.price(told["more"])], told["more"]


def _pinned(request, draw: Draw, form: PinForm, cost: int | None) -> bool:
    data, how = form.cleaned_data, {"by": request.user, "at": timezone.now()}
    try:
        drafts.pin(draw, data["file"], data["expert"], reason=data["reason"], cost=cost, **how)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Pinned. The proposal was computed anew."))
    solved_anew(request, draw)
    return True


def _unpin(request, draw: Draw) -> None:
    row = get_object_or_404(draw.pins, pk=request.POST.get("pin") or 0)
    try:
        drafts.unpin(draw, row, by=request.user, at=timezone.now())
    except Refused as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("The pin is taken out."))
        solved_anew(request, draw)
