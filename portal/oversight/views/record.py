"""The auditor's pages of the record."""

import csv
from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission
from portal.audit import triggers
from portal.audit.chain import history
from portal.audit.models import AccessLog, Event
from portal.audit.roots import root_over
from portal.audit.words import action_label, kind_label, read_label, told
from portal.oversight import upkeep
from portal.oversight.forms import EventFilter
from portal.oversight.people import name_actors
from portal.ui.paging import page

AUDIT = needs(Permission.READ_AUDIT)
COLUMNS = [
    "id",
    "kind",
    "chain_id",
    "sequence",
    "action",
    "actor",
    "actor_role",
    "actor_organisation",
    "at",
    "hash",
]


@access(AUDIT)
@require_safe
def events(request):
    """The record, newest first, with filters."""
    form = EventFilter(request.GET)
    shown = page(request, form.apply(Event.objects.all()), order=("-pk",))
    name_actors(told(shown.rows))
    return render(request, "oversight/events.html", {"form": form, "page": shown})


@access(AUDIT)
@require_safe
def events_csv(request):
    """The same rows as a table, streamed; the newest come first."""
    rows = EventFilter(request.GET).apply(Event.objects.all()).order_by("-pk")
    answer = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="record-{timezone.localdate():%Y%m%d}.csv"'
    return answer


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, value: str) -> str:
        return value


def _lines(rows) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([*COLUMNS, _("about"), _("what was done")])
    for event in rows.only(*COLUMNS).iterator(chunk_size=2000):
        values = [getattr(event, name) for name in COLUMNS]
        labels = [kind_label(event.kind), action_label(event.kind, event.action)]
        yield writer.writerow([_harmless(value) for value in [*values, *labels]])


def _harmless(value):
    """Spreadsheets take a text that begins like this for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


@access(AUDIT)
@require_safe
def chain(request, kind: str, id: str):
    """One chain from its first event on."""
    shown = page(request, history(kind, id), order=("sequence",))
    if not shown.rows:
        raise Http404
    name_actors(told(shown.rows))
    context = {"page": shown, "kind": kind, "kind_label": kind_label(kind), "id": id}
    return render(request, "oversight/chain.html", context | {"root": root_over(shown.rows[-1])})


@access(AUDIT)
@require_safe
def reads(request):
    """Who read which dossier or attachment, newest first."""
    rows = AccessLog.objects.all()
    if number := request.GET.get("id", "").strip():
        rows = rows.filter(object_id=number)
    shown = page(request, rows, order=("-pk",))
    name_actors(shown.rows)
    for row in shown.rows:
        row.kind_label, row.what_label = kind_label(row.kind), read_label(row.what)
    return render(request, "oversight/reads.html", {"page": shown})


@access(AUDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def verification(request):
    """Past verdicts; a POST asks for a new one, which a job finds."""
    if request.method == "POST":
        upkeep.ask_for_verification(by=request.user, at=timezone.now())
        messages.success(
            request, _("The record is being verified. The verdict appears here; reload in a minute.")
        )
        return redirect("oversight:verification")
    shown = page(request, history(*upkeep.CHAIN), order=("-sequence",), size=20)
    name_actors(shown.rows)
    context = {"page": shown, "missing_triggers": triggers.missing()}
    return render(request, "oversight/verification.html", context)
