"""The search for a slot for every file, in the order that was drawn."""

from collections.abc import Hashable, Sequence

from reviews.timetable.parts import Room, Turn

STEPS = 20_000
"""How many placements are tried before the search in the drawn order is given up."""


class Search:
    """Gives each turn, in its order, the first slot that leaves the others a chance; goes back where it must."""

    def __init__(self, turns, rooms, slots, fixed) -> None:
        self.turns = [turn for turn in turns if turn.key not in fixed]
        self.rooms, self.slots = rooms, slots
        self.inside: list[list[Turn]] = [[] for _slot in slots]
        self.found: dict[Hashable, int] = {}
        self.left: dict[int, int] = {}
        for turn in turns:
            if turn.key in fixed:
                self.inside[fixed[turn.key].slot].append(turn)
        self.rooms_taken = {(place.slot, place.room) for place in fixed.values()}
        self.kept = set(fixed)
        for turn in self.turns:
            for person in turn.panel:
                self.left[person] = self.left.get(person, 0) + 1
        self.steps, self.given_up = 0, False

    def in_order(self) -> dict[Hashable, int] | None:
        """The slot of each turn that has no fixed place; None where there is none."""
        return self.found if self._next(0) else None

    def _next(self, number: int) -> bool:
        if number == len(self.turns):
            return True
        turn = self.turns[number]
        for slot in range(len(self.slots)):
            self.steps += 1
            if self.steps > STEPS:
                self.given_up = True
                return False
            if not self._fits(turn, slot):
                continue
            self._put(turn, slot)
            if self._hopeful(len(self.turns) - number - 1) and self._next(number + 1):
                return True
            self._take(turn, slot)
            if self.given_up:
                return False
        return False

    def _put(self, turn: Turn, slot: int) -> None:
        self.inside[slot].append(turn)
        self.found[turn.key] = slot
        for person in turn.panel:
            self.left[person] -= 1

    def _take(self, turn: Turn, slot: int) -> None:
        self.inside[slot].remove(turn)
        del self.found[turn.key]
        for person in turn.panel:
            self.left[person] += 1

    def _fits(self, turn: Turn, slot: int) -> bool:
        inside = self.inside[slot]
        if slot in turn.shut:
            return False
        return not any(other.panel & turn.panel for other in inside) and self._room_for([*inside, turn], slot)

    def _room_for(self, inside: list[Turn], slot: int) -> bool:
        """Whether the turns of a slot that aren't fixed can each have a free room whose clerk may hear it."""
        free = [n for n in range(len(self.rooms)) if (slot, n) not in self.rooms_taken]
        return matching([turn for turn in inside if turn.key not in self.kept], free, self.rooms) is not None

    def _hopeful(self, remaining: int) -> bool:
        """Whether enough places are left for all, and enough slots for everybody who still sits on files."""
        open_slots = [inside for inside in self.inside if len(inside) < len(self.rooms)]
        if remaining > sum(len(self.rooms) - len(inside) for inside in open_slots):
            return False
        for person, many in self.left.items():
            if many > sum(not any(person in turn.panel for turn in inside) for inside in open_slots):
                return False
        return True


def matching(inside: Sequence[Turn], free: Sequence[int], rooms: Sequence[Room]) -> dict[int, Turn] | None:
    """A room of ``free`` for each turn whose clerk may hear it (augmenting paths); None where there is none."""
    given: dict[int, Turn] = {}

    def give(turn: Turn, tried: set[int]) -> bool:
        for number in free:
            if number in tried or rooms[number].clerk in turn.barred:
                continue
            tried.add(number)
            if number not in given or give(given[number], tried):
                given[number] = turn
                return True
        return False

    return given if all(give(turn, set()) for turn in inside) else None
