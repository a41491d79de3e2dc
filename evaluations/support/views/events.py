"""Events as staff keep them: list, form, page, check-in at the door."""

from django.contrib import messages
from django.db.models import Avg, Case, Count, Q, When
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.policies import Refused
from applications.views.refusals import refusals_on
from evaluations.models import Event, Feedback, Participant
from evaluations.support import events as domain
from evaluations.support import feedback, registering
from evaluations.support.forms import CheckInForm, EventForm, ReasonForm
from evaluations.support.views.common import MANAGE, STAFF, demand
from portal.accounts.access import access
from portal.accounts.permissions import Permission as P
from portal.ui.paging import page

ROW = Case(When(status="placed", then=0), When(status="waiting", then=1), default=2)
COMMENTS = 20  # the newest that the page shows


def counted():
    """Events with how many have a place, wait, and came."""
    status = Participant.Status
    return Event.objects.select_related("city").annotate(
        placed=Count("participants", filter=Q(participants__status=status.PLACED)),
        waiting=Count("participants", filter=Q(participants__status=status.WAITING)),
        came=Count("participants", filter=Q(participants__checked_in_at__isnull=False)),
    )


@access(STAFF)
@require_safe
def event_list(request):
    """Every event, newest first."""
    rows = page(request, counted().order_by(), order=("-starts_at", "-pk"), size=30)
    return render(request, "evaluations/support/events.html", {"page": rows})


@access(MANAGE)
@require_http_methods(["GET", "POST"])
def event_new(request):
    """A draft of an event."""
    form = EventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = domain.create(form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("Kept as a draft; nobody else sees it before it is published."))
            return redirect("evaluations:event", made.pk)
    return render(
        request, "evaluations/support/event_form.html", {"form": form}, status=422 if form.is_bound else 200
    )


@access(MANAGE)
@require_http_methods(["GET", "POST"])
def event_edit(request, pk: int):
    """Change an event; further places go to the waiting list at once."""
    found = get_object_or_404(Event, pk=pk)
    form = EventForm(request.POST or None, instance=get_object_or_404(Event, pk=pk))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            domain.edit(found, form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("Changed."))
            return redirect("evaluations:event", pk)
    context = {"form": form, "event": found}
    return render(
        request, "evaluations/support/event_form.html", context, status=422 if form.is_bound else 200
    )


@access(STAFF)
@require_http_methods(["GET", "POST"])
def event(request, pk: int):
    """An event with its participants and what they said; published and cancelled from here."""
    found = get_object_or_404(counted(), pk=pk)
    do = request.POST.get("do", "")
    form = ReasonForm(request.POST) if do == "cancel" else ReasonForm()
    if request.method == "POST":
        demand(request.user, P.MANAGE_SUPPORT)
        if do == "publish":
            return _publish(request, found)
        if form.is_valid():
            with refusals_on(form):
                reason = form.cleaned_data["reason"]
                domain.cancel(found, reason=reason, by=request.user, at=timezone.now())
                messages.success(request, _("Cancelled; those who registered have been told."))
                return redirect("evaluations:event", pk)
    people = found.participants.select_related("enterprise__city").annotate(row=ROW).order_by()
    context = {
        "event": found,
        "form": form,
        "page": page(request, people, order=("row", "-is_excellent", "registered_at", "pk"), size=100),
        **_feedback(found),
        "standing": registering.standing(found),
        "may_change": request.user.may(P.MANAGE_SUPPORT)
        and found.status != Event.Status.CANCELLED
        and not (found.status == Event.Status.PUBLISHED and found.is_over),
    }
    return render(request, "evaluations/support/event.html", context, status=422 if do else 200)


def _feedback(found: Event) -> dict:
    """What was said: the mean of the event, of each participant, and the newest comments."""
    said = Feedback.objects.filter(author__event=found)
    rated = found.participants.filter(received__isnull=False).select_related("enterprise")
    rated = rated.annotate(ratings=Count("received"), mean=Avg("received__rating"))
    comments = said.exclude(comment="").select_related("author__enterprise", "about__enterprise")
    return {
        "mean": feedback.mean_of(list(said.filter(about=None).values_list("rating", flat=True))),
        "rated": rated.order_by("-side", "-mean", "pk"),
        "comments": comments.order_by("-at", "-pk")[:COMMENTS],
    }


def _publish(request, found: Event):
    try:
        domain.publish(found, by=request.user, at=timezone.now())
        messages.success(request, _("Published; the excellent suppliers have been told."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("evaluations:event", found.pk)


@access(MANAGE)
@require_http_methods(["GET", "POST"])
def event_check_in(request, pk: int):
    """Check-in by name, for whoever comes without the code."""
    found = get_object_or_404(Event, pk=pk)
    placed = found.participants.filter(status=Participant.Status.PLACED)
    if request.method == "POST":
        key = request.POST.get("participant", "")
        who = get_object_or_404(placed, pk=int(key) if key.isdecimal() else 0)
        _come(request, who, Participant.CheckIn.NAME)
        return redirect("evaluations:event_check_in", pk)
    form = CheckInForm(request.GET)
    rows = placed.select_related("enterprise__city")
    if text := form.answers.get("q", "").strip():
        rows = rows.filter(Q(enterprise__name__icontains=text) | Q(enterprise__uscc__startswith=text.upper()))
    context = {
        "event": found,
        "form": form,
        "page": page(request, rows.order_by(), order=("enterprise__name", "pk"), size=100),
        "came": placed.filter(checked_in_at__isnull=False).count(),
        "all": placed.count(),
        "open": registering.opens_doors(found, timezone.now()),
    }
    return render(request, "evaluations/support/check_in.html", context)


@access(MANAGE)
@require_http_methods(["GET", "POST"])
def check_in(request, token: str):
    """What the participant's QR code opens: who it is, and the button that lets them in."""
    rows = Participant.objects.select_related("event", "enterprise__city", "checked_in_by")
    who = rows.filter(token=token).first()
    if who is None:
        raise Http404
    if request.method == "POST":
        _come(request, who, Participant.CheckIn.QR)
        return redirect("evaluations:check_in", token)
    context = {"who": who, "event": who.event, "open": registering.opens_doors(who.event, timezone.now())}
    return render(request, "evaluations/support/check_in_one.html", context)


def _come(request, who: Participant, how: str) -> None:
    try:
        registering.check_in(who, how=how, by=request.user, at=timezone.now())
        messages.success(request, _("%(name)s is checked in.") % {"name": who.enterprise.name})
    except Refused as refusal:
        messages.error(request, str(refusal))
