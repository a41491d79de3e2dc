"""Deliberation (审议): a meeting decides on standards, on the process, then file by file on the list."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applications import steps
from applications.models import Application, Call
from applications.policies import Refused
from applications.registry import Taken
from applications.workflow import State, Step
from portal.audit.chain import record
from publication.models import Decision, Deliberation
from reviews.models import ReportLine

STEPS = {Decision.Result.PROPOSE: Step.PROPOSE, Decision.Result.DECLINE: Step.DECLINE}
WAITING = [State.REVIEWED, State.NOT_RECOMMENDED]
OUTCOMES = {Decision.Result.PROPOSE: "", Decision.Result.DECLINE: Application.Outcome.NOT_RECOGNISED}


@transaction.atomic
def open_meeting(
    call: Call, *, held_on: date, place: str, members: list[str], by, at: datetime
) -> Deliberation:
    """Open a meeting on ``call``. While one is open, that one is returned: a second click opens nothing."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    running = call.deliberations.filter(closed_at=None).first()
    if running:
        return running
    if not members:
        raise Refused(_("Please name the members present, one a line."))
    last = call.deliberations.order_by("-number").first()
    meeting = Deliberation.objects.create(
        call=call,
        number=last.number + 1 if last else 1,
        held_on=held_on,
        place=place,
        members=members,
        opened_by=by,
        opened_at=at,
        **_carried_over(last),
    )
    _record(meeting, "open", by, at, {"number": meeting.number, "members": len(members)})
    return meeting


def _carried_over(last: Deliberation | None) -> dict:
    """What an earlier meeting adopted on this call stays adopted."""
    if last is None:
        return {}
    kept = {}
    for matter in ("standards", "process"):
        if getattr(last, f"{matter}_adopted"):
            kept[f"{matter}_adopted"] = True
            kept[f"{matter}_reasons"] = getattr(last, f"{matter}_reasons")
    return kept


@transaction.atomic
def vote(
    meeting: Deliberation, matter: str, *, adopted: bool, reasons: str, by, at: datetime
) -> Deliberation:
    """Decide on ``matter``, "standards" or "process", with reasons (annex 1, step 8).

    Raises Refused without reasons, after the closing, or once files were decided on the strength of it.
    """
    meeting = _open(meeting)
    if not reasons.strip():
        raise Refused(_("Please write the reasons; they are part of the record."))
    if not adopted and meeting.decisions.exists():
        raise Refused(_("Files were already decided by these standards and this process in this meeting."))
    setattr(meeting, f"{matter}_adopted", adopted)
    setattr(meeting, f"{matter}_reasons", reasons.strip())
    meeting.save(update_fields=[f"{matter}_adopted", f"{matter}_reasons"])
    _record(meeting, f"vote_{matter}", by, at, {"adopted": adopted})
    return meeting


def preview(
    meeting: Deliberation, files: Sequence[Application], result: str, *, reasons: str, by, at: datetime
) -> steps.Outcome:
    """What :func:`decide` would do to each file."""
    outcome = steps.preview(files, STEPS[result], by=by, at=at, opinion=reasons)
    taken = _decided_here(meeting, outcome.done)
    for application in [a for a in outcome.done if a.pk in taken]:
        outcome.done.remove(application)
        outcome.refused.append((application, _already_decided()))
    return outcome


@transaction.atomic
def decide(
    meeting: Deliberation, files: Sequence[Application], result: str, *, reasons: str, by, at: datetime
) -> steps.Outcome:
    """Propose or decline files, each with the reasons; those that can't be decided come back as refused.

    No list without standards and process adopted: the step's policy refuses then.
    """
    meeting = _open(meeting)
    if not reasons.strip():
        raise Refused(_("Please write the reasons; the enterprise reads them."))
    taken = _decided_here(meeting, files)
    outcome = steps.advance_many(
        [application for application in files if application.pk not in taken],
        STEPS[result],
        by=by,
        at=at,
        opinion=reasons,
        outcome=OUTCOMES[result],
    )
    outcome.refused += [(a, _already_decided()) for a in files if a.pk in taken]
    Decision.objects.bulk_create(
        [
            Decision(
                deliberation=meeting, application=a, result=result, reasons=reasons.strip(), by=by, at=at
            )
            for a in outcome.done
        ],
        batch_size=500,
    )
    if outcome.done:
        _record(meeting, f"decide_{result}", by, at, {"files": len(outcome.done)})
    return outcome


@transaction.atomic
def write_minute(meeting: Deliberation, text: str, *, by, at: datetime) -> Deliberation:
    """Keep the minute as it stands; after the closing it can't change."""
    meeting = _open(meeting)
    meeting.minute = text
    meeting.save(update_fields=["minute"])
    return meeting


@transaction.atomic
def close(meeting: Deliberation, *, by, at: datetime) -> Deliberation:
    """End the meeting; its record is fixed from then on. Closing twice changes nothing."""
    meeting = Deliberation.objects.select_for_update().get(pk=meeting.pk)
    if meeting.closed_at:
        return meeting
    if not meeting.minute.strip():
        raise Refused(_("Please write the minute before you close the meeting."))
    meeting.closed_at, meeting.closed_by = at, by
    meeting.save(update_fields=["closed_at", "closed_by"])
    _record(meeting, "close", by, at, {"files": meeting.decisions.count()})
    return meeting


def waiting(call: Call) -> QuerySet[Application]:
    """Files that the deliberation has to decide: reviewed ones, and those not recommended nor taken up."""
    return call.applications.filter(state__in=WAITING)


def suggest(line: ReportLine | None, call: Call) -> str:
    """The default from the review report: propose from the threshold up and without a veto; else decline."""
    if line is None:
        return ""
    passed = line.recommended and not line.veto and line.total >= call.pass_threshold
    return Decision.Result.PROPOSE if passed else Decision.Result.DECLINE


def is_adopted(call: Call) -> bool:
    """Whether standards and process were both adopted on this call."""
    return call.deliberations.filter(standards_adopted=True, process_adopted=True).exists()


def standards_and_process_are_adopted(application: Application, taken: Taken) -> None:
    """Policy: no list without (1) standards and (2) process (annex 1, step 8). Asked once a call."""
    known = taken.inputs.setdefault("adopted_calls", {})
    if application.call_id not in known:
        known[application.call_id] = is_adopted(application.call)
    if not known[application.call_id]:
        raise Refused(
            _("The deliberation must first adopt (1) the standards and (2) the process; then the list.")
        )


def _open(meeting: Deliberation) -> Deliberation:
    meeting = Deliberation.objects.select_for_update().select_related("call").get(pk=meeting.pk)
    if meeting.closed_at:
        raise Refused(_("This meeting is closed; its record can't change. Open a new meeting."))
    return meeting


def _decided_here(meeting: Deliberation, files: Sequence[Application]) -> set[int]:
    rows = meeting.decisions.filter(application__in=[a.pk for a in files])
    return set(rows.values_list("application_id", flat=True))


def _already_decided() -> str:
    return _("This file was already decided in this meeting. A new meeting can decide on it again.")


def _record(meeting: Deliberation, action: str, by, at: datetime, data: dict) -> None:
    record(kind="deliberation", id=str(meeting.pk), action=action, by=by, at=at, data=data)
