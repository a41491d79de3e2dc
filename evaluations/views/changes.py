"""Change reports for those who read and decide them: the list, one report, the city's and the province's acts."""

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications.dossier.reading import section_of
from applications.models import Enterprise
from applications.views.refusals import refusals_on
from evaluations.changes import city, deciding, material, reading
from evaluations.changes.forms import ChangeFilter, DecisionForm, ForwardForm
from evaluations.models import ChangeEvidence, ChangeReport
from portal.accounts.access import access, needs
from portal.accounts.fresh import binding
from portal.accounts.permissions import Permission as P
from portal.audit.chain import log_read
from portal.documents.files import deliver
from portal.ui.paging import page

READ = needs(P.READ_CHANGES)
ANY = needs(P.READ_CHANGES, P.REPORT_CHANGES)
Status = ChangeReport.Status


@access(READ)
@require_safe
def changes(request):
    """What waits first, the oldest deadline in front; then everything that this person may read."""
    form = ChangeFilter(request.GET)
    rows = reading.visible_to(request.user).defer(*reading.HEAVY)
    waits = reading.waiting_for(request.user)
    tab = request.GET.get("tab", "waiting")
    if tab == "all":
        shown = page(request, reading.asked(rows, form.answers).order_by(), order=("-submitted_at", "-pk"))
    else:
        tab, filtered = "waiting", reading.asked(rows.filter(waits), form.answers)
        shown = page(request, filtered.order_by(), order=("due_at", "pk"))
    context = {
        "form": form,
        "page": shown,
        "tab": tab,
        "waiting": rows.filter(waits).count(),
        "decides": request.user.may(P.DECIDE_CHANGES),
        "forwards": request.user.may(P.FORWARD_CHANGES),
    }
    return render(request, "evaluations/changes/list.html", context)


def found(user, pk: int) -> ChangeReport:
    """A report that this person may read, or 404."""
    return get_object_or_404(reading.visible_to(user), pk=pk)


@access(ANY)
@require_safe
def change(request, pk: int):
    """One report: what changes, its evidence, what was written to it, and what this person may do now."""
    report = found(request.user, pk)
    if report.is_editable and request.user.may(P.REPORT_CHANGES):
        return redirect("evaluations:change_edit", pk)
    return show(request, report)


def show(request, report: ChangeReport, *, forward=None, decision=None, status: int = 200):
    """The page of a report, with what was typed where something was refused."""
    user, at = request.user, timezone.now()
    version = reading.version_shown(report, user)
    content = version.content if version else None
    if content and not user.may(P.REPORT_CHANGES):
        log_read(by=user, kind="change", id=str(report.pk), what=f"change:{version.number}", at=at)
    decides = user.may(P.DECIDE_CHANGES) and report.status == Status.AT_PROVINCE
    context = {
        "report": report,
        "version": version,
        "content": content,
        "effective_on": date.fromisoformat(content["effective_on"]) if content else None,
        "evidence": reading.evidence_of(report, content),
        "acts": report.acts.select_related("by__organisation"),
        "statements": reading.statement_rows(
            content or {}, report.checks if _reads_checks(user, report) else {}
        ),
        "is_mine": user.may(P.REPORT_CHANGES),
        "opens_file": report.application_id and user.may(P.READ_DOSSIER),
        "forward": (forward or ForwardForm()) if city.may_forward(user, report) else None,
        "decision": (decision or DecisionForm(report=report)) if decides else None,
        "same_name": _same_name(report) if decides else [],
        "late_city": report.acts.filter(what="silent").exists(),
        **_material(report, content),
        **reading.relations_of(report, user, at=at),
    }
    return render(request, "evaluations/changes/page.html", context, status=status)


def _reads_checks(user, report: ChangeReport) -> bool:
    return not user.may(P.REPORT_CHANGES) or report.status in {Status.ACCEPTED, Status.REJECTED}


def _material(report: ChangeReport, content: dict | None) -> dict:
    """The updated material as readers see it: what differs from before, then whole."""
    if not content or not content["sections"]:
        return {}
    context = material.context_of(report)
    sections = [
        section_of(one, content["sections"].get(one.key, {}), context) for one in material.schema().sections
    ]
    return {"sections": sections, "differences": material.differences(report, content["sections"])}


def _same_name(report: ChangeReport) -> list[Enterprise]:
    """Other enterprises of the portal that go by the new name."""
    if report.kind != ChangeReport.Kind.NAME:
        return []
    return list(Enterprise.objects.filter(name=report.new_name).exclude(pk=report.enterprise_id)[:5])


@access(ANY)
@require_safe
def change_evidence(request, pk: int, evidence: int):
    """One file of a report; the reading of others' is logged."""
    report = found(request.user, pk)
    row = get_object_or_404(
        ChangeEvidence.objects.select_related("file", "report"), report=report, pk=evidence
    )
    if not reading.may_open(request.user, row):
        raise Http404
    what = f"change_evidence:{row.pk}"
    log_read(by=request.user, kind="change", id=str(report.pk), what=what, at=timezone.now())
    return deliver(row.file, inline=True)


@access(needs(P.FORWARD_CHANGES))
@require_POST
def change_forward(request, pk: int):
    """The city forwards a change request with its opinion."""
    report = found(request.user, pk)
    form = ForwardForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            city.forward(report, opinion=form.cleaned_data["opinion"], by=request.user, at=timezone.now())
            messages.success(request, _("Forwarded to the province, with a copy to the alliance."))
            return redirect("evaluations:changes")
    return show(request, found(request.user, pk), forward=form, status=422)


@access(needs(P.DECIDE_CHANGES))
@require_POST
@binding
def change_decide(request, pk: int):
    """The province keeps its checks, and accepts, asks for more or rejects with the button that was pressed."""
    report, at, do = found(request.user, pk), timezone.now(), request.POST.get("do", "")
    form = DecisionForm(request.POST, report=report)
    if form.is_valid():
        with refusals_on(form):
            reasons = form.cleaned_data["reasons"]
            deciding.keep_checks(report, form.judged(), reasons=reasons, by=request.user, at=at)
            return _decided(request, report, do, reasons, at)
    return show(request, found(request.user, pk), decision=form, status=422)


def _decided(request, report: ChangeReport, do: str, reasons: str, at):
    if do == "accept":
        deciding.accept(report, reasons=reasons, by=request.user, at=at)
        messages.success(request, _("Accepted; those concerned have been told."))
    elif do == "ask":
        deciding.ask(report, text=reasons, by=request.user, at=at)
        messages.success(request, _("The enterprise has been asked for more."))
    elif do == "reject":
        deciding.reject(report, reasons=reasons, by=request.user, at=at)
        messages.success(request, _("Rejected; the enterprise has been told the reasons."))
    else:
        messages.success(request, _("Saved. Nothing has been decided yet."))
    return redirect(report)
