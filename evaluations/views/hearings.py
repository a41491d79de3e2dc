"""A member before the list: the province's decision on one that didn't apply, prior notice, hearing, ruling."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.models import Application, Call
from applications.policies import Refused
from applications.views.refusals import refusals_on
from evaluations import hearings, rounds
from evaluations.forms import AbsentForm, NoticeForm, RulingForm, StatementForm
from evaluations.models import AbsentDecision, EvaluationBasis, Hearing
from evaluations.views.rounds import published
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.documents.files import Rejected, deliver, store_upload
from portal.workdays import calendar as workdays
from publication.models import Membership

DECIDE = needs(P.DELIBERATE)
HEARING = needs(P.DELIBERATE, P.FILE_APPLICATION, P.READ_AUDIT)
EVIDENCE = {"pdf", "jpg", "png", "docx", "xlsx"}
MOST_BYTES = 20 * 1024 * 1024


@access(DECIDE)
@require_http_methods(["GET", "POST"])
def member(request, pk: int, enterprise: int):
    """One member of a round: decide on it where it did not apply, give it prior notice where it would leave."""
    call = published(pk)
    found = get_object_or_404(rounds.roster(call).select_related("city"), pk=enterprise)
    do = request.POST.get("do", "")
    absent = AbsentForm(request.POST if do == "decide" else None)
    notice = NoticeForm(request.POST if do == "notice" else None)
    at = timezone.now()
    if do == "decide" and absent.is_valid():
        with refusals_on(absent):
            hearings.decide_absent(call, found, **absent.cleaned_data, by=request.user, at=at)
            messages.success(request, _("The decision is on record."))
            return redirect("evaluations:member", call.pk, found.pk)
    if do == "notice" and notice.is_valid():
        with refusals_on(notice):
            made = hearings.give_notice(call, found, **notice.cleaned_data, by=request.user, at=at)
            messages.success(request, _("The notice is given; the member may be heard."))
            return redirect("evaluations:hearing", made.pk)
    context = _standing(call, found) | {"absent": absent, "notice": notice}
    return render(request, "evaluations/member.html", context, status=422 if do else 200)


def _standing(call: Call, enterprise) -> dict:
    """Where a member stands in a round, and what may be done now."""
    file = Application.objects.filter(call=call, enterprise=enterprise).first()
    basis = EvaluationBasis.objects.filter(application=file).first() if file else None
    decision = AbsentDecision.objects.filter(call=call, enterprise=enterprise).first()
    hearing = Hearing.objects.filter(call=call, enterprise=enterprise).first()
    is_absent = file is None or file.state in rounds.NOT_APPLIED
    on_list = enterprise.list_entries.filter(version__call=call).exists()
    unqualified = (
        basis is not None and basis.tier == Application.Outcome.UNQUALIFIED and file.state == "reviewed"
    )
    removal = decision is not None and decision.decision == AbsentDecision.Decision.REMOVE
    return {
        "call": call,
        "member": enterprise,
        "membership": Membership.objects.filter(enterprise=enterprise).first(),
        "file": file,
        "basis": basis,
        "decision": decision,
        "hearing": hearing,
        "may_decide": is_absent and hearing is None and not on_list and timezone.now() > call.closes_at,
        "may_notify": hearing is None and not on_list and (unqualified or removal),
        "is_absent": is_absent,
        "days": rounds.rules_of(call).hearing_days,
    }


def _hearing(user, pk: int) -> Hearing:
    """A hearing that this person may read: its member, the province, the auditor; or 404."""
    rows = Hearing.objects.select_related("enterprise", "call", "application", "document", "evidence")
    if user.may(P.FILE_APPLICATION):
        rows = rows.filter(enterprise__organisation=user.organisation_id)
    return get_object_or_404(rows, pk=pk)


@access(HEARING)
@require_http_methods(["GET", "POST"])
def hearing(request, pk: int):
    """The prior notice, the member's statement, the ruling; and the form of whose turn it is."""
    found = _hearing(request.user, pk)
    at, do = timezone.now(), request.POST.get("do", "")
    statement = (
        StatementForm(request.POST or None, request.FILES or None) if do == "state" else StatementForm()
    )
    ruling = RulingForm(request.POST) if do == "rule" else RulingForm()
    if do == "state" and statement.is_valid() and _state(request, found, statement, at):
        return redirect("evaluations:hearing", pk)
    if do == "rule" and not request.user.may(P.DELIBERATE):
        raise Http404
    if do == "rule" and ruling.is_valid():
        with refusals_on(ruling):
            accepted = ruling.cleaned_data["ruling"] == Hearing.Ruling.CHANGED
            reasons = ruling.cleaned_data["reasons"]
            hearings.rule(found, accepted=accepted, reasons=reasons, by=request.user, at=at)
            messages.success(request, _("The ruling is on record; the member has been told."))
            return redirect("evaluations:hearing", pk)
    is_open = found.ruling == Hearing.Ruling.OPEN
    is_mine = request.user.may(P.FILE_APPLICATION)
    context = {
        "hearing": found,
        "statement": statement,
        "ruling": ruling,
        "basis": EvaluationBasis.objects.filter(application=found.application_id).first()
        if found.application_id
        else None,
        "may_state": is_mine and is_open and found.stated_at is None and at <= found.until,
        "may_rule": request.user.may(P.DELIBERATE)
        and is_open
        and (found.stated_at is not None or at > found.until),
        "days_left": workdays.days_left(found.until, at=at) if is_open else None,
        "is_mine": is_mine,
    }
    return render(request, "evaluations/hearing.html", context, status=422 if do else 200)


def _state(request, found: Hearing, form: StatementForm, at) -> bool:
    """Take the statement in; what is refused stands on the form."""
    data, evidence = form.cleaned_data, None
    try:
        if data["evidence"]:
            evidence = store_upload(data["evidence"], by=request.user, allowed=EVIDENCE, max_bytes=MOST_BYTES)
        hearings.state(
            found,
            statement=data["statement"],
            waived=data["waived"],
            evidence=evidence,
            by=request.user,
            at=at,
        )
    except Rejected as refusal:
        form.add_error("evidence", refusal)
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Your statement is with the province."))
    return True


@access(HEARING)
@require_safe
def hearing_evidence(request, pk: int):
    """The evidence that the member handed in."""
    found = _hearing(request.user, pk)
    if found.evidence is None:
        raise Http404
    return deliver(found.evidence, inline=False)
