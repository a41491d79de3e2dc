"""The desk of an authority: what waits for it, and decisions on many files at once."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from applications import decisions, desk
from applications.arrival import DAYS
from applications.desk_rows import Words, cells
from applications.forms.desk import DeskFilter, ListFilter
from applications.queries import visible_to
from applications.registry import desk_bulk_actions
from applications.workflow import HOLDERS, State
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission
from portal.accounts.roles import Role
from portal.documents.tables import Column, workbook
from portal.ui.paging import page

DESK = needs(Permission.USE_DESK)
LIST = needs(Permission.LIST_APPLICATIONS)
MOST_EXPORTED = 5000
MOST_AT_ONCE = 500
REFUSALS_SHOWN = 5
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@access(DESK)
@require_safe
def desk_page(request):
    """What waits for me, oldest deadline first."""
    at = timezone.now()
    tabs = desk.tabs_of(request.user)
    headline = desk.headline(request.user, at=at)
    tab = _chosen(tabs, headline, request.GET.get("tab"))
    filters = DeskFilter(request.GET, user=request.user)
    shown = None if filters.in_use else desk.first_page(request, tab)
    if shown is None:
        files = desk.narrow(desk.behind(tab, request.user), filters.answers)
        shown = page(request, desk.listed(files), order=desk.order_of(tab))
    offered = decisions.offered(request.user, tab.state)
    actions = tuple((action.key, str(action.label), action.tone) for action in offered)
    context = {
        "tabs": tuple((t.key, str(t.label), desk.bounded_label(headline.by_tab[t.key])) for t in tabs),
        "tab": tab,
        "headline": headline,
        "total": desk.bounded_label(headline.total),
        "filters": filters,
        "page": shown,
        "cells": cells(desk.rows_of(shown.rows, at=at), my_city=_reads_one_city(request.user)),
        "actions": actions,
        "can_choose": bool(actions),
        "shows_reasons": tab.state == State.NOT_RECOMMENDED,
        "has_clock": DAYS[tab.state] is not None,
        "can_rank": request.user.may(Permission.RECOMMEND) or request.user.may(Permission.COLLATE),
        "is_city": request.user.may(Permission.RECOMMEND),
    }
    return render(request, "applications/desk/desk.html", context)


def _reads_one_city(user) -> bool:
    return user.role in {Role.COUNTY, Role.CITY}


def _chosen(tabs, headline, key):
    """The tab asked for, or the first one where something waits."""
    by_key = {tab.key: tab for tab in tabs}
    if key in by_key:
        return by_key[key]
    return next((tab for tab in tabs if headline.by_tab[tab.key]), tabs[0])


@access(DESK)
@require_safe
def desk_export(request):
    """The tab as a spreadsheet, with the filters of the page, in its order."""
    at = timezone.now()
    tabs = {tab.key: tab for tab in desk.tabs_of(request.user)}
    tab = tabs.get(request.GET.get("tab"))
    if tab is None:
        raise Http404
    files = desk.narrow(desk.behind(tab, request.user), DeskFilter(request.GET, user=request.user).answers)
    return _spreadsheet(str(tab.label), desk.listed(files).order_by(*desk.due_order())[:MOST_EXPORTED], at)


def _spreadsheet(title: str, files, at) -> HttpResponse:
    columns = [
        Column(str(label))
        for label in (
            _("Enterprise"), _("Unified social credit code"), _("Class"), _("City"), _("County"), _("Number"),
            _("State"), _("County's opinion"), _("Electronic materials"), _("Paper copies that differ"),
            _("Deadline"), _("Working days left"),
        )
    ]  # fmt: skip
    words = Words(my_city=True)
    rows = [
        (
            row.file.enterprise_name,
            row.file.uscc,
            words.classes.get(row.file.supplier_class, ""),
            *words.places(row.file),
            row.file.number,
            str(State(row.file.state).label),
            row.opinion,
            row.electronic,
            row.lacking,
            timezone.localtime(row.file.deadline).strftime("%Y-%m-%d %H:%M") if row.file.deadline else "",
            row.days_left,
        )
        for row in desk.rows_of(files, at=at)
    ]
    response = HttpResponse(workbook(title, columns, rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="applications-{at:%Y%m%d}.xlsx"'
    return response


@access(LIST)
@require_safe
def application_list(request):
    """Every file that this person's authority holds, has held or was sent."""
    filters = ListFilter(request.GET, user=request.user)
    files = desk.narrow(visible_to(request.user), filters.answers)
    shown = page(request, desk.listed(files), order=("-pk",))
    context = {
        "filters": filters,
        "page": shown,
        "cells": cells(desk.rows_of(shown.rows, at=timezone.now()), my_city=_reads_one_city(request.user)),
    }
    return render(request, "applications/desk/list.html", context)


@access(LIST)
@require_safe
def application_export(request):
    """The list as a spreadsheet, with the filters of the page."""
    files = desk.narrow(visible_to(request.user), ListFilter(request.GET, user=request.user).answers)
    return _spreadsheet(_("Applications"), desk.listed(files).order_by("-pk")[:MOST_EXPORTED], timezone.now())


@access(DESK)
@require_http_methods(["GET", "POST"])
def desk_decide(request):
    """Preview a decision on the chosen files; a POST takes it."""
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("do") not in desk_bulk_actions:
        return redirect("applications:desk")
    action, at = desk_bulk_actions[asked["do"]], timezone.now()
    files = _chosen_files(request.user, asked.getlist("file"))
    if not files:
        messages.info(request, _("No file was chosen. Tick the files first; nothing was changed."))
        return redirect("applications:desk")
    form = action.form(request.POST if request.method == "POST" else None, files)
    if request.method == "POST" and form.is_valid():
        outcome = action.run(files, by=request.user, at=at, **form.cleaned_data)
        _say(request, action, outcome)
        return redirect("applications:desk")
    outcome = decisions.preview(action, files, by=request.user, at=at)
    context = {
        "action": action,
        "form": form,
        "files": files,
        "allowed": [(file, _target(action, file)) for file in outcome.done],
        "refused": outcome.refused,
    }
    return render(request, "applications/desk/decide.html", context, status=422 if form.errors else 200)


def _chosen_files(user, keys: list[str]) -> list:
    """The files of ``keys`` that this person may see, in the order of the desk."""
    pks = [int(key) for key in keys[:MOST_AT_ONCE] if key.isdigit()]
    rows = visible_to(user).filter(pk__in=pks).select_related("enterprise").prefetch_related("call")
    return list(rows.order_by(*desk.due_order()))


def _target(action, file) -> dict:
    state = decisions.target_of(action.step, file.state)
    return {
        "label": State(state).label if state else "",
        "holder": HOLDERS[state].label if state else "",
        "changes": state != file.state,
    }


def _say(request, action, outcome) -> None:
    if outcome.done:
        text = ngettext(
            "“%(what)s”: done for %(count)d file.", "“%(what)s”: done for %(count)d files.", len(outcome.done)
        )
        messages.success(request, text % {"what": action.label, "count": len(outcome.done)})
    if outcome.refused:
        text = ngettext(
            "%(count)d file was left as it is:",
            "%(count)d files were left as they are:",
            len(outcome.refused),
        ) % {"count": len(outcome.refused)}
        reasons = [f"{file.enterprise_name}: {reason}" for file, reason in outcome.refused[:REFUSALS_SHOWN]]
        messages.warning(request, " ".join([text, *reasons]))
