"""The timetable of a day, or why there is none."""

from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations, permutations

from reviews.timetable import search
from reviews.timetable.parts import Block, Place, Room, Slot, Timetable, Turn
from reviews.timetable.rules import faults, leavers, touch
from reviews.timetable.search import Search


def place(
    turns: Sequence[Turn],
    rooms: Sequence[Room],
    slots: Sequence[Slot],
    fixed: Mapping[Hashable, Place] | None = None,
) -> Timetable:
    """The timetable of ``turns``, which stand in the order that was drawn.

    ``fixed``: turns that keep their place. Where there is no timetable, ``blocks`` says why.
    """
    fixed = dict(fixed or {})
    blocks = _obvious(turns, rooms, slots) + faults(turns, fixed, rooms)
    if blocks:
        return Timetable(blocks=blocks)
    seeking = Search(turns, rooms, slots, fixed)
    found, in_order = seeking.in_order(), True
    if seeking.given_up:
        seeking = Search(_hardest_first(turns), rooms, slots, fixed)
        found, in_order = seeking.in_order(), False
    if found is None:
        return Timetable(blocks=_why_not(turns, rooms, slots, fixed, given_up=seeking.given_up))
    places = _give_rooms(turns, found, rooms, slots, fixed)
    return Timetable(places, leavers(turns, places, slots), in_order=in_order)


def _obvious(turns: Sequence[Turn], rooms: Sequence[Room], slots: Sequence[Slot]) -> list[Block]:
    """What can be said without any search."""
    found = []
    for turn in turns:
        if conflicted := sorted(turn.panel & turn.barred):
            found.append(Block("panel", (turn.key,), tuple(conflicted)))
        if rooms and all(room.clerk in turn.barred for room in rooms):
            found.append(Block("clerk", (turn.key,), tuple(sorted({room.clerk for room in rooms}))))
        if slots and turn.shut.issuperset(range(len(slots))):
            found.append(Block("elsewhere", (turn.key,)))
    if len(turns) > len(rooms) * len(slots):
        found.append(Block("places", figures=(len(turns), len(rooms) * len(slots))))
    for person in sorted(set().union(*(turn.panel for turn in turns))):
        sits_on = tuple(turn.key for turn in turns if person in turn.panel)
        if len(sits_on) > len(slots):
            found.append(Block("person", sits_on, (person,), (len(sits_on), len(slots))))
    return found


def _hardest_first(turns: Sequence[Turn]) -> list[Turn]:
    """Those first whose experts sit on the most files."""
    load: dict[int, int] = {}
    for turn in turns:
        for person in turn.panel:
            load[person] = load.get(person, 0) + 1
    return sorted(turns, key=lambda turn: -max((load[person] for person in turn.panel), default=0))


def _why_not(turns, rooms, slots, fixed, *, given_up: bool) -> list[Block]:
    """The smallest set of files that can't be placed together, found by leaving out one after the other."""
    if given_up:
        return [Block("steps", figures=(search.STEPS,))]
    core = list(turns)
    for turn in [turn for turn in turns if turn.key not in fixed]:
        rest = [other for other in core if other is not turn]
        seeking = Search(rest, rooms, slots, fixed)
        if seeking.in_order() is None and not seeking.given_up:
            core = rest
    shared = {person for one, other in combinations(core, 2) for person in one.panel & other.panel}
    return [Block("together", tuple(turn.key for turn in core), tuple(sorted(shared)), (len(slots),))]


def _give_rooms(turns, found, rooms, slots, fixed) -> dict[Hashable, Place]:
    """Rooms slot by slot: as few people leave or change the room as can be, then as the rooms are listed."""
    by_key = {turn.key: turn for turn in turns}
    places = dict(fixed)
    for number in range(len(slots)):
        inside = [turn for turn in turns if found.get(turn.key) == number]
        free = [n for n in range(len(rooms)) if Place(number, n) not in set(fixed.values())]
        before = {p.room: by_key[key] for key, p in places.items() if p.slot == number - 1}
        if number and not touch(slots, number, -1):
            before = {}
        choices = [
            chosen
            for chosen in permutations(free, len(inside))
            if not any(rooms[n].clerk in turn.barred for n, turn in zip(chosen, inside, strict=True))
        ]
        best = min(choices, key=lambda chosen: (_unrest(chosen, inside, before), chosen))
        places |= {turn.key: Place(number, n) for n, turn in zip(best, inside, strict=True)}
    return places


def _unrest(chosen: Sequence[int], inside: Sequence[Turn], before: Mapping[int, Turn]) -> tuple[int, int]:
    """How many people leave the room for a conflict, and how many have to change the room."""
    leave = move = 0
    for number, turn in zip(chosen, inside, strict=True):
        last = before.get(number)
        if last:
            leave += len((last.panel - turn.panel) & turn.barred) + len(
                (turn.panel - last.panel) & last.barred
            )
        elsewhere = {person for room, other in before.items() if room != number for person in other.panel}
        move += len(turn.panel & elsewhere)
    return leave, move
