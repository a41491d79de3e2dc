"""The province's pages on publicity: begin one, and watch its lock."""

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.models import Call
from applications.policies import Refused
from applications.views.refusals import refusals_on
from applications.workflow import State
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission
from portal.ui.paging import page
from portal.workdays import calendar as workdays
from publication import lists, lock, selfcheck
from publication import publicity as domain
from publication.announcing import announcement_of
from publication.forms.province import FirstDayForm
from publication.models import Announcement, ListVersion, Objection, Publicity

PUBLICISE = needs(Permission.PUBLICISE)


def with_open_objections(rows):
    """Publicities with the count of open objections and whether they were announced."""
    announced = Announcement.objects.filter(version__supersedes=OuterRef("version"))
    open_ones = (
        Objection.objects.filter(publicity=OuterRef("pk"), status__in=Objection.OPEN)
        .order_by()
        .values("publicity")
        .annotate(many=Count("pk"))
        .values("many")
    )
    return rows.select_related("version__call").annotate(
        open_objections=Coalesce(Subquery(open_ones), 0), is_announced=Exists(announced)
    )


@access(PUBLICISE)
@require_safe
def publicities_manage(request):
    """Calls whose proposed files wait for publicity, and every publicity with its state."""
    waiting = Count("applications", filter=Q(applications__state=State.PROPOSED))
    calls = Call.objects.annotate(waiting=waiting).filter(waiting__gt=0).order_by("-year", "-batch", "-id")
    rows = with_open_objections(Publicity.objects.defer("derivation"))
    return render(
        request,
        "publication/province/publicities.html",
        {"calls": calls[:100], "page": page(request, rows, order=("-pk",), size=30), "now": timezone.now()},
    )


@access(PUBLICISE)
@require_http_methods(["GET", "POST"])
def publicity_begin(request, call: int):
    """Choose the first day, see the period day by day, begin."""
    call = get_object_or_404(Call.objects.exclude(status=Call.Status.DRAFT), pk=call)
    now = timezone.now()
    first = domain.first_possible_day(timezone.localdate(now))
    form = FirstDayForm(request.POST or request.GET or None, initial={"first_day": first})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            begun = domain.begin(call, first_day=form.cleaned_data["first_day"], by=request.user, at=now)
            messages.success(request, _("The list is in public; the notice is being made."))
            return redirect("publication:publicity_manage", begun.pk)
    if form.is_bound and form.is_valid():
        first = form.cleaned_data["first_day"]
    context = {
        "call": call,
        "form": form,
        "period": workdays.publicity_period(first, call.publicity_days),
        "lines": _lines(request, call),
        "first_day": first,
        "is_amendment": Publicity.objects.filter(version__call=call).exists(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "publication/province/publicity_begin.html", context, status=status)


def _lines(request, call: Call) -> list[lists.Line]:
    """The lines as they would be shown; what is still open is said, and the list stands without it."""
    files = list(domain.proposed(call))
    try:
        return lists.proposed_lines(
            call, files, whole=not Publicity.objects.filter(version__call=call).exists()
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return lists.lines_from_files(files)


@access(needs(Permission.PUBLICISE, Permission.HANDLE_OBJECTIONS))
@require_safe
def publicity_manage(request, pk: int):
    """One publicity: its lock, its days and why they count, its objections (redacted), its list."""
    publicity = get_object_or_404(
        Publicity.objects.select_related("version__call", "document").defer("document__data"), pk=pk
    )
    entries = publicity.version.entries.select_related("city", "application").order_by("position")
    context = {
        "publicity": publicity,
        "lock": lock.of(publicity, at=timezone.now()),
        "announcement": announcement_of(publicity),
        "seen": selfcheck.seen(publicity),
        "faults": publicity.checks.filter(is_up=False)[:20],
        "objections": publicity.objections.select_related("entry", "enterprise").defer("sealed"),
        "page": page(request, entries, order=("position",), size=100),
        "is_amendment": publicity.version.scope == ListVersion.Scope.AMENDMENT,
    }
    return render(request, "publication/province/publicity.html", context)
