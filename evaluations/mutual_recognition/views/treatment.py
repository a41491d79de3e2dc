"""Reports of discriminatory treatment: written by a member, followed up by the province, answered by the city."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.views.refusals import refusals_on
from evaluations.evidence import take_in
from evaluations.models import TreatmentReport
from evaluations.mutual_recognition import following, reports
from evaluations.mutual_recognition.forms import AskForm, CloseForm, NoteForm, ReplyForm, ReportForm
from evaluations.views.mine import enterprise_of
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.accounts.roles import Role
from portal.audit.chain import log_read
from portal.documents.files import deliver
from portal.ui.paging import page
from portal.workdays import calendar as workdays
from publication.models import Membership

REPORT = needs(P.REPORT_TREATMENT)
READ = needs(P.REPORT_TREATMENT, P.FOLLOW_UP_TREATMENT, P.KEEP_LOCAL_POLICIES, P.READ_AUDIT)
Status = TreatmentReport.Status
FORMS = {"ask": AskForm, "reply": ReplyForm, "note": NoteForm, "close": CloseForm}


@access(REPORT)
@require_safe
def treatments(request):
    """The member's own reports and what became of them."""
    rows = reports.visible_to(request.user).order_by()
    context = {
        "page": page(request, rows, order=("-reported_at", "pk"), size=20),
        "is_member": _is_member(request),
    }
    return render(request, "evaluations/mutual/treatments.html", context)


def _is_member(request) -> bool:
    of = Membership.objects.filter(enterprise__organisation=request.user.organisation_id, is_member=True)
    return of.exists()


@access(REPORT)
@require_http_methods(["GET", "POST"])
def treatment_new(request):
    """Report discriminatory treatment."""
    enterprise = enterprise_of(request.user)
    form = ReportForm(request.POST or None, request.FILES or None)
    valid = request.method == "POST" and form.is_valid()
    if valid and (files := take_in(form, by=request.user)) is not None:
        data = {name: value for name, value in form.cleaned_data.items() if name != "evidence"}
        with refusals_on(form):
            made = reports.report(enterprise, **data, files=files, by=request.user, at=timezone.now())
            messages.success(request, _("Your report is with the province."))
            return redirect("evaluations:treatment", made.pk)
    context = {"form": form, "is_member": _is_member(request)}
    return render(
        request, "evaluations/mutual/treatment_new.html", context, status=422 if form.is_bound else 200
    )


@access(READ)
@require_http_methods(["GET", "POST"])
def treatment(request, pk: int):
    """A report as this person may read it, what was done, and the forms of whose turn it is."""
    found = get_object_or_404(reports.visible_to(request.user), pk=pk)
    do, allowed = request.POST.get("do", ""), _may(request.user, found)
    if do and do not in allowed:
        raise PermissionDenied
    shown = {
        name: FORMS[name](
            request.POST if do == name else None,
            request.FILES if do == name else None,
            auto_id=f"{name}_%s",
        )
        for name in allowed
    }
    if do and shown[do].is_valid() and _done(request, found, do, shown[do]):
        return redirect("evaluations:treatment", pk)
    until = following.reply_until(found)
    files = list(reports.evidence_for(request.user, found))
    steps = reports.steps_for(request.user, found)
    context = {
        "report": found,
        "reads_report": reports.reads_report(request.user, found),
        "is_city": request.user.role == Role.CITY,
        "is_mine": request.user.may(P.REPORT_TREATMENT),
        "forms": shown,
        "failed": shown.get(do),
        "files": [one for one in files if one.step_id is None],
        "steps": [(step, [one for one in files if one.step_id == step.pk]) for step in steps],
        "until": until,
        "days_left": workdays.days_left(until, at=timezone.now()) if until else None,
    }
    return render(request, "evaluations/mutual/treatment.html", context, status=422 if do else 200)


def _may(user, found: TreatmentReport) -> list[str]:
    """What this person may do with the report now."""
    if user.may(P.FOLLOW_UP_TREATMENT) and found.status != Status.CLOSED:
        return ["ask", "note", "close"]
    if user.may(P.KEEP_LOCAL_POLICIES) and found.status == Status.ASSIGNED:
        return ["reply"]
    return []


def _done(request, found: TreatmentReport, do: str, form) -> bool:
    """Do it; what is refused stands on the form."""
    data = dict(form.cleaned_data)
    if "evidence" in data:
        data["files"] = take_in(form, by=request.user)
        del data["evidence"]
        if data["files"] is None:
            return False
    act = {
        "ask": following.ask_city,
        "reply": following.reply,
        "note": following.note,
        "close": following.close,
    }
    with refusals_on(form):
        act[do](found, **data, by=request.user, at=timezone.now())
        messages.success(request, _("Done and on record."))
        return True
    return False


@access(READ)
@require_safe
def treatment_file(request, pk: int, file: int):
    """A file of a report, or of the city's reply, for those who may read it."""
    found = get_object_or_404(reports.visible_to(request.user), pk=pk)
    held = get_object_or_404(reports.evidence_for(request.user, found), pk=file)
    log_read(by=request.user, kind="treatment", id=str(pk), what="evidence", at=timezone.now())
    return deliver(held.file, inline=True)
