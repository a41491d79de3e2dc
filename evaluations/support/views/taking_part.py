"""Events as the public and enterprises see them: what is on, one's own place with its code, feedback."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.policies import Refused
from applications.views.refusals import refusals_on
from evaluations.models import Event, Participant
from evaluations.support import events, feedback, registering
from evaluations.support.forms import FeedbackForm
from evaluations.support.views.common import ENTERPRISE
from evaluations.support.views.events import counted
from evaluations.views.mine import enterprise_of
from portal.accounts.access import access
from portal.documents.rendering import qr_svg
from portal.ui.paging import page
from publication.views.public import public_page


def shown():
    """What was ever public, with the figures of its places."""
    return events.ever_public(counted())


@public_page
def events_public(request):
    """Events, those that lie furthest ahead first."""
    rows = page(request, shown().order_by(), order=("-starts_at", "-pk"), size=20)
    return render(request, "evaluations/support/public/events.html", {"page": rows, "now": timezone.now()})


@public_page
def event_public(request, pk: int):
    """One event: when, where, agenda, places left, and where an enterprise registers."""
    found = get_object_or_404(shown(), pk=pk)
    context = {"event": found, "standing": registering.standing(found), "now": timezone.now()}
    return render(request, "evaluations/support/public/event.html", context)


@access(ENTERPRISE)
@require_safe
def events_mine(request):
    """Events that take registrations, and those that this enterprise registered for."""
    enterprise = enterprise_of(request.user)
    rows = enterprise.event_places.select_related("event__city").order_by()
    now = timezone.now()
    mine = page(request, rows, order=("-event__starts_at", "-pk"), size=30)
    ahead = counted().filter(status=Event.Status.PUBLISHED, register_until__gte=now)
    ahead = ahead.exclude(participants__in=rows.exclude(status=Participant.Status.LEFT))
    context = {"page": mine, "ahead": ahead.order_by("starts_at", "pk")[:10], "now": now}
    return render(request, "evaluations/support/events_mine.html", context)


@access(ENTERPRISE)
@require_http_methods(["GET", "POST"])
def event_mine(request, pk: int):
    """One's own place at an event: register, sign off, the code for the door, what one says afterwards."""
    found = get_object_or_404(shown(), pk=pk)
    enterprise = enterprise_of(request.user)
    mine = found.participants.filter(enterprise=enterprise).first()
    if mine:
        mine.event = found
    now, do = timezone.now(), request.POST.get("do", "")
    form = _feedback_form(request, mine, now, bound=do == "feedback")
    if do in {"sign_up", "sign_off"}:
        return _register(request, found, enterprise, mine, do)
    if do == "feedback":
        if form is None:
            raise Http404
        if form.is_valid():
            with refusals_on(form):
                feedback.give(mine, **form.answer, by=request.user, at=now)
                messages.success(request, _("Thank you; your feedback is kept."))
                return redirect("evaluations:event_mine", pk)
    has_place = mine is not None and mine.status == Participant.Status.PLACED
    address = (
        settings.SITE_URL.rstrip("/") + reverse("evaluations:check_in", args=[mine.token]) if mine else ""
    )
    context = {
        "event": found,
        "mine": mine,
        "has_place": has_place,
        "waiting": registering.waiting_place(mine) if mine else 0,
        "standing": registering.standing(found),
        "qr": qr_svg(address) if has_place and not found.is_over else "",
        "form": form,
        "given": mine.given.select_related("about__enterprise") if mine else [],
        "begun": found.starts_at <= now,
    }
    return render(request, "evaluations/support/event_mine.html", context, status=422 if do else 200)


def _feedback_form(request, mine: Participant | None, now, *, bound: bool) -> FeedbackForm | None:
    if mine is None or not feedback.may_say(mine, now):
        return None
    partners = list(feedback.partners(mine))
    on_event = not mine.given.filter(about=None).exists()
    if not partners and not on_event:
        return None
    return FeedbackForm(request.POST if bound else None, partners=partners, on_event=on_event)


def _register(request, found: Event, enterprise, mine, do: str):
    try:
        if do == "sign_off":
            if mine is None:
                raise Http404
            registering.sign_off(mine, by=request.user, at=timezone.now())
            messages.success(request, _("Signed off; the place goes to who is next."))
        else:
            made = registering.sign_up(found, enterprise, by=request.user, at=timezone.now())
            waits = made.status == Participant.Status.WAITING
            said = _("You are on the waiting list.") if waits else _("You have a place.")
            messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("evaluations:event_mine", found.pk)
