"""Deliberation (审议): a meeting votes on the standards, on the process, then file by file on the list."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications import steps
from applications.models import Application, Call
from applications.policies import Refused
from applications.registry import Taken
from applications.workflow import Step
from publication import meetings
from publication.meetings import Votes, in_session, log
from publication.models import Decision, Deliberation

STEPS = {Decision.Result.PROPOSE: Step.PROPOSE, Decision.Result.DECLINE: Step.DECLINE}
OUTCOMES = {Decision.Result.PROPOSE: "", Decision.Result.DECLINE: Application.Outcome.NOT_RECOGNISED}


@dataclass(frozen=True)
class Motion:
    """What is moved on files: the result, the reasons, and who did not vote in favour."""

    result: str
    reasons: str
    against: int = 0
    abstained: int = 0


@transaction.atomic
def vote(
    meeting: Deliberation,
    matter: str,
    *,
    reasons: str,
    by,
    at: datetime,
    against: int = 0,
    abstained: int = 0,
) -> Deliberation:
    """Vote on ``matter``, "standards" or "process", with reasons (annex 1, step 8); adopted by a majority.

    Raises Refused without reasons, out of the order of the agenda, after the closing, or when files were
    decided on the strength of it.
    """
    meeting = in_session(meeting)
    if not reasons.strip():
        raise Refused(_("Please write the reasons; they are part of the record."))
    if matter == "process" and not meeting.standards_adopted:
        raise Refused(_("The standards come first on the agenda; the process follows when they are adopted."))
    votes = meetings.count(meeting, meeting.members.count(), against=against, abstained=abstained)
    if not votes.passed and meeting.decisions.exists():
        raise Refused(_("Files were already decided by these standards and this process in this meeting."))
    counted = {"for": votes.in_favour, "against": votes.against, "abstained": votes.abstained}
    values = {"adopted": votes.passed, "reasons": reasons.strip(), "votes": counted}
    for name, value in values.items():
        setattr(meeting, f"{matter}_{name}", value)
    meeting.save(update_fields=[f"{matter}_{name}" for name in values])
    log(meeting, f"vote_{matter}", by, at, {"adopted": votes.passed, **counted})
    return meeting


def preview(
    meeting: Deliberation, files: Sequence[Application], motion: Motion, *, by, at: datetime
) -> tuple[steps.Outcome, dict[int, Votes]]:
    """What :func:`decide` would do to each file, and the votes by file."""
    outcome = steps.preview(files, STEPS[motion.result], by=by, at=at, opinion=motion.reasons)
    present, left = meeting.members.count(), meetings.left_by(meeting)
    agenda, taken = meetings.on_agenda(meeting), _decided_here(meeting, outcome.done)
    possible, votes = outcome.done, {}
    outcome.done = []
    for application in possible:
        if application.pk in taken:
            outcome.refused.append((application, _already_decided()))
            continue
        try:
            votes[application.pk] = _votes_on(
                meeting, application, motion, agenda=agenda, present=present - left.get(application.pk, 0)
            )
        except Refused as refusal:
            outcome.refused.append((application, str(refusal)))
        else:
            outcome.done.append(application)
    return outcome, votes


def _votes_on(
    meeting: Deliberation, application: Application, motion: Motion, *, agenda: set[int], present: int
) -> Votes:
    """The votes on one file. Raises Refused where it was not put to the meeting or found no majority."""
    if application.pk not in agenda:
        raise Refused(_("This file was not on the list that was put to this meeting; a new meeting decides."))
    votes = meetings.count(meeting, present, against=motion.against, abstained=motion.abstained)
    if not votes.passed:
        raise Refused(_("The motion found no majority."))
    return votes


@transaction.atomic
def decide(
    meeting: Deliberation, files: Sequence[Application], motion: Motion, *, by, at: datetime
) -> steps.Outcome:
    """Put the decision on each file on record; those that can't be decided come back as refused.

    The files move when a second person approves the record (:mod:`publication.minutes`). Raises Refused
    before standards and process are adopted, without reasons, or after the closing.
    """
    meeting = in_session(meeting)
    if not meeting.is_adopted:
        raise Refused(_first_the_rest())
    if not motion.reasons.strip():
        raise Refused(_("Please write the reasons; the enterprise reads them."))
    outcome, votes = preview(meeting, files, motion, by=by, at=at)
    Decision.objects.bulk_create(
        [
            Decision(
                deliberation=meeting,
                application=one,
                result=motion.result,
                reasons=motion.reasons.strip(),
                **asdict(votes[one.pk]),
                by=by,
                at=at,
            )
            for one in outcome.done
        ],
        batch_size=500,
    )
    if outcome.done:
        log(meeting, f"decide_{motion.result}", by, at, {"files": len(outcome.done)})
    return outcome


@transaction.atomic
def take_back(decision: Decision, *, by, at: datetime) -> None:
    """Take a decision back while the meeting is in session, so that the file can be decided anew."""
    meeting = in_session(decision.deliberation)
    if meeting.decisions.filter(pk=decision.pk).delete()[0]:
        log(meeting, "take_back", by, at, {"file": decision.application_id, "result": str(decision.result)})


def is_adopted(call: Call) -> bool:
    """Whether standards and process were both adopted on this call."""
    return call.deliberations.filter(standards_adopted=True, process_adopted=True).exists()


def standards_and_process_are_adopted(application: Application, taken: Taken) -> None:
    """Policy: no list without (1) standards and (2) process (annex 1, step 8). Asked once a call."""
    known = taken.inputs.setdefault("adopted_calls", {})
    if application.call_id not in known:
        known[application.call_id] = is_adopted(application.call)
    if not known[application.call_id]:
        raise Refused(_first_the_rest())


def _decided_here(meeting: Deliberation, files: Sequence[Application]) -> set[int]:
    rows = meeting.decisions.filter(application__in=[a.pk for a in files])
    return set(rows.values_list("application_id", flat=True))


def _already_decided() -> str:
    return _("This file was already decided in this meeting. A new meeting can decide on it again.")


def _first_the_rest() -> str:
    return _("The deliberation must first adopt (1) the standards and (2) the process; then the list.")
