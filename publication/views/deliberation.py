"""The province's meetings: one page a meeting, from opening to closing."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.models import Call
from applications.policies import Refused
from applications.workflow import State
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission
from portal.ui.paging import page
from publication import deliberation as domain
from publication.forms.province import DecideForm, MeetingForm, MinuteForm, VoteForm
from publication.models import Decision, Deliberation

DELIBERATE = needs(Permission.DELIBERATE)
MATTERS = ("standards", "process")
PAGE = 100


@access(DELIBERATE)
@require_safe
def deliberations(request):
    """Calls with files to decide, and every meeting that was held."""
    waiting = Count("applications", filter=Q(applications__state__in=domain.WAITING))
    calls = (
        Call.objects.filter(applications__state__in=domain.WAITING)
        .annotate(waiting=waiting)
        .order_by("-year", "-batch", "-id")
    )
    meetings = Deliberation.objects.select_related("call").defer("minute")
    meetings = meetings.annotate(decided=Count("decisions"))
    running = dict(Deliberation.objects.filter(closed_at=None).values_list("call_id", "pk"))
    return render(
        request,
        "publication/province/deliberations.html",
        {
            "calls": [(call, running.get(call.pk)) for call in calls.distinct()[:100]],
            "page": page(request, meetings, order=("-pk",), size=30),
        },
    )


@access(DELIBERATE)
@require_http_methods(["GET", "POST"])
def meeting_new(request, call: int):
    """Open a meeting on a call."""
    call = get_object_or_404(Call.objects.exclude(status=Call.Status.DRAFT), pk=call)
    form = MeetingForm(request.POST or None, initial={"held_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        made = domain.open_meeting(call, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(
            request, _("The meeting is open. First the standards and the process, then the list.")
        )
        return redirect("publication:meeting", made.pk)
    status = 422 if form.is_bound else 200
    return render(
        request, "publication/province/meeting_new.html", {"form": form, "call": call}, status=status
    )


@access(DELIBERATE)
@require_safe
def meeting(request, pk: int):
    """A meeting: its votes, the files that wait for its decision, its decisions, its minute."""
    return _page(request, _find(pk))


def _find(pk: int) -> Deliberation:
    return get_object_or_404(Deliberation.objects.select_related("call", "opened_by", "closed_by"), pk=pk)


def _page(request, held: Deliberation, *, forms: dict | None = None, status: int = 200, **more):
    forms = forms or {}
    files = domain.waiting(held.call).select_related("report_line", "city")
    files = files.only(
        "number",
        "enterprise_name",
        "uscc",
        "state",
        "supplier_class",
        "city__name",
        "city__name_en",
        "report_line",
        "call",
    )
    shown = page(request, files, order=("report_line__rank", "pk"), size=PAGE)
    votes = [
        (
            matter,
            title,
            getattr(held, f"{matter}_adopted"),
            getattr(held, f"{matter}_reasons"),
            forms.get(matter) or VoteForm(prefix=matter),
        )
        for matter, title in (("standards", _("(1) Standards")), ("process", _("(2) Process")))
    ]
    context = {
        "meeting": held,
        "votes": votes,
        "adopted": domain.is_adopted(held.call),
        "page": shown,
        "files": [(a, _line(a), domain.suggest(_line(a), held.call)) for a in shown.rows],
        "decide": forms.get("decide") or DecideForm(initial={"result": Decision.Result.PROPOSE}),
        "minute": forms.get("minute") or MinuteForm(initial={"minute": held.minute}),
        "decisions": held.decisions.select_related("application").order_by("pk")[:500],
        "chosen": set(request.POST.getlist("files")),
        **more,
    }
    return render(request, "publication/province/meeting.html", context, status=status)


def _line(application):
    return getattr(application, "report_line", None)


@access(DELIBERATE)
@require_POST
def meeting_vote(request, pk: int, matter: str):
    """Decide on the standards or the process."""
    held = _find(pk)
    if matter not in MATTERS:
        raise Http404
    form = VoteForm(request.POST, prefix=matter)
    if form.is_valid():
        try:
            domain.vote(
                held,
                matter,
                adopted=form.cleaned_data["adopted"] == "yes",
                reasons=form.cleaned_data["reasons"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The decision is on record."))
            return redirect("publication:meeting", pk)
    return _page(request, held, forms={matter: form}, status=422)


@access(DELIBERATE)
@require_POST
def meeting_decide(request, pk: int):
    """Preview, then propose or decline the ticked files."""
    held = _find(pk)
    form = DecideForm(request.POST)
    chosen = [int(text) for text in request.POST.getlist("files") if text.isdigit()]
    files = list(held.call.applications.filter(pk__in=chosen, state__in=[*domain.WAITING, State.PROPOSED]))
    if form.is_valid() and not files:
        form.add_error(None, _("Please tick at least one file that still waits for a decision."))
    if form.is_valid():
        result, reasons = form.cleaned_data["result"], form.cleaned_data["reasons"]
        inputs = {"reasons": reasons, "by": request.user, "at": timezone.now()}
        try:
            if "confirm" not in request.POST:
                return _preview(request, held, form, domain.preview(held, files, result, **inputs))
            outcome = domain.decide(held, files, result, **inputs)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _say(request, outcome)
            return redirect("publication:meeting", pk)
    return _page(request, held, forms={"decide": form}, status=422)


def _preview(request, held: Deliberation, form: DecideForm, outcome):
    label = Decision.Result(form.cleaned_data["result"]).label
    context = {"meeting": held, "form": form, "outcome": outcome, "label": label}
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
def meeting_minute(request, pk: int):
    """Keep the minute; close the meeting when asked to."""
    held = _find(pk)
    form = MinuteForm(request.POST)
    if form.is_valid():
        now = timezone.now()
        try:
            if not held.closed_at:
                domain.write_minute(held, form.cleaned_data["minute"], by=request.user, at=now)
            if "close" in request.POST:
                domain.close(held, by=request.user, at=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            closing = "close" in request.POST
            messages.success(
                request,
                _("The meeting is closed and its record fixed.") if closing else _("The minute is saved."),
            )
            return redirect("publication:meeting", pk)
    return _page(request, held, forms={"minute": form}, status=422)
