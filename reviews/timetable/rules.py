"""What is lawful, and who has to leave the room."""

from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations

from reviews.timetable.parts import Block, Place, Room, Slot, Turn


def faults(turns: Sequence[Turn], places: Mapping[Hashable, Place], rooms: Sequence[Room]) -> list[Block]:
    """What is unlawful about ``places``, turn by turn and pair by pair."""
    found = []
    placed = [turn for turn in turns if turn.key in places]
    for turn in placed:
        if conflicted := sorted(turn.panel & turn.barred):
            found.append(Block("panel", (turn.key,), tuple(conflicted)))
        clerk = rooms[places[turn.key].room].clerk
        if clerk in turn.barred:
            found.append(Block("clerk", (turn.key,), (clerk,)))
        if places[turn.key].slot in turn.shut:
            found.append(Block("elsewhere", (turn.key,)))
    for one, other in combinations(placed, 2):
        here, there = places[one.key], places[other.key]
        if here == there:
            found.append(Block("taken", (one.key, other.key)))
        elif here.slot == there.slot and (both := _present(one, here, rooms) & _present(other, there, rooms)):
            found.append(Block("two_rooms", (one.key, other.key), tuple(sorted(both))))
    return found


def _present(turn: Turn, place: Place, rooms: Sequence[Room]) -> frozenset[int]:
    return turn.panel | {rooms[place.room].clerk}


def leavers(
    turns: Sequence[Turn], places: Mapping[Hashable, Place], slots: Sequence[Slot]
) -> dict[Hashable, frozenset[int]]:
    """By turn, who sits in the same room right before or after it and has a conflict with it."""
    at = {place: turn for turn in turns if (place := places.get(turn.key))}
    found = {}
    for place, turn in at.items():
        near = [
            at[beside]
            for step in (-1, 1)
            if (beside := Place(place.slot + step, place.room)) in at and touch(slots, place.slot, step)
        ]
        waiting = frozenset().union(*(other.panel for other in near)) - turn.panel
        if outside := waiting & turn.barred:
            found[turn.key] = outside
    return found


def touch(slots: Sequence[Slot], number: int, step: int) -> bool:
    """Whether no break lies between a slot and the one before or after it."""
    one, other = sorted((number, number + step))
    return slots[one].ends == slots[other].starts
