"""One page for one file, serving every role, each seeing its part."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications import collation, decisions, policies, timeline
from applications.dossier import differences, drawn
from applications.forms.work import WorkForm
from applications.models import Application, Kind
from applications.queries import visible_to
from applications.registry import actions, desk_bulk_actions, panels
from applications.steps import is_possible, may_take
from applications.views.application_parts import attachments, columns
from applications.workflow import State, Step
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission
from portal.accounts.roles import Role
from portal.audit.chain import log_read
from portal.workdays import calendar as workdays

READ = needs(Permission.READ_DOSSIER)
WORK = needs(Permission.COLLATE, Permission.RECOMMEND)
DECIDE = needs(Permission.TAKE_UP, Permission.COLLATE, Permission.RECOMMEND)


@dataclass(frozen=True)
class Tab:
    """A part of the page, at ``?tab=key``."""

    key: str
    label: Any
    count: int | None = None


def find(user, pk: int) -> Application:
    """The file, or 404 when this person may not read it."""
    rows = visible_to(user).select_related("call", "enterprise", "city", "county", "holder")
    return get_object_or_404(rows, pk=pk)


@access(READ)
@require_safe
def application(request, pk: int):
    """The file: where it stands, what is in it, what was said, and what this person may do now."""
    return show(request, find(request.user, pk))


def show(
    request, file: Application, *, form: WorkForm | None = None, asked: dict | None = None, status: int = 200
):
    """Draw the page; ``form`` and ``asked`` are what a refused decision typed."""
    at, user = timezone.now(), request.user
    versions = list(file.versions.select_related("receipt"))  # few: the call bounds the returns
    version = _chosen_version(versions, request.GET.get("version"))
    opinions = timeline.opinions_for(user, file)
    changes = _changes(versions, version)
    tabs = _tabs(user, file, version, opinions, changes)
    tab = next((t for t in tabs if t.key == request.GET.get("tab")), tabs[0])
    holds = collation.holds(file, user)
    context = {
        "application": file,
        "versions": versions,
        "version": version,
        "tabs": tabs,
        "tab": tab,
        "stages": timeline.stages(file, opinions),
        "returned": _why_returned(file, opinions),
        "days_left": workdays.days_left(file.deadline, at=at) if file.deadline else None,
        "work": (form or WorkForm(file=file, user=user)) if holds else None,
        "decisions": _decisions(request, file, holds, asked),
        "actions": _actions(request, file, at),
        "seen": file.changed_at.isoformat(),
        "revision": int(file.changed_at.timestamp()),
        "official": user.may(Permission.USE_DESK),
        "request_for_review": file.reconsiderations.first() if user.role != Role.EXPERT else None,
        "is_owner": user.role == Role.ENTERPRISE,
        "may_withdraw": may_take(Step.WITHDRAW, file, user) and is_possible(Step.WITHDRAW, file),
        "reads_receipt": user.role == Role.ENTERPRISE or user.role in timeline.OFFICIALS,
        "blocked": _why_blocked(file, user, at) if holds else "",
        **_part(request, file, tab, version, opinions, changes, at),
    }
    return render(request, "applications/application/page.html", context, status=status)


def _chosen_version(versions: list, asked: str | None):
    """The version asked for, or the last one."""
    by_number = {str(version.number): version for version in versions}
    return by_number.get(asked or "") or (versions[-1] if versions else None)


def _changes(versions: list, version) -> list:
    """What changed from the version before the one shown."""
    if version is None or version.number == versions[0].number:
        return []
    before = versions[versions.index(version) - 1]
    return differences.between(before.content, version.content)


def _tabs(user, file: Application, version, opinions: list, changes: list) -> list[Tab]:
    tabs = []
    if version is not None:
        tabs.append(Tab("dossier", _("Dossier")))
        tabs.append(Tab("attachments", _("Attachments"), len(version.content["attachments"])))
    if user.role in timeline.OFFICIALS or opinions:
        tabs.append(Tab("opinions", _("Opinions"), len(opinions)))
    if user.role != Role.EXPERT:
        tabs.append(Tab("record", _("Handling record")))
    if changes:
        tabs.append(Tab("differences", _("Changes since the last version"), len(changes)))
    shown = sorted((p for p in panels if p.visible(user, file)), key=lambda panel: panel.order)
    return [*tabs, *(Tab(panel.key, panel.title) for panel in shown)] or [Tab("empty", _("Dossier"))]


def _part(request, file: Application, tab: Tab, version, opinions, changes, at) -> dict:
    """What the chosen tab shows. Reading the dossier is itself noted."""
    user = request.user
    if tab.key in {"dossier", "attachments"}:
        log_read(by=user, kind="application", id=str(file.pk), what=f"{tab.key}:{version.number}", at=at)
        if tab.key == "dossier":
            return {"dossier": drawn.dossier(version)}
        return attachments(version, request.GET.get("open"))
    if tab.key == "opinions":
        return {"columns": columns(user, file, opinions)}
    if tab.key == "record":
        return {"record": timeline.record_for(user, file)}
    if tab.key == "differences":
        return {"changes": changes}
    if tab.key in panels:
        panel = panels[tab.key]
        values = {**panel.context(user, file, at), "application": file}
        return {"panel": render_to_string(panel.template, values, request)}
    return {}


def _why_returned(file: Application, opinions: list):
    """The reasons of the last return, for as long as the correction is awaited or was just made."""
    if not file.returns or file.state not in {State.RETURNED, State.AT_COUNTY, State.AT_CITY}:
        return None
    return next((o for o in reversed(opinions) if o.step == "return_for_correction"), None)


def _decisions(request, file: Application, holds: bool, asked: dict | None) -> list[dict]:
    """The decisions outside the working form (the province's), each with its own form."""
    if holds or file.holder_id != request.user.organisation_id:
        return []
    asked = asked or {}
    return [
        {"action": action, "form": asked.get(action.key) or action.form(None, [file])}
        for action in decisions.offered(request.user, file.state)
        if not action.on_page or action.on_page(request.user, file)
    ]


def _why_blocked(file: Application, user, at) -> str:
    """What still stands against passing the file on, as the policies say it."""
    action = desk_bulk_actions["report" if file.state == State.AT_CITY else "pass_on"]
    # The mark of an evaluation is asked for on the same page.
    inputs = {"stance": policies.NEGATIVE, "mark": 0} if file.kind == Kind.EVALUATION else {}
    refused = decisions.preview(action, [file], by=user, at=at, **inputs).refused
    return refused[0][1] if refused else ""


def _actions(request, file: Application, at) -> list[dict]:
    found = [action for action in actions if action.available(request.user, file, at)]
    return [
        {
            "label": action.label,
            "body": render_to_string(
                action.template,
                {**action.context(request.user, file, at), "application": file, "action": action},
                request,
            ),
        }
        for action in sorted(found, key=lambda action: action.order)
    ]


def _seen(request, file: Application) -> bool:
    """Whether the page that was sent showed the file as it is now."""
    return request.POST.get("seen") == file.changed_at.isoformat()


def _moved(request, file: Application):
    """A calm answer to a second click, or to somebody who came second."""
    last = timeline.record_for(request.user, file)[:1]
    if last:
        text = _("The file has moved on meanwhile: %(who)s %(what)s. You have changed nothing.")
        messages.info(request, text % {"who": last[0].who, "what": last[0].words})
    return redirect(file)


@access(WORK)
@require_POST
def application_work(request, pk: int):
    """Keep paper, checklist and texts; with a decision's button, take it."""
    file = find(request.user, pk)
    if not collation.holds(file, request.user) or not _seen(request, file):
        return _moved(request, file)
    decision = request.POST.get("do", "save")
    form = WorkForm(request.POST, file=file, user=request.user, decision=decision)
    complete = form.is_valid()
    try:
        form.keep(at=timezone.now())
    except PermissionDenied:  # a colleague was faster by a moment
        return _moved(request, find(request.user, pk))
    if not complete:
        return show(request, file, form=form, status=422)
    if decision not in WorkForm.DEMANDED:
        messages.success(request, _("Saved. Nothing has been decided yet."))
        return redirect(file)
    outcome = desk_bulk_actions[decision].run(
        [file], by=request.user, at=timezone.now(), **form.decided(decision)
    )
    if outcome.refused:
        file = find(request.user, pk)
        if not collation.holds(file, request.user):
            return _moved(request, file)
        form.add_error(None, outcome.refused[0][1])
        return show(request, file, form=form, status=422)
    return _decided(request, decision, file)


def _decided(request, key: str, file: Application):
    messages.success(
        request,
        _("“%(what)s”: done for %(name)s.")
        % {"what": desk_bulk_actions[key].label, "name": file.enterprise_name},
    )
    return redirect("applications:desk")


@access(WORK)
@require_POST
def application_work_save(request, pk: int):
    """Keep what was typed, while it is typed."""
    file = find(request.user, pk)
    if not collation.holds(file, request.user) or not _seen(request, file):
        return JsonResponse({"message": _("The file has moved on; reload the page.")}, status=409)
    form = WorkForm(request.POST, file=file, user=request.user)
    form.is_valid()
    at = timezone.now()
    try:
        form.keep(at=at)
    except PermissionDenied:
        return JsonResponse({"message": _("The file has moved on; reload the page.")}, status=409)
    said = {"saved_at": at.isoformat(), "revision": request.POST.get("revision", "0"), "errors": form.errors}
    return JsonResponse({**said, "missing": 0})


@access(DECIDE)
@require_POST
def application_decide(request, pk: int, key: str):
    """Take one of the decisions outside the working form."""
    file = find(request.user, pk)
    if key not in desk_bulk_actions:
        raise Http404
    action = desk_bulk_actions[key]
    if not _seen(request, file) or not action.offered(request.user, file.state):
        return _moved(request, file)
    form = action.form(request.POST, [file])
    if form.is_valid():
        outcome = action.run([file], by=request.user, at=timezone.now(), **form.cleaned_data)
        if outcome.done:
            return _decided(request, key, file)
        form.add_error(None, outcome.refused[0][1])
    return show(request, file, asked={key: form}, status=422)
