"""The record of a deliberation: minute, closing, and the second person's approval that makes it count."""

from collections import defaultdict
from dataclasses import astuple
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import steps
from applications.models import Application, Kind
from applications.policies import Refused
from applications.workflow import State
from portal.accounts.models import Organisation
from portal.documents.issuing import issue
from portal.notifications.notices import notify
from publication import lists, meetings
from publication.deliberation import OUTCOMES, STEPS
from publication.meetings import in_session, log
from publication.models import Decision, Deliberation

Result = Decision.Result
# What the two results are called in a minute, which is a Chinese document.
WORDS = {
    Kind.RECOGNITION: {Result.PROPOSE: "拟予认定", Result.DECLINE: "不予认定"},
    Kind.EVALUATION: {Result.PROPOSE: "拟公示评价结果", Result.DECLINE: "不予公布评价结果"},
}


@transaction.atomic
def write_minute(meeting: Deliberation, text: str, *, by, at: datetime) -> Deliberation:
    """Keep the minute as it stands; after the closing it can't change."""
    meeting = in_session(meeting)
    meeting.minute = text
    meeting.save(update_fields=["minute"])
    return meeting


@transaction.atomic
def close(meeting: Deliberation, *, by, at: datetime) -> Deliberation:
    """End the meeting and lay its record before a second person. Closing twice changes nothing."""
    meeting = _locked(meeting)
    if meeting.closed_at:
        return meeting
    if not meeting.minute.strip():
        raise Refused(_("Please write the minute before you close the meeting."))
    meeting.closed_at, meeting.closed_by, meeting.sent_back = at, by, ""
    meeting.save(update_fields=["closed_at", "closed_by", "sent_back"])
    log(meeting, "close", by, at, {"files": meeting.decisions.count(), "agenda": meeting.agenda_sha256})
    _tell("deliberation.closed", meeting, but=by, at=at)
    return meeting


@transaction.atomic
def send_back(meeting: Deliberation, *, reason: str, by, at: datetime) -> Deliberation:
    """The second person finds a fault: the meeting is in session again until it is closed anew."""
    meeting = _locked(meeting)
    _demand_second(meeting, by)
    if not reason.strip():
        raise Refused(_("Please write what has to be put right."))
    meeting.closed_at = meeting.closed_by = None
    meeting.sent_back = reason.strip()
    meeting.save(update_fields=["closed_at", "closed_by", "sent_back"])
    log(meeting, "send_back", by, at, {"number": meeting.number})
    _tell("deliberation.sent_back", meeting, but=by, at=at)
    return meeting


@transaction.atomic
def approve(meeting: Deliberation, *, by, at: datetime) -> steps.Outcome:
    """Approve the record: the files move, the minute is issued. Approving twice changes nothing.

    A file that left in the meantime (withdrawn) stays where it is and comes back as refused.
    Raises Refused for who opened or closed the meeting, and before it is closed.
    """
    meeting = _locked(meeting)
    if meeting.approved_at:
        return steps.Outcome()
    _demand_second(meeting, by)
    if meetings.digest(meeting.agenda) != meeting.agenda_sha256:
        raise Refused(_("The list no longer has the digest with which it was put to the meeting."))
    outcome = _take_steps(meeting, by=by, at=at)
    meeting.result_sha256 = _bind(meeting)
    meeting.approved_at, meeting.approved_by = at, by
    meeting.document = issue(
        "deliberation_minute",
        subject_kind="deliberation",
        subject_id=str(meeting.pk),
        data=minute_data(meeting),
        by=by,
        at=at,
    )
    meeting.save(update_fields=["approved_at", "approved_by", "document", "result_sha256"])
    data = {"agenda": meeting.agenda_sha256, "result": meeting.result_sha256, "files": len(outcome.done)}
    log(meeting, "approve", by, at, {**data, "refused": len(outcome.refused)})
    return outcome


def _take_steps(meeting: Deliberation, *, by, at: datetime) -> steps.Outcome:
    """One step for the files of the same result and reasons."""
    groups: dict[tuple[str, str], list[Application]] = defaultdict(list)
    for decision in meeting.decisions.select_related("application").order_by("pk"):
        groups[decision.result, decision.reasons].append(decision.application)
    outcome = steps.Outcome()
    for (result, reasons), files in groups.items():
        part = steps.advance_many(
            files, STEPS[result], by=by, at=at, opinion=reasons, outcome=OUTCOMES[result]
        )
        outcome.done += part.done
        outcome.refused += part.refused
    return outcome


def _bind(meeting: Deliberation) -> str:
    """Keep the line of each proposed file with its decision; the digest of them as a list."""
    proposed = meeting.decisions.filter(result=Result.PROPOSE, application__state=State.PROPOSED)
    proposed = proposed.select_related("application")
    by_file = {decision.application_id: decision for decision in proposed}
    lines = lists.lines_from_files(decision.application for decision in by_file.values())
    for line in lines:
        by_file[line.application].line = list(astuple(line))
    Decision.objects.bulk_update(by_file.values(), ["line"], batch_size=500)
    return lists.digest(lines)


def minute_data(meeting: Deliberation) -> dict:
    """What the minute states: who was there and who left what, the votes, each file, the two digests."""
    decisions = {row.application_id: row for row in meeting.decisions.order_by("pk")}
    left = defaultdict(list)
    for one in meetings.recusals(meeting):
        left[one.application_id].append({"name": one.member.name, "reason": one.reason})
    rows = [
        {**item, "result": str(row.result), "votes": _votes(row), "left": left.get(row.application_id, [])}
        for item in meeting.agenda
        if (row := decisions.get(item["file"]))
    ]
    return {
        "call": meeting.call.title,
        "document_number": meeting.call.document_number,
        "organisation": Organisation.province().name,
        "number": meeting.number,
        "held_on": meeting.held_on.isoformat(),
        "place": meeting.place,
        "quorum": meeting.quorum,
        "members": [member.name for member in meeting.members.all()],
        "standards": [meeting.standards_reasons, meeting.standards_votes],
        "process": [meeting.process_reasons, meeting.process_votes],
        "words": WORDS[meeting.call.kind],
        "proposed": sum(row["result"] == Result.PROPOSE for row in rows),
        "declined": sum(row["result"] == Result.DECLINE for row in rows),
        "reasons": sorted({row.reasons for row in decisions.values()}),
        "body": meeting.minute,
        "rows": rows,
        "agenda_sha256": meeting.agenda_sha256,
        "result_sha256": meeting.result_sha256,
        "prepared_by": meeting.closed_by.name,
        "approved_by": meeting.approved_by.name,
        "approved_on": timezone.localdate(meeting.approved_at).isoformat(),
    }


def _votes(decision: Decision) -> list[int]:
    return [decision.in_favour, decision.against, decision.abstained]


def _locked(meeting: Deliberation) -> Deliberation:
    rows = Deliberation.objects.select_for_update(of=("self",)).select_related("call", "closed_by")
    return rows.get(pk=meeting.pk)


def _demand_second(meeting: Deliberation, by) -> None:
    """Two people: who approves neither opened nor closed the meeting."""
    if meeting.approved_at:
        raise Refused(_("The record is approved already; it can't change any more."))
    if not meeting.closed_at:
        raise Refused(_("The meeting is still in session; close it first."))
    if by.pk in {meeting.opened_by_id, meeting.closed_by_id}:
        raise Refused(_("Somebody else than who prepared the record has to approve it."))


def _tell(kind: str, meeting: Deliberation, *, but, at: datetime) -> None:
    people = meetings.may_sit().exclude(pk=but.pk)
    link = reverse("publication:meeting", args=[meeting.pk])
    notify(kind, to=people, params={"call": meeting.call.title}, link=link, at=at)
