"""Changes to a drawn timetable by hand: each with its reason, checked like the timetable itself."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.policies import Refused
from portal.audit.chain import record
from reviews import timetable
from reviews.defence import placing, publishing
from reviews.defence.days import locked
from reviews.models import DefenceDay, DefenceRoom, DefenceTurn


def _open_turn(found: placing.Problem, turn: DefenceTurn) -> DefenceTurn:
    """The turn among the running ones of its day; raises Refused when it was taken out or is over."""
    mine = next((one for one in found.turns if one.pk == turn.pk), None)
    if mine is None:
        raise Refused(_("This turn was taken out."))
    if mine.outcome:
        raise Refused(_("This turn is over."))
    return mine


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Please give the reason."))
    return reason.strip()


@transaction.atomic
def move(turn: DefenceTurn, *, room: DefenceRoom, slot: int, reason: str, by, at: datetime) -> DefenceTurn:
    """Put a turn into another room or slot; who stands there takes its place.

    Raises Refused with what the new timetable would break. A published one is sent anew to those concerned.
    """
    day = locked(turn.day)
    if not day.drawn_at:
        raise Refused(_("Draw the order first."))
    found = placing.problem(day, at=at)
    mine, why = _open_turn(found, turn), _reason(reason)
    number = next((n for n, one in enumerate(found.rooms) if one.pk == room.pk), None)
    if number is None or not 0 <= slot < len(found.slots):
        raise Refused(_("There is no such place on this day."))
    wanted, places = timetable.Place(slot, number), dict(found.places)
    if places[mine.pk] == wanted:
        return mine
    other = next((one for one in found.turns if places.get(one.pk) == wanted), None)
    if other:
        _open_turn(found, other)
        places[other.pk], other.move_reason = places[mine.pk], why
    places[mine.pk], mine.move_reason = wanted, why
    moved = {mine.pk, *([other.pk] if other else [])}
    broken = timetable.faults(found.heard, places, found.room_keys)
    if mine_broken := [block for block in broken if moved & set(block.turns)]:
        raise Refused("\n".join(placing.words(mine_broken, found)))
    changed = placing.write(found, places)
    data = {"moved": {str(t.file.application_id): [t.room_id, t.slot] for t in changed}}
    record(kind="defence", id=str(day.pk), action="move", by=by, data=data, at=at)
    publishing.tell_again(day, changed, at=at)
    return mine


@transaction.atomic
def take_out(turn: DefenceTurn, *, reason: str, by, at: datetime) -> DefenceTurn:
    """Take a turn out of the day; the file waits for another one, and those concerned are told."""
    day = locked(turn.day)
    found = placing.problem(day, at=at)
    mine, why = _open_turn(found, turn), _reason(reason)
    end([mine], day, reason=why, at=at)
    data = {"file": mine.file.application_id}
    record(kind="defence", id=str(day.pk), action="take_out", by=by, data=data, at=at)
    return mine


@transaction.atomic
def cancel(day: DefenceDay, *, reason: str, by, at: datetime) -> DefenceDay:
    """Cancel a day (a typhoon, say): turns that weren't held are taken out, and those concerned are told."""
    day, why = locked(day), _reason(reason)
    found = placing.problem(day, at=at)
    end([turn for turn in found.turns if not turn.outcome], day, reason=why, at=at)
    day.cancelled_at, day.cancel_reason = at, why
    day.save(update_fields=["cancelled_at", "cancel_reason"])
    record(kind="defence", id=str(day.pk), action="cancel", by=by, data={}, at=at)
    return day


def end(turns: list[DefenceTurn], day: DefenceDay, *, reason: str, at: datetime) -> None:
    """End turns with the reason; what was published is called off."""
    for turn in turns:
        turn.ended_at, turn.end_reason = at, reason
    DefenceTurn.objects.bulk_update(turns, ["ended_at", "end_reason"], batch_size=200)
    publishing.call_off(day, turns, at=at)
