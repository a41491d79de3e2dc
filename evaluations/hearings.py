"""Before a member leaves the pool it is told the reasons and heard; before publicity, never after.

Those whose total is unqualified, and those that didn't apply and whom the province means to remove.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application, Call, Enterprise, Kind
from applications.policies import Refused
from applications.registry import Taken, add_policy
from applications.workflow import State, Step
from evaluations import bases, rounds
from evaluations.models import AbsentDecision, EvaluationBasis, Hearing
from portal.accounts.models import User
from portal.accounts.permissions import Permission as P
from portal.accounts.who import who_may
from portal.audit.chain import record
from portal.documents.issuing import issue
from portal.documents.models import StoredFile
from portal.notifications.notices import NoticeKind, notices, notify
from portal.workdays import calendar as workdays

Outcome = Application.Outcome
NOTICED = NoticeKind(
    "evaluation.hearing",
    gettext_lazy("Prior notice: you may be heard"),
    gettext_lazy(
        "The province means to remove you from the pool after “%(call)s”. Be heard by %(deadline)s."
    ),
)
STATED = NoticeKind(
    "evaluation.stated",
    gettext_lazy("A member was heard"),
    gettext_lazy("%(name)s has answered the prior notice of its removal."),
)
RULED = NoticeKind(
    "evaluation.ruled",
    gettext_lazy("Ruling on your statement"),
    gettext_lazy("The province has ruled on your statement in “%(call)s”."),
)


def register() -> None:
    """Enter the notices and what must have happened before a list."""
    for kind in (NOTICED, STATED, RULED):
        notices.add(kind.key, kind)
    add_policy(Step.PROPOSE, was_heard, reads=["evaluation_basis", "hearing"])
    add_policy(Step.DECLINE, ends_with_a_tier)


def was_heard(application: Application, taken: Taken) -> None:
    """No unqualified result goes on a list before prior notice and the ruling on what the member said."""
    if application.kind != Kind.EVALUATION:
        return
    basis, hearing = getattr(application, "evaluation_basis", None), getattr(application, "hearing", None)
    if basis is None or basis.tier != Outcome.UNQUALIFIED:
        return
    if hearing is None:
        raise Refused(
            _(
                "Unqualified: give the member prior notice with the reasons first; it has the right to be heard."
            )
        )
    if hearing.ruling == Hearing.Ruling.OPEN:
        raise Refused(_("The member's right to be heard still runs, or its statement waits for the ruling."))


def ends_with_a_tier(application: Application, taken: Taken) -> None:
    """An evaluated member is on one of the three lists; nobody is left out."""
    if application.kind == Kind.EVALUATION:
        raise Refused(_("An evaluation ends with a tier: put the file on the list."))


def final_tier(basis: EvaluationBasis, hearing: Hearing | None) -> str:
    """The tier that goes on the list: a statement that was accepted lifts “unqualified” to “qualified”."""
    changed = hearing is not None and hearing.ruling == Hearing.Ruling.CHANGED
    return Outcome.QUALIFIED if changed and basis.tier == Outcome.UNQUALIFIED else basis.tier


@transaction.atomic
def decide_absent(
    call: Call, enterprise: Enterprise, decision: str, *, reasons: str, by, at: datetime
) -> AbsentDecision:
    """The province decides on a member that didn't apply: it stays, or its removal is proposed.

    The decision can be changed until a list names the member, but not once the member was given notice.
    """
    _demand(by)
    Call.objects.select_for_update().get(pk=call.pk)
    if not reasons.strip():
        raise Refused(_("Please write the reasons; the member reads them."))
    if at <= call.closes_at:
        raise Refused(_("The window is still open; members may still apply."))
    if not rounds.absent(call).filter(pk=enterprise.pk).exists():
        raise Refused(_("This member has a file in the round; it is evaluated."))
    if enterprise.list_entries.filter(version__call=call).exists():
        raise Refused(_("A list names this member already."))
    if Hearing.objects.filter(call=call, enterprise=enterprise).exists():
        raise Refused(_("The member was given prior notice; the ruling on its statement decides now."))
    made, _new = AbsentDecision.objects.update_or_create(
        call=call,
        enterprise=enterprise,
        defaults={"decision": decision, "reasons": reasons.strip(), "by": by, "at": at},
    )
    data = {"enterprise": enterprise.pk, "decision": str(decision)}
    record(kind="call", id=str(call.pk), action="decide_absent", by=by, at=at, data=data)
    return made


@transaction.atomic
def give_notice(call: Call, enterprise: Enterprise, *, reasons: str, by, at: datetime) -> Hearing:
    """Tell a member that it would leave the pool, and why; it has the round's working days to be heard.

    A second click gives the same notice. Raises Refused where nothing points to a removal.
    """
    _demand(by)
    Call.objects.select_for_update().get(pk=call.pk)
    if made := Hearing.objects.filter(call=call, enterprise=enterprise).first():
        return made
    if not reasons.strip():
        raise Refused(_("Please write the reasons; the member reads them."))
    file = _unqualified(call, enterprise)
    if file is None and not _to_be_removed(call, enterprise):
        raise Refused(_("Nothing points to a removal of this member."))
    rules = rounds.rules_of(call)
    hearing = Hearing.objects.create(
        call=call,
        enterprise=enterprise,
        application=file,
        reasons=reasons.strip(),
        until=workdays.deadline(at, rules.hearing_days),
        noticed_by=by,
        noticed_at=at,
    )
    hearing.document = _document(hearing, file, by=by, at=at)
    hearing.save(update_fields=["document"])
    if file:
        bases.show([file.pk], at=at)
    _log(hearing, "give_notice", by, at)
    people = User.objects.filter(organisation=enterprise.organisation_id, is_active=True)
    params = {"call": call.title, "deadline": hearing.until.isoformat()}
    notify(
        NOTICED.key, to=people, params=params, link=reverse("evaluations:hearing", args=[hearing.pk]), at=at
    )
    return hearing


def _document(hearing: Hearing, file: Application | None, *, by, at: datetime):
    data = {
        "enterprise": hearing.enterprise.name,
        "uscc": hearing.enterprise.uscc,
        "call": hearing.call.title,
        "document_number": hearing.call.document_number,
        "number": file.number if file else "",
        "total": str(file.evaluation_basis.total) if file else "",
        "threshold": str(hearing.call.pass_threshold),
        "reasons": hearing.reasons,
        "until": hearing.until.isoformat(),
        "days": rounds.rules_of(hearing.call).hearing_days,
    }
    return issue(
        "hearing_notice", subject_kind="hearing", subject_id=str(hearing.pk), data=data, by=by, at=at
    )


def _unqualified(call: Call, enterprise: Enterprise) -> Application | None:
    rows = Application.objects.filter(call=call, enterprise=enterprise, state=State.REVIEWED)
    return rows.filter(evaluation_basis__tier=Outcome.UNQUALIFIED).select_related("evaluation_basis").first()


def _to_be_removed(call: Call, enterprise: Enterprise) -> bool:
    remove = AbsentDecision.Decision.REMOVE
    return AbsentDecision.objects.filter(call=call, enterprise=enterprise, decision=remove).exists()


@transaction.atomic
def state(
    hearing: Hearing,
    *,
    statement: str,
    waived: bool = False,
    evidence: StoredFile | None = None,
    by,
    at: datetime,
) -> Hearing:
    """The member is heard: its statement with evidence, or that it makes none. Once, and within its time."""
    hearing = _locked(hearing)
    if by.organisation_id != hearing.enterprise.organisation_id or not by.may(P.FILE_APPLICATION):
        raise PermissionDenied
    if hearing.stated_at:
        return hearing
    if hearing.ruling != Hearing.Ruling.OPEN or at > hearing.until:
        raise Refused(_("The time to be heard has passed."))
    if not waived and not statement.strip():
        raise Refused(_("Please write your statement, or say that you make none."))
    hearing.statement, hearing.waived, hearing.evidence = statement.strip(), waived, evidence
    hearing.stated_by, hearing.stated_at = by, at
    hearing.save()
    _log(hearing, "state", by, at, waived=waived)
    province = who_may(P.DELIBERATE)
    link = reverse("evaluations:hearing", args=[hearing.pk])
    notify(STATED.key, to=province, params={"name": hearing.enterprise.name}, link=link, at=at)
    return hearing


@transaction.atomic
def rule(hearing: Hearing, *, accepted: bool, reasons: str, by, at: datetime) -> Hearing:
    """The province rules with reasons, once the member was heard or its time has passed."""
    _demand(by)
    hearing = _locked(hearing)
    if hearing.ruling != Hearing.Ruling.OPEN:
        raise Refused(_("This was ruled on already. Nothing was changed by you."))
    if hearing.stated_at is None and at <= hearing.until:
        raise Refused(_("The member may still be heard."))
    if not reasons.strip():
        raise Refused(_("Please write the reasons; the member reads them."))
    hearing.ruling = Hearing.Ruling.CHANGED if accepted else Hearing.Ruling.KEPT
    hearing.ruling_reasons, hearing.ruled_by, hearing.ruled_at = reasons.strip(), by, at
    hearing.save()
    _log(hearing, "rule", by, at, ruling=str(hearing.ruling))
    people = User.objects.filter(organisation=hearing.enterprise.organisation_id, is_active=True)
    link = reverse("evaluations:hearing", args=[hearing.pk])
    notify(RULED.key, to=people, params={"call": hearing.call.title}, link=link, at=at)
    return hearing


def _locked(hearing: Hearing) -> Hearing:
    rows = Hearing.objects.select_for_update(of=("self",)).select_related("enterprise", "call")
    return rows.get(pk=hearing.pk)


def _demand(by) -> None:
    if not by.may(P.DELIBERATE):
        raise PermissionDenied


def _log(hearing: Hearing, action: str, by, at: datetime, **data) -> None:
    data = {"call": hearing.call_id, "enterprise": hearing.enterprise_id, **data}
    record(kind="hearing", id=str(hearing.pk), action=action, by=by, at=at, data=data)
