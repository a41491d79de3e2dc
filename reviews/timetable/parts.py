"""What a timetable is made of."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Turn:
    """A file to be heard: its panel, the people who have a conflict with it.

    ``shut``: numbers of the slots in which somebody of the panel is elsewhere (another day's room, a visit).
    """

    key: Hashable
    panel: frozenset[int]
    barred: frozenset[int] = frozenset()
    shut: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Room:
    """A room and the clerk who sits in it all day."""

    key: Hashable
    clerk: int


@dataclass(frozen=True)
class Slot:
    """A part of the day, in minutes after midnight."""

    starts: int
    ends: int


@dataclass(frozen=True)
class Place:
    """Where a turn stands: index of the slot, index of the room."""

    slot: int
    room: int


@dataclass(frozen=True)
class Block:
    """What keeps files from being placed: ``code`` with the turns and people concerned.

    Codes: ``panel`` (a member has a conflict), ``clerk`` (every room's clerk has one), ``elsewhere`` (somebody
    of the panel is elsewhere all day), ``places`` (more files than places), ``person`` (somebody sits on more files than there are slots), ``together`` (these files
    can't all be placed; none of them can be left out of that statement), ``steps`` (the search was given up).
    For the faults of a timetable also ``taken`` (two files in one place) and ``two_rooms``.
    """

    code: str
    turns: tuple[Hashable, ...] = ()
    people: tuple[int, ...] = ()
    figures: tuple[int, ...] = ()


@dataclass
class Timetable:
    """``places`` by turn; ``leavers``: who leaves the room for a turn; ``blocks``: why there is no timetable.

    ``in_order``: whether every file has the earliest slot that its predecessors in the draw left it.
    """

    places: dict[Hashable, Place] = field(default_factory=dict)
    leavers: dict[Hashable, frozenset[int]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    in_order: bool = True


def cut(starts: int, ends: int, length: int, breaks: Iterable[tuple[int, int]] = ()) -> list[Slot]:
    """The slots of ``length`` minutes from ``starts`` to ``ends``; after a break they begin at its end."""
    slots, now, pauses = [], starts, sorted(breaks)
    while now + length <= ends:
        pause = next((p for p in pauses if p[0] < now + length and now < p[1]), None)
        if pause:
            now = pause[1]
        else:
            slots.append(Slot(now, now + length))
            now += length
    return slots
