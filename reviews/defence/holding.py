"""What happens in the room: attendance, an applicant who is absent, the minute."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.policies import Refused
from portal.audit.chain import record
from reviews import seats
from reviews.defence import changing
from reviews.models import DefenceMinute, DefencePresence, DefenceTurn, StaffConflict, Stage


def locked(turn: DefenceTurn, *, by, at: datetime) -> DefenceTurn:
    """The turn, locked, for somebody who keeps its record.

    Raises Refused for staff with a conflict, before the turn begins, after it was taken out, and when the
    stage is closed.
    """
    rows = DefenceTurn.objects.select_for_update(of=("self",))
    related = ("day", "room", "file__application__enterprise", "file__review__call")
    turn = rows.select_related(*related).get(pk=turn.pk)
    if StaffConflict.objects.filter(file=turn.file_id, user=by).exists():
        raise Refused(_("You have a conflict with this file; somebody else keeps its record."))
    if turn.ended_at:
        raise Refused(_("This turn was taken out."))
    if turn.starts_at is None or not turn.day.published_at:
        raise Refused(_("The timetable is not published yet."))
    if at < turn.starts_at:
        raise Refused(_("This turn has not begun yet."))
    if turn.file.stage != Stage.DEFENCE or turn.file.total is not None:
        raise Refused(_("The stage is closed; its record can't be changed any more."))
    return turn


@transaction.atomic
def note_attendance(
    turn: DefenceTurn,
    *,
    present: Collection[int],
    delegation: int,
    head: str,
    reason: str = "",
    by,
    at: datetime,
) -> DefenceTurn:
    """Note that the defence was held: which seats were there, how many came and in what position they spoke.

    ``present``: primary keys of seats. An absent expert needs a ``reason`` for holding it all the same. The
    applicant's people are counted, not named. Raises Refused.
    """
    turn = locked(turn, by=by, at=at)
    if delegation < 1:
        raise Refused(_("Nobody of the applicant was there: note the applicant as absent."))
    panel = list(seats.running(turn.file))
    there = {seat.pk for seat in panel} & set(present)
    if not there:
        raise Refused(_("No expert was there: take the turn out."))
    if len(there) < len(panel) and not reason.strip():
        raise Refused(_("An expert is absent. Give the reason for holding the defence all the same."))
    turn.outcome, turn.consequence, turn.outcome_reason = DefenceTurn.Outcome.HELD, "", reason.strip()
    turn.delegation, turn.delegation_head, turn.noted_at = delegation, head.strip(), at
    turn.save()
    _keep_presence(turn, panel, there)
    data = {
        "file": turn.file.application_id,
        "present": sorted(seat.seat for seat in panel if seat.pk in there),
        "absent": sorted(seat.seat for seat in panel if seat.pk not in there),
        "delegation": delegation,
    }
    record(kind="defence", id=str(turn.day_id), action="hold", by=by, data=data, at=at)
    return turn


def _keep_presence(turn: DefenceTurn, panel: list, there: set[int]) -> None:
    """Which seats were there; noted again it says the newest."""
    DefencePresence.objects.bulk_create(
        [DefencePresence(turn=turn, seat=seat, is_present=seat.pk in there) for seat in panel],
        update_conflicts=True,
        unique_fields=["turn", "seat"],
        update_fields=["is_present"],
    )


@transaction.atomic
def note_absence(turn: DefenceTurn, *, consequence: str, reason: str, by, at: datetime) -> DefenceTurn:
    """Note that the applicant did not come, and what follows from it, with the reason. Raises Refused."""
    turn = locked(turn, by=by, at=at)
    if consequence not in DefenceTurn.Consequence.values:
        raise ValueError(consequence)
    if not reason.strip():
        raise Refused(_("Please give the reason."))
    turn.outcome, turn.consequence = DefenceTurn.Outcome.ABSENT, consequence
    turn.outcome_reason, turn.delegation, turn.delegation_head = reason.strip(), 0, ""
    turn.noted_at = at
    turn.save()
    turn.presences.all().delete()
    data = {"file": turn.file.application_id, "consequence": consequence}
    record(kind="defence", id=str(turn.day_id), action="absent", by=by, data=data, at=at)
    if consequence == DefenceTurn.Consequence.POSTPONED:
        changing.end([turn], turn.day, reason=reason.strip(), at=at)
    return turn


@transaction.atomic
def keep_minute(turn: DefenceTurn, *, text: str, by, at: datetime) -> DefenceMinute:
    """Keep the minute; its digest goes on record. The same text again changes nothing. Raises Refused."""
    turn = locked(turn, by=by, at=at)
    text = text.strip()
    if not text:
        raise Refused(_("The minute is empty."))
    last = turn.minutes.first()
    if last and last.text == text:
        return last
    digest = hashlib.sha256(text.encode()).hexdigest()
    number = last.number + 1 if last else 1
    minute = DefenceMinute.objects.create(turn=turn, number=number, text=text, sha256=digest, by=by, at=at)
    data = {"file": turn.file.application_id, "number": number, "sha256": digest}
    record(kind="defence", id=str(turn.day_id), action="minute", by=by, data=data, at=at)
    return minute
