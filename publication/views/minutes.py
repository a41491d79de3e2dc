"""What is done at a meeting, each with one button: votes, recusals, decisions, the minute, its approval."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from applications.policies import Refused
from applications.views.refusals import refusals_on
from applications.workflow import State
from portal.accounts.access import access
from publication import deliberation as domain
from publication import meetings, minutes
from publication.forms.province import DecideForm, MinuteForm, RecuseForm, SendBackForm, VoteForm
from publication.models import Decision, Deliberation
from publication.views.deliberation import DELIBERATE, find, meeting_page


@access(DELIBERATE)
@require_POST
def meeting_vote(request, pk: int, matter: str):
    """Vote on the standards or the process."""
    held = find(pk)
    if matter not in meetings.MATTERS:
        raise Http404
    form = VoteForm(request.POST, prefix=matter)
    if form.is_valid():
        with refusals_on(form):
            voted = domain.vote(held, matter, **form.cleaned_data, by=request.user, at=timezone.now())
            adopted = getattr(voted, f"{matter}_adopted")
            said = (
                _("Adopted; the vote is on record.") if adopted else _("Not adopted; the vote is on record.")
            )
            messages.success(request, said)
            return redirect("publication:meeting", pk)
    return meeting_page(request, held, forms={matter: form}, status=422)


@access(DELIBERATE)
@require_POST
def meeting_recuse(request, pk: int):
    """A member leaves an item."""
    held = find(pk)
    form = RecuseForm(request.POST, meeting=held, prefix="recuse")
    if form.is_valid():
        data = form.cleaned_data
        with refusals_on(form):
            meetings.recuse(
                held, data["member"], data["file"], reason=data["reason"], by=request.user, at=timezone.now()
            )
            messages.success(request, _("The member leaves this item; it is on record."))
            return redirect("publication:meeting", pk)
    return meeting_page(request, held, forms={"recuse": form}, status=422)


@access(DELIBERATE)
@require_POST
def meeting_decide(request, pk: int):
    """Preview, then propose or decline the ticked files."""
    held = find(pk)
    form = DecideForm(request.POST)
    chosen = [int(text) for text in request.POST.getlist("files") if text.isdigit()]
    files = list(held.call.applications.filter(pk__in=chosen, state__in=[*meetings.WAITING, State.PROPOSED]))
    if form.is_valid() and not files:
        form.add_error(None, _("Please tick at least one file that still waits for a decision."))
    if form.is_valid():
        how = {"by": request.user, "at": timezone.now()}
        with refusals_on(form):
            if "confirm" not in request.POST:
                return _preview(request, held, form, domain.preview(held, files, form.motion(), **how))
            _say(request, domain.decide(held, files, form.motion(), **how))
            return redirect("publication:meeting", pk)
    return meeting_page(request, held, forms={"decide": form}, status=422)


def _preview(request, held: Deliberation, form: DecideForm, found):
    outcome, votes = found
    context = {
        "meeting": held,
        "form": form,
        "outcome": outcome,
        "done": [(one, votes[one.pk]) for one in outcome.done],
        "label": Decision.Result(form.cleaned_data["result"]).label,
    }
    return render(request, "publication/province/meeting_preview.html", context)


def _say(request, outcome) -> None:
    if outcome.done:
        count = len(outcome.done)
        text = ngettext("%(count)d file was decided.", "%(count)d files were decided.", count)
        messages.success(request, text % {"count": count})
    for application, reason in outcome.refused[:10]:
        messages.warning(request, f"{application.enterprise_name}: {reason}")


@access(DELIBERATE)
@require_POST
def meeting_take_back(request, pk: int, decision: int):
    """Take a decision back while the meeting is in session."""
    held = find(pk)
    found = get_object_or_404(held.decisions.select_related("deliberation"), pk=decision)
    try:
        domain.take_back(found, by=request.user, at=timezone.now())
        messages.success(request, _("The decision is taken back; the file can be decided anew."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("publication:meeting", pk)


@access(DELIBERATE)
@require_POST
def meeting_minute(request, pk: int):
    """Keep the minute; close the meeting when asked to."""
    held = find(pk)
    form = MinuteForm(request.POST)
    if form.is_valid():
        now, closing = timezone.now(), "close" in request.POST
        with refusals_on(form):
            if not held.closed_at:
                minutes.write_minute(held, form.cleaned_data["minute"], by=request.user, at=now)
            if closing:
                minutes.close(held, by=request.user, at=now)
            messages.success(
                request,
                _("The meeting is closed; a colleague approves its record.")
                if closing
                else _("The minute is saved."),
            )
            return redirect("publication:meeting", pk)
    return meeting_page(request, held, forms={"minute": form}, status=422)


@access(DELIBERATE)
@require_POST
def meeting_approve(request, pk: int):
    """The second person approves the record, or sends it back with a reason."""
    held, now = find(pk), timezone.now()
    form = SendBackForm(request.POST, prefix="back")
    if "back" in request.POST:
        if form.is_valid():
            with refusals_on(form):
                minutes.send_back(held, reason=form.cleaned_data["reason"], by=request.user, at=now)
                messages.success(request, _("The record is sent back; the meeting is in session again."))
                return redirect("publication:meeting", pk)
        return meeting_page(request, held, forms={"send_back": form}, status=422)
    try:
        outcome = minutes.approve(held, by=request.user, at=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return meeting_page(request, held, status=422)
    _say(request, outcome)
    messages.success(request, _("The record is approved and fixed; the minute is being made."))
    return redirect("publication:meeting", pk)
