"""A day of defences from its preparation to the drawn timetable (annex 1, step 6)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.policies import Refused
from applications.workflow import State
from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.accounts.who import who_may
from portal.audit.chain import record
from reviews import panels, timetable
from reviews.defence import order, placing
from reviews.models import DefenceDay, DefenceRoom, DefenceTurn, Review, ReviewFile, Stage

MOST_ROOMS = 4
SEED_BYTES = 32


@dataclass(frozen=True)
class Plan:
    """What a day is made of; ``breaks``: pairs of "HH:MM"; ``rooms``: name and clerk of each."""

    date: date
    venue: str
    starts: time
    ends: time
    slot_minutes: int
    rooms: Sequence[tuple[str, User]]
    breaks: list[list[str]] = field(default_factory=list)


def locked(day: DefenceDay) -> DefenceDay:
    """The day, locked; raises Refused for a cancelled one."""
    rows = DefenceDay.objects.select_for_update(of=("self",)).select_related("review__call")
    day = rows.get(pk=day.pk)
    if day.cancelled_at:
        raise Refused(_("This day was cancelled."))
    return day


@transaction.atomic
def prepare(review: Review, plan: Plan, *, by, at: datetime) -> DefenceDay:
    """Prepare a day: its seed is made and committed to before any file is chosen.

    Raises Refused for a day that has passed or has no slot, and for a clerk who sits elsewhere that day.
    """
    _check_plan(review, plan, at=at)
    seed = secrets.token_hex(SEED_BYTES)
    day = DefenceDay.objects.create(
        review=review,
        date=plan.date,
        venue=plan.venue.strip(),
        starts=plan.starts,
        ends=plan.ends,
        slot_minutes=plan.slot_minutes,
        breaks=plan.breaks,
        seed=seed,
        commitment=order.commitment(seed),
        prepared_by=by,
        prepared_at=at,
    )
    DefenceRoom.objects.bulk_create(
        DefenceRoom(day=day, name=name.strip(), clerk=clerk) for name, clerk in plan.rooms
    )
    data = {
        "review": review.pk,
        "date": plan.date.isoformat(),
        "rooms": len(plan.rooms),
        "slots": len(placing.slots_of(day)),
        "commitment": day.commitment,
    }
    record(kind="defence", id=str(day.pk), action="prepare", by=by, data=data, at=at)
    return day


def _check_plan(review: Review, plan: Plan, *, at: datetime) -> None:
    if Stage.DEFENCE not in review.weights:
        raise Refused(_("This call has no on-site defence."))
    if plan.date < timezone.localdate(at):
        raise Refused(_("The day has passed."))
    pauses = [tuple(placing._minutes_of(text) for text in pause) for pause in plan.breaks]
    begins, ends = placing.minutes(plan.starts), placing.minutes(plan.ends)
    if not timetable.cut(begins, ends, plan.slot_minutes, pauses):
        raise Refused(
            _("The day has no slot: check its begin, its end, the breaks and the minutes per file.")
        )
    if not 1 <= len(plan.rooms) <= MOST_ROOMS:
        raise Refused(_("A day has one to %(most)d rooms.") % {"most": MOST_ROOMS})
    clerks = [clerk.pk for _name, clerk in plan.rooms]
    if len(set(clerks)) < len(clerks):
        raise Refused(_("Each room needs a clerk of its own."))
    if len({name.strip() for name, _clerk in plan.rooms}) < len(clerks):
        raise Refused(_("Each room needs a name of its own."))
    sitting = DefenceRoom.objects.filter(day__date=plan.date, day__cancelled_at=None, clerk__in=clerks)
    if taken := sitting.select_related("clerk").first():
        raise Refused(
            _("%(name)s sits in another room on that day: %(room)s.")
            % {"name": taken.clerk.name, "room": taken.name}
        )


def clerks():
    """Who may keep a room: the people who run the review."""
    people = who_may(Permission.MANAGE_REVIEW)
    return people.select_related("organisation").order_by("name")


def waiting(review: Review):
    """The files that wait for a turn: in the defence stage, not heard and on no day."""
    files = review.files.filter(stage=Stage.DEFENCE, total=None, application__state=State.IN_REVIEW)
    files = files.exclude(defence_turns__in=DefenceTurn.objects.filter(ended_at=None))
    return files.select_related("application__city").order_by("application__number", "pk")


@transaction.atomic
def choose(day: DefenceDay, files: Sequence[ReviewFile], *, by, at: datetime) -> list[DefenceTurn]:
    """Say which files are heard on the day, until the order is drawn; those not named are taken off it.

    Raises Refused after the draw, and for a file that isn't in the defence stage or is heard on another day.
    """
    day = locked(day)
    if day.drawn_at:
        raise Refused(_("The order is drawn; files can only be taken out now."))
    rows = panels.locked([file.pk for file in files])
    there = {turn.file_id: turn for turn in day.turns.filter(ended_at=None)}
    elsewhere = DefenceTurn.objects.filter(file__in=rows, ended_at=None).exclude(day=day)
    taken = set(elsewhere.values_list("file", flat=True))
    for file in rows:
        name = {"name": file.application.enterprise_name}
        if file.stage != Stage.DEFENCE or file.total is not None or file.review_id != day.review_id:
            raise Refused(_("%(name)s is not in the defence stage of this call.") % name)
        if file.pk in taken:
            raise Refused(_("%(name)s is heard on another day.") % name)
    chosen = {file.pk for file in rows}
    gone = [turn.pk for pk, turn in there.items() if pk not in chosen]
    if not gone and chosen <= there.keys():
        return list(there.values())
    DefenceTurn.objects.filter(pk__in=gone).delete()
    DefenceTurn.objects.bulk_create(DefenceTurn(day=day, file=file) for file in rows if file.pk not in there)
    data = {"files": sorted(file.application_id for file in rows)}
    record(kind="defence", id=str(day.pk), action="choose", by=by, data=data, at=at)
    return list(day.turns.filter(ended_at=None))


@transaction.atomic
def draw(day: DefenceDay, *, by, at: datetime) -> DefenceDay:
    """Reveal the seed, draw the order of the chosen files and place them; a second click changes nothing.

    Whether there is a timetable doesn't hang on the order, so nothing is revealed when there is none:
    raises Refused with what stands in the way.
    """
    day = locked(day)
    if day.drawn_at:
        return day
    found = placing.problem(day, at=at)
    if not found.turns:
        raise Refused(_("Choose the files first."))
    keys = {turn.file.application.number or str(turn.file_id): turn for turn in found.turns}
    for number, key in enumerate(order.drawn_order(day.seed, list(keys)), start=1):
        keys[key].order = number
    found.turns.sort(key=lambda turn: turn.order)
    by_turn = {turn.key: turn for turn in found.heard}
    heard = [by_turn[turn.pk] for turn in found.turns]
    made = timetable.place(heard, found.room_keys, found.slots)
    if made.blocks:
        raise Refused("\n".join(placing.words(made.blocks, found)))
    DefenceTurn.objects.bulk_update(found.turns, ["order"], batch_size=200)
    placing.write(found, made.places)
    day.drawn_at, day.in_order = at, made.in_order
    day.save(update_fields=["drawn_at", "in_order"])
    drawn = [turn.file.application.number or str(turn.file_id) for turn in found.turns]
    data = {"seed": day.seed, "order": drawn, "in_order": made.in_order}
    record(kind="defence", id=str(day.pk), action="draw", by=by, data=data, at=at)
    return day
