"""Who gets a place at an event, and who moves up from the waiting list. Pure: no Django.

Reserved places are kept for excellent suppliers until they are released (registration has closed).
On the waiting list excellent suppliers stand first, then everybody by the time of registration.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """How many places there are and are taken: ``excellent`` of ``taken`` by excellent suppliers."""

    places: int
    reserved: int
    taken: int
    excellent: int
    released: bool = False

    @property
    def kept(self) -> int:
        """Reserved places that nobody took yet; none once they are released."""
        return 0 if self.released else max(0, self.reserved - self.excellent)

    @property
    def free(self) -> int:
        """Places that an excellent supplier can still have."""
        return max(0, self.places - self.taken)

    @property
    def free_for_all(self) -> int:
        """Places that anybody can still have."""
        return max(0, self.places - self.taken - self.kept)

    def has_place_for(self, *, excellent: bool) -> bool:
        return (self.free if excellent else self.free_for_all) > 0

    def after(self, *, excellent: bool) -> "Standing":
        """The same with one more place taken."""
        return Standing(
            self.places, self.reserved, self.taken + 1, self.excellent + int(excellent), self.released
        )


def move_up(standing: Standing, waiting: Sequence[tuple[int, bool]]) -> list[int]:
    """Who of ``waiting`` (key, whether excellent; in order of registration) gets a place now, in order."""
    placed = []
    for key, excellent in sorted(waiting, key=lambda one: not one[1]):  # stable: by time within each
        if standing.has_place_for(excellent=excellent):
            standing = standing.after(excellent=excellent)
            placed.append(key)
    return placed
