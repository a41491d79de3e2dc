"""The province's meetings: those to open, those that wait for approval, and one page for each."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.models import Call
from applications.views.refusals import refusals_on
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission
from portal.ui.paging import page
from publication import meetings
from publication.forms.province import DecideForm, MeetingForm, MinuteForm, RecuseForm, SendBackForm, VoteForm
from publication.models import Decision, Deliberation

DELIBERATE = needs(Permission.DELIBERATE)
PAGE = 100
MOST_SHOWN = 500


@access(DELIBERATE)
@require_safe
def deliberations(request):
    """Calls with files to decide, and every meeting that was held."""
    waiting = Count("applications", filter=Q(applications__state__in=meetings.WAITING))
    calls = (
        Call.objects.filter(applications__state__in=meetings.WAITING)
        .annotate(waiting=waiting)
        .order_by("-year", "-batch", "-id")
    )
    rows = Deliberation.objects.select_related("call").defer("minute", "agenda")
    rows = rows.annotate(decided=Count("decisions"))
    running = dict(Deliberation.objects.filter(approved_at=None).values_list("call_id", "pk"))
    return render(
        request,
        "publication/province/deliberations.html",
        {
            "calls": [(call, running.get(call.pk)) for call in calls.distinct()[:100]],
            "page": page(request, rows, order=("-pk",), size=30),
        },
    )


@access(DELIBERATE)
@require_http_methods(["GET", "POST"])
def meeting_new(request, call: int):
    """Open a meeting on a call."""
    call = get_object_or_404(Call.objects.exclude(status=Call.Status.DRAFT), pk=call)
    form = MeetingForm(request.POST or None, initial={"held_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = meetings.open_meeting(call, **form.cleaned_data, by=request.user, at=timezone.now())
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
    return meeting_page(request, find(pk))


def find(pk: int) -> Deliberation:
    rows = Deliberation.objects.select_related("call", "opened_by", "closed_by", "approved_by", "document")
    return get_object_or_404(rows.defer("document__data"), pk=pk)


def meeting_page(request, held: Deliberation, *, forms: dict | None = None, status: int = 200):
    """The page of a meeting; ``forms``: those that were refused, to be shown again."""
    forms = forms or {}
    decided = held.decisions.values("application")
    files = held.call.applications.filter(state__in=meetings.WAITING).exclude(pk__in=decided)
    shown = page(
        request, files.select_related("report_line", "city"), order=("report_line__rank", "pk"), size=PAGE
    )
    listed = {item["file"]: item for item in held.agenda}
    recusals = list(meetings.recusals(held).order_by("pk")[:MOST_SHOWN])
    left = _left(recusals)
    context = {
        "meeting": held,
        "members": held.members.all(),
        "votes": _votes(held, forms),
        "page": shown,
        "files": [(one, listed.get(one.pk), left.get(one.pk, ())) for one in shown.rows],
        "recusals": recusals,
        "decide": forms.get("decide") or DecideForm(initial={"result": Decision.Result.PROPOSE}),
        "recuse": forms.get("recuse") or RecuseForm(meeting=held, prefix="recuse"),
        "minute": forms.get("minute") or MinuteForm(initial={"minute": held.minute}),
        "send_back": forms.get("send_back") or SendBackForm(prefix="back"),
        "decisions": held.decisions.select_related("application").order_by("pk")[:MOST_SHOWN],
        "may_approve": request.user.pk not in {held.opened_by_id, held.closed_by_id},
        "chosen": set(request.POST.getlist("files")),
    }
    return render(request, "publication/province/meeting.html", context, status=status)


def _votes(held: Deliberation, forms: dict) -> list[dict]:
    """The two matters before the list, with how they were voted and the form to vote with."""
    titles = {"standards": _("(1) Standards"), "process": _("(2) Process")}
    return [
        {
            "matter": matter,
            "title": titles[matter],
            "adopted": getattr(held, f"{matter}_adopted"),
            "reasons": getattr(held, f"{matter}_reasons"),
            "counted": getattr(held, f"{matter}_votes"),
            "form": forms.get(matter) or VoteForm(prefix=matter),
            "is_next": matter == "standards" or bool(held.standards_adopted),
        }
        for matter in meetings.MATTERS
    ]


def _left(recusals: list) -> dict[int, list[str]]:
    left: dict[int, list[str]] = {}
    for one in recusals:
        left.setdefault(one.application_id, []).append(one.member.name)
    return left
