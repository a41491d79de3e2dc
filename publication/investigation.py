"""What the objection officers do: admit or refuse, redact, forward, note, rule (annex 1, step 9)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications import steps
from applications.models import Application, Enterprise
from applications.policies import Refused
from applications.workflow import State, Step
from portal.accounts.models import User
from portal.documents import sealing
from portal.notifications.notices import notify
from portal.workdays import calendar as workdays
from publication import lock, replies
from publication.models import ListEntry, Objection, ObjectionNote
from publication.objections import Against, Status, locked, log

Remedy = Objection.Remedy
MOVES = {Remedy.REMOVE: Step.UPHOLD, Remedy.CORRECT: Step.CORRECT, Remedy.ADD: Step.ADD}
RULED = {Status.REFUSED: "refuse", Status.DISMISSED: "dismiss", Status.UPHELD: "uphold"}


@transaction.atomic
def admit(objection: Objection, *, by, at: datetime) -> Objection:
    """Take up the investigation; the entry is under objection from now on, or the whole list is."""
    objection = locked(objection)
    if objection.status == Status.INVESTIGATING:
        return objection
    if objection.status != Status.RECEIVED:
        raise Refused(_("Only a received, complete objection can be admitted."))
    objection.status = Status.INVESTIGATING
    objection.save(update_fields=["status"])
    files = [application for application in concerned(objection) if application.state == State.IN_PUBLICITY]
    if files:
        steps.advance_many(files, Step.CONTEST, by=by, at=at, strict=True, deadline=objection.due_at)
    log(objection, "admit", by, at, files=len(files))
    return objection


def concerned(objection: Objection) -> list[Application]:
    """The files that an admitted objection holds: its entry's, or all that stand in its list."""
    if objection.against == Against.ENTRY:
        application = objection.entry.application
        return [application] if application else []
    if objection.against == Against.LEFT_OUT:
        return []
    version = objection.publicity.version
    current = lock.current_publicities(version.call_id)
    files = Application.objects.filter(list_entries__version=version).order_by("pk")
    return [application for application in files if current.get(application.pk) == objection.publicity_id]


@transaction.atomic
def refuse(objection: Objection, *, reasons: str, by, at: datetime) -> Objection:
    """Refuse an objection that can't be admitted (not sealed, no true name, no standing), with reasons."""
    objection = locked(objection)
    if objection.status == Status.REFUSED:
        return objection
    if objection.status not in {Status.RECEIVED, Status.INCOMPLETE}:
        raise Refused(_("This objection is already under investigation or closed."))
    return _close(objection, Status.REFUSED, reasons, by=by, at=at)


@transaction.atomic
def redact(objection: Objection, *, text: str, by, at: datetime) -> Objection:
    """Write the copy that the enterprise and the other officers may read, without who objected."""
    objection = locked(objection)
    _demand_investigation(objection, also=(Status.RECEIVED,))
    if objection.answer_due_at and text.strip() != objection.redacted:
        raise Refused(_("The redacted copy has been forwarded; it can't change any more."))
    objection.redacted = text.strip()
    objection.save(update_fields=["redacted"])
    log(objection, "redact", by, at, length=len(objection.redacted))
    return objection


@transaction.atomic
def forward(objection: Objection, *, by, at: datetime) -> Objection:
    """Send the redacted copy to the enterprise for an answer within the call's working days."""
    objection = locked(objection)
    if objection.answer_due_at:
        return objection
    _demand_investigation(objection)
    if objection.enterprise_id is None:
        raise Refused(_("An objection to the whole list concerns no single enterprise."))
    if not objection.redacted:
        raise Refused(_("Please write the redacted copy first; the enterprise reads nothing else."))
    days = objection.publicity.version.call.objection_answer_days
    objection.answer_due_at = workdays.deadline(at, days)
    objection.save(update_fields=["answer_due_at"])
    log(objection, "forward", by, at, answer_due=objection.answer_due_at.isoformat())
    _tell_enterprise("objection.forwarded", objection, at)
    return objection


@transaction.atomic
def add_note(objection: Objection, *, text: str, by, at: datetime) -> ObjectionNote:
    """Keep a note on the investigation, encrypted."""
    objection = locked(objection)
    _demand_investigation(objection, also=(Status.RECEIVED,))
    if not text.strip():
        raise Refused(_("The note is empty."))
    note = ObjectionNote.objects.create(
        objection=objection, sealed=sealing.seal(text.strip().encode()), by=by, at=at
    )
    log(objection, "note", by, at, note=note.pk)
    return note


@transaction.atomic
def dismiss(objection: Objection, *, ruling: str, by, at: datetime) -> Objection:
    """Rule against the objection; files that no other open objection holds go back into publicity."""
    objection = locked(objection)
    if objection.status == Status.DISMISSED:
        return objection
    _demand_investigation(objection)
    objection = _close(objection, Status.DISMISSED, ruling, by=by, at=at)
    _release(objection, by=by, at=at)
    return objection


@transaction.atomic
def uphold(
    objection: Objection,
    *,
    remedy: str,
    ruling: str,
    by,
    at: datetime,
    correction: dict | None = None,
    entries: Sequence[ListEntry] = (),
) -> Objection:
    """Rule for the objection: remove, correct or add; the rest of the list goes on.

    ``entries``: of an objection to the whole list, those that leave it. ``correction``: the corrected
    ``name`` and ``supplier_class``. Corrected and added files are proposed, to be publicised anew.
    """
    objection = locked(objection)
    if objection.status == Status.UPHELD:
        return objection
    _demand_investigation(objection)
    files = _for_remedy(objection, remedy, entries)
    objection.remedy, objection.correction = remedy, correction or {}
    objection = _close(objection, Status.UPHELD, ruling, by=by, at=at)
    outcome = Application.Outcome.NOT_RECOGNISED if remedy == Remedy.REMOVE else ""
    steps.advance_many(files, MOVES[remedy], by=by, at=at, opinion=ruling, strict=True, outcome=outcome)
    _release(objection, by=by, at=at)
    return objection


def _for_remedy(objection: Objection, remedy: str, entries: Sequence[ListEntry]) -> list[Application]:
    """The files that a remedy moves. Raises Refused where it doesn't fit the target."""
    fitting = {
        Against.ENTRY: {Remedy.REMOVE, Remedy.CORRECT},
        Against.LIST: {Remedy.REMOVE},
        Against.LEFT_OUT: {Remedy.ADD},
    }[objection.against]
    if remedy not in fitting:
        raise Refused(_("This remedy does not fit what the objection is about."))
    if objection.against == Against.LEFT_OUT:
        return [_declined(objection.enterprise, objection.publicity.version.call_id)]
    files = concerned(objection)
    if objection.against == Against.LIST:
        chosen = {entry.application_id for entry in entries}
        files = [application for application in files if application.pk in chosen]
        if not files:
            raise Refused(_("Please choose the entries that leave the list."))
    on_list = {State.IN_PUBLICITY, State.UNDER_OBJECTION}
    if any(application.state not in on_list for application in files):
        raise Refused(_("The entry has left the list already; dismiss the objection as settled."))
    return files


def _declined(enterprise: Enterprise, call: int) -> Application:
    application = enterprise.applications.filter(call=call, state=State.DECLINED).first()
    if application is None:
        raise Refused(_("The applicant is not left out any more; dismiss the objection as settled."))
    return application


def _release(objection: Objection, *, by, at: datetime) -> None:
    """Give back the files that were held by this objection and are held by no other."""
    held = Application.objects.filter(
        pk__in=[application.pk for application in concerned(objection)], state=State.UNDER_OBJECTION
    )
    held = list(held.order_by("pk"))
    others = Objection.objects.filter(status=Status.INVESTIGATING).exclude(pk=objection.pk)
    version = objection.publicity.version_id
    if others.filter(publicity__version=version, against=Against.LIST).exists():
        return
    still = set(
        others.filter(entry__application__in=[a.pk for a in held]).values_list(
            "entry__application_id", flat=True
        )
    )
    free = [application for application in held if application.pk not in still]
    if free:
        steps.advance_many(free, Step.RESOLVE, by=by, at=at, strict=True)


def _demand_investigation(objection: Objection, *, also: tuple = ()) -> None:
    if objection.status not in (Status.INVESTIGATING, *also):
        raise Refused(_("This objection is not under investigation."))


def _close(objection: Objection, status: str, ruling: str, *, by, at: datetime) -> Objection:
    """The ruling, its reply document and the notices; the objector reads them by tracking code."""
    if not ruling.strip():
        raise Refused(_("Please write the reasons; the objector reads them."))
    objection.status, objection.ruling = status, ruling.strip()
    objection.ruled_by, objection.ruled_at = by, at
    objection.save(update_fields=["status", "ruling", "ruled_by", "ruled_at", "remedy", "correction"])
    replies.issue_all(objection, by=by, at=at)
    log(objection, RULED[status], by, at, remedy=str(objection.remedy))
    if objection.answer_due_at:
        _tell_enterprise("objection.ruled", objection, at)
    return objection


def _tell_enterprise(kind: str, objection: Objection, at: datetime) -> None:
    call = objection.publicity.version.call_id
    application = objection.enterprise.applications.filter(call=call).first()
    people = User.objects.filter(organisation=objection.enterprise.organisation_id, is_active=True)
    notify(
        kind,
        to=people,
        params={
            "number": objection.number,
            "deadline": objection.answer_due_at.isoformat() if objection.answer_due_at else "",
        },
        link=application.get_absolute_url() if application else "",
        at=at,
    )
