"""What follows when days change: rooms above register how they move their running deadlines."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from portal.registry import Registry


@dataclass(frozen=True)
class Change:
    """``days`` that work now and didn't, or the other way round; ``years`` that are final from now on."""

    days: frozenset[date]
    years: frozenset[int]
    note: str

    @property
    def first(self) -> date | None:
        """The first day from which a deadline can have moved."""
        return min(self.days, default=None)


moved: Registry[Callable] = Registry("followers of the calendar")
"""``follower(change: Change, *, by, at) -> int`` by key: moves what runs, in the same transaction,
tells those concerned, and returns how many deadlines moved."""


def follow(change: Change, *, by, at: datetime) -> dict[str, int]:
    """Run every follower; how many each moved, by key."""
    keys = moved.keys()
    return {key: moved[key](change, by=by, at=at) for key in keys}
