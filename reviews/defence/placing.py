"""A day of defences as the timetable's problem, its answer written back, and what is wrong with it in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.models import User
from reviews import timetable
from reviews.defence import people
from reviews.models import DefenceDay, DefenceRoom, DefenceTurn, ReviewFile


def minutes(clock) -> int:
    """Minutes after midnight of a time of day."""
    return clock.hour * 60 + clock.minute


def slots_of(day: DefenceDay) -> list[timetable.Slot]:
    """The slots of a day, breaks left out."""
    breaks = [tuple(_minutes_of(text) for text in pause) for pause in day.breaks]
    return timetable.cut(minutes(day.starts), minutes(day.ends), day.slot_minutes, breaks)


def _minutes_of(text: str) -> int:
    hours, past = text.split(":")
    return int(hours) * 60 + int(past)


@dataclass
class Problem:
    """The turns of a day in their order with what the timetable has to know of them."""

    day: DefenceDay
    turns: list[DefenceTurn]
    rooms: list[DefenceRoom]
    slots: list[timetable.Slot]
    heard: list[timetable.Turn]

    @cached_property
    def places(self) -> dict[int, timetable.Place]:
        """Where each turn stands now, by its number."""
        number = {room.pk: n for n, room in enumerate(self.rooms)}
        return {
            turn.pk: timetable.Place(turn.slot, number[turn.room_id])
            for turn in self.turns
            if turn.room_id in number and turn.slot is not None
        }

    @property
    def room_keys(self) -> list[timetable.Room]:
        return [timetable.Room(room.pk, room.clerk_id) for room in self.rooms]

    def faults(self) -> list[timetable.Block]:
        """What is unlawful about the timetable as it stands (panels may have changed since)."""
        return timetable.faults(self.heard, self.places, self.room_keys)

    def leavers(self) -> dict[int, frozenset[int]]:
        """Who leaves the room for which turn."""
        return timetable.leavers(self.heard, self.places, self.slots)


def problem(day: DefenceDay, *, at: datetime) -> Problem:
    """Read a day whole as it stands at ``at``; the number of queries doesn't grow with its turns."""
    related = ("file__application__enterprise", "file__review__call", "room__clerk")
    turns = list(day.turns.filter(ended_at=None).select_related(*related).order_by("order", "pk"))
    rooms, slots = list(day.rooms.select_related("clerk")), slots_of(day)
    files = [turn.file for turn in turns]
    panels = people.panels_of(files)
    everyone = set().union(*panels.values()) | {room.clerk_id for room in rooms}
    barred = people.barred_from(files, everyone, at=at)
    away = people.away_on(day, everyone)
    heard = [
        timetable.Turn(
            turn.pk,
            panels[turn.file_id],
            barred[turn.file_id],
            frozenset(_shut(day, slots, [one for one in away if one.user in panels[turn.file_id]])),
        )
        for turn in turns
    ]
    return Problem(day, turns, rooms, slots, heard)


def _shut(day: DefenceDay, slots: Sequence[timetable.Slot], away: Iterable[people.Away]) -> Iterable[int]:
    for one in away:
        for number, slot in enumerate(slots):
            if day.moment(slot.starts) < one.ends and one.starts < day.moment(slot.ends):
                yield number


def write(found: Problem, places: dict[int, timetable.Place]) -> list[DefenceTurn]:
    """Put turns into their rooms and slots; those whose place changes, with the file's own columns."""
    changed = []
    for turn in found.turns:
        place = places.get(turn.pk)
        if place is None or found.places.get(turn.pk) == place:
            continue
        room, slot = found.rooms[place.room], found.slots[place.slot]
        turn.room, turn.slot = room, place.slot
        turn.starts_at, turn.ends_at = found.day.moment(slot.starts), found.day.moment(slot.ends)
        changed.append(turn)
    # Two that change places would meet on the way: first out, then in.
    DefenceTurn.objects.filter(pk__in=[turn.pk for turn in changed]).update(slot=None)
    columns = ["room", "slot", "starts_at", "ends_at", "move_reason"]
    DefenceTurn.objects.bulk_update(changed, columns, batch_size=200)
    vars(found).pop("places", None)
    return changed


def tell_files(day: DefenceDay, turns: Iterable[DefenceTurn]) -> None:
    """Write time and place of published turns to their files, where every page reads them."""
    files = []
    for turn in turns:
        turn.file.defence_at = turn.starts_at
        turn.file.defence_place = f"{day.venue} {turn.room.name}"[:120]
        files.append(turn.file)
    ReviewFile.objects.bulk_update(files, ["defence_at", "defence_place"], batch_size=200)


def words(blocks: Iterable[timetable.Block], found: Problem) -> list[str]:
    """What keeps the files from a timetable, or is wrong with one, in the reader's language."""
    blocks = list(blocks)
    named = {turn.pk: turn.file.application.enterprise_name for turn in found.turns}
    asked = {person for block in blocks for person in block.people}
    people_named = {user.pk: user.name for user in User.objects.filter(pk__in=asked)} if asked else {}
    return [_word(block, named, people_named) for block in blocks]


def _word(block: timetable.Block, named: dict, people_named: dict) -> str:
    files = "、".join(named[key] for key in block.turns)
    who = "、".join(people_named[person] for person in block.people)
    figures = dict(zip(("one", "other"), block.figures, strict=False))
    if block.code == "places":
        return (
            ngettext(
                "%(one)d file, but only %(other)d places: add a room, lengthen the day, or take files out.",
                "%(one)d files, but only %(other)d places: add a room, lengthen the day, or take files out.",
                figures["one"],
            )
            % figures
        )
    texts = {
        "panel": _("%(files)s: %(who)s sits on the panel and has a conflict. Rule on the recusal first."),
        "clerk": _("%(files)s: every room that could take it has a clerk with a conflict (%(who)s)."),
        "elsewhere": _("%(files)s: a member of the panel is elsewhere at that time."),
        "person": _("%(who)s sits on %(one)s files of this day, which has only %(other)s slots: %(files)s."),
        "together": _(
            "These files can't be placed together in %(one)s slots, for %(who)s sit on several: %(files)s."
        ),
        "steps": _("No timetable was found within %(one)s steps. Add a room or take files out."),
        "taken": _("%(files)s stand in one room at one time."),
        "two_rooms": _("%(who)s would be in two rooms at one time: %(files)s."),
    }
    return texts[block.code] % {"files": files, "who": who, **figures}
