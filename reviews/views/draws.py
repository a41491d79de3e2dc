"""Draws of panels: the list and the page that alliance, province and auditor share, and what each may do."""

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
from reviews.drawing import confirming, drafts, freezing, planning, proposing, reading, replacing, work
from reviews.drawing.forms import ConfirmForm, ReasonsForm
from reviews.models import Assignment, Draw, Review
from reviews.views.defence import refused

REVIEW = needs(P.MANAGE_REVIEW)
CONFIRM = needs(P.CONFIRM_DRAW)
READ = needs(P.MANAGE_REVIEW, P.CONFIRM_DRAW, P.READ_AUDIT)


def found(pk: int) -> Draw:
    """The draw of an address."""
    return get_object_or_404(Draw.objects.select_related("review__call"), pk=pk)


@access(READ)
@require_safe
def draw_list(request):
    """The draws of all calls, and the calls whose files wait for one."""
    rows = reading.listed()
    if not request.user.may(P.MANAGE_REVIEW):
        rows = rows.exclude(status__in=[Draw.Status.DRAFT, Draw.Status.DISCARDED])
    waiting = []
    if request.user.may(P.MANAGE_REVIEW):
        waiting = reading.waiting_reviews()
    context = {"page": page(request, rows, order=("-pk",), size=30), "waiting": waiting}
    return render(request, "reviews/draws/list.html", context)


@access(REVIEW)
@require_POST
def draw_new(request, pk: int):
    """A draft for the files of a call that await review."""
    review = get_object_or_404(Review, call=pk)
    try:
        draw = drafts.prepare(review, by=request.user, at=timezone.now())
    except Refused as refusal:
        refused(request, refusal)
        return redirect("reviews:draws")
    messages.success(request, _("The draft is there. Fix its rules, then compute the proposal."))
    return redirect("reviews:draw", draw.pk)


@access(READ)
@require_safe
def draw_page(request, pk: int):
    """One draw: where it stands, its plan, what was proposed or drawn, and what can be done now."""
    return shown(request, found(pk))


def shown(request, draw: Draw, **forms):
    """The page, with forms that were refused."""
    if draw.status in {Draw.Status.DRAFT, Draw.Status.DISCARDED} and not request.user.may(P.MANAGE_REVIEW):
        raise Http404
    rows = draw.files.select_related("file__application__city").order_by("pk")
    files = page(request, rows, order=("pk",), size=25)
    if draw.status == Draw.Status.DRAWN:
        reading.seated(files.rows)
    else:
        reading.trial(draw, files.rows)
    told = draw.proposal or {}
    context = {
        "draw": draw,
        "call": draw.review.call,
        "steps": reading.steps(draw),
        "files": files,
        "many": draw.files.count(),
        "roster": draw.experts.count(),
        "limited": draw.experts.exclude(limit=None).select_related("expert"),
        "pins": draw.pins.select_related("file__application", "expert", "by"),
        "told": told,
        "conflict": reading.conflict(draw, told),
        "loads": reading.loads(told)[:12] if told.get("panels") else [],
        "barred": reading.barred(told),
        "missing": proposing.unready(draw, at=timezone.now()) if draw.status == Draw.Status.DRAFT else [],
        "needed": reading.needed(draw),
        "events": reading.events(draw),
        "public": draw.record and reading.public_facts(draw),
        "is_known": bool(draw.known_at and timezone.now() >= draw.known_at),
        "manages": request.user.may(P.MANAGE_REVIEW),
        "confirms": request.user.may(P.CONFIRM_DRAW) and draw.status == Draw.Status.SUBMITTED,
        "audits": request.user.may(P.READ_AUDIT),
        "confirm_form": forms.get("confirm") or ConfirmForm(),
        "back_form": forms.get("back") or ReasonsForm(prefix="back"),
        "void_form": forms.get("void") or ReasonsForm(prefix="void"),
    }
    return render(request, "reviews/draws/draw.html", context, status=422 if forms else 200)


@access(REVIEW)
@require_POST
def draw_act(request, pk: int):
    """Compute the proposal, put it to the province, take it back, discard it, void it."""
    draw, how = found(pk), {"by": request.user, "at": timezone.now()}
    act = request.POST.get("act", "")
    form = ReasonsForm(request.POST, prefix="void") if act == "void" else None
    try:
        if act == "propose":
            if not work.start(draw, "propose", **how):
                messages.info(request, _("The portal is computing the proposal; look again in a minute."))
        elif act == "submit":
            confirming.submit(draw, **how)
            messages.success(request, _("The province has been asked to confirm."))
        elif act == "take_back":
            confirming.take_back(draw, **how)
            messages.success(request, _("The draft can be changed again; the province has to confirm anew."))
        elif act == "discard":
            drafts.discard(draw, **how)
            messages.success(request, _("The draft is discarded; it stays on record."))
        elif form and not form.is_valid():
            return shown(request, draw, void=form)
        elif form:
            freezing.void(draw, reason=form.cleaned_data["reasons"], **how)
            messages.success(request, _("The draw is voided; the reasons are public and its files are free."))
    except Refused as refusal:
        refused(request, refusal)
    return redirect("reviews:draw", pk)


@access(CONFIRM)
@require_POST
def draw_confirm(request, pk: int):
    """The province confirms roster rules and review plan, or sends the draw back with reasons."""
    draw, how = found(pk), {"by": request.user, "at": timezone.now()}
    is_back = request.POST.get("act") == "send_back"
    form = ReasonsForm(request.POST, prefix="back") if is_back else ConfirmForm(request.POST)
    if not form.is_valid():
        return shown(request, draw, **{"back" if is_back else "confirm": form})
    try:
        if is_back:
            confirming.send_back(draw, reason=form.cleaned_data["reasons"], **how)
            messages.success(request, _("The draw is sent back; the alliance reads your reasons."))
            return redirect("reviews:draws")
        confirming.confirm(draw, confirmation=form.cleaned_data["confirmation"], **how)
        messages.success(request, _("Confirmed. The alliance can freeze the draw now."))
    except Refused as refusal:
        refused(request, refusal)
    return redirect("reviews:draw", pk)


@access(REVIEW)
@require_http_methods(["GET", "POST"])
def draw_freeze(request, pk: int):
    """What is fixed and what becomes public, then the freezing itself."""
    draw = found(pk)
    if request.method == "POST":
        try:
            if work.start(draw, "freeze", by=request.user, at=timezone.now()):
                messages.success(request, _("The draw is frozen; digest and commitments are public."))
            else:
                messages.info(request, _("The portal is proving that lawful panels exist; look again soon."))
        except Refused as refusal:
            refused(request, refusal)
        return redirect("reviews:draw", pk)
    if draw.status != Draw.Status.CONFIRMED:
        return redirect("reviews:draw", pk)
    context = {
        "draw": draw,
        "many": draw.files.count(),
        "roster": draw.experts.count(),
        "pins": draw.pins.count(),
        "known": planning.moment(draw.known_at),
    }
    return render(request, "reviews/draws/freeze.html", context)


@access(REVIEW)
@require_http_methods(["GET", "POST"])
def seat_unavailable(request, pk: int):
    """A drawn member can't serve any more: the next substitute takes the seat at once."""
    rows = Assignment.objects.select_related("expert", "file__application", "file__review__call")
    seat = get_object_or_404(rows, pk=pk)
    form = ReasonsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            fresh = replacing.report_unavailable(
                seat, reasons=form.cleaned_data["reasons"], by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if fresh:
                messages.success(request, _("%(name)s has taken the seat.") % {"name": fresh.expert.name})
            else:
                messages.warning(request, _("No substitute is left; please fill the seat by hand."))
            return redirect("reviews:file", seat.file_id)
    context = {"seat": seat, "form": form}
    return render(request, "reviews/draws/unavailable.html", context, status=422 if form.is_bound else 200)
