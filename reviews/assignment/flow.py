"""Filling panels unit by unit without regard to cost, to see what stops them.

A unit is needed by a panel's group (its least number) or by the panel as a whole (its other seats). Where it
can't be placed, what the search has reached is the reason: the panels that compete and the experts, all
fully loaded, that they compete for.
"""

from dataclasses import dataclass, field

import numpy as np

from reviews.assignment.model import Bools, Ints

NOT, START, BY_PANEL = -3, -2, -1  # how a node was reached, where no expert or group is named
UNLIMITED = 2**40


@dataclass(eq=False)
class Reached:
    """What a search came to. groups: A × G, panels: A, experts: E; each holds what it was reached from."""

    groups: Ints
    panels: Ints
    experts: Ints


@dataclass(eq=False)
class Flow:
    """Panels being filled. allowed, chosen: A × E; limit, load, group: E; free: A × G, units that a panel as a
    whole has placed in each group (the others are placed for the group's own least number).
    """

    allowed: Bools
    limit: Ints
    group: Ints
    groups: int
    chosen: Bools = field(init=False)
    load: Ints = field(init=False)
    free: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.chosen = np.zeros(self.allowed.shape, dtype=np.bool_)
        self.load = np.zeros(len(self.limit), dtype=np.int64)
        self.free = np.zeros((len(self.allowed), self.groups), dtype=np.int64)
        self.members = [np.flatnonzero(self.group == g) for g in range(self.groups)]

    def place(self, a: int, g: int | None) -> Reached | None:
        """Place one more unit of panel a, of its group g or (None) of the panel; what was reached if it fails."""
        reached = Reached(
            np.full(self.free.shape, NOT, dtype=np.int64),
            np.full(len(self.allowed), NOT, dtype=np.int64),
            np.full(len(self.limit), NOT, dtype=np.int64),
        )
        fresh = np.zeros(self.free.shape, dtype=np.bool_)
        if g is None:
            reached.panels[a] = START
            reached.groups[a] = BY_PANEL
            fresh[a] = True
        else:
            reached.groups[a, g] = START
            fresh[a, g] = True
            self._spread_over_panels(reached, fresh)
        while fresh.any():
            found = self._experts_of(reached, fresh)
            spare = found[self.load[found] < self.limit[found]]
            if len(spare):
                self._exchange(reached, int(spare[0]))
                return None
            fresh = self._holders_of(reached, found)
            self._spread_over_panels(reached, fresh)
        return reached

    def _experts_of(self, reached: Reached, fresh: Bools) -> Ints:
        """The experts first reached from the fresh groups, who may take a seat there."""
        found = []
        for g, members in enumerate(self.members):
            rows = np.flatnonzero(fresh[:, g])
            experts = members[reached.experts[members] == NOT]
            if len(rows) and len(experts):
                place = np.ix_(rows, experts)
                open_to = self.allowed[place] & ~self.chosen[place]
                new = open_to.any(axis=0)
                reached.experts[experts[new]] = rows[open_to[:, new].argmax(axis=0)]
                found.append(experts[new])
        return np.concatenate(found) if found else np.empty(0, dtype=np.int64)

    def _holders_of(self, reached: Reached, experts: Ints) -> Bools:
        """The groups of panels first reached: one of the experts sits there and could be exchanged."""
        fresh = np.zeros(self.free.shape, dtype=np.bool_)
        for g in range(self.groups):
            own = experts[self.group[experts] == g]
            if len(own):
                sits = self.chosen[:, own]
                new = np.flatnonzero(sits.any(axis=1) & (reached.groups[:, g] == NOT))
                reached.groups[new, g] = own[sits[new].argmax(axis=1)]
                fresh[new, g] = True
        return fresh

    def _spread_over_panels(self, reached: Reached, fresh: Bools) -> None:
        """From a group that holds a unit of the panel as a whole all groups of the panel are reached."""
        through = fresh & (self.free > 0)
        new = np.flatnonzero(through.any(axis=1) & (reached.panels == NOT))
        reached.panels[new] = through[new].argmax(axis=1)
        untouched = reached.groups[new] == NOT
        rows, groups = np.nonzero(untouched)
        reached.groups[new[rows], groups] = BY_PANEL
        fresh[new[rows], groups] = True

    def _exchange(self, reached: Reached, e: int) -> None:
        """Carry out the exchanges that lead to expert e, who has load to spare."""
        self.load[e] += 1
        while True:
            a = int(reached.experts[e])
            g = int(self.group[e])
            self.chosen[a, e] = True
            if reached.groups[a, g] == BY_PANEL:
                self.free[a, g] += 1
                g = int(reached.panels[a])
                if g == START:
                    return
                self.free[a, g] -= 1
            e = int(reached.groups[a, g])
            if e == START:
                return
            self.chosen[a, e] = False

    def take_back(self, a: int, groups: list[int]) -> None:
        """Empty the panel of a in these groups."""
        for g in groups:
            members = self.members[g]
            self.load[members] -= self.chosen[a, members]
            self.chosen[a, members] = False
            self.free[a, g] = 0

    def copy(self) -> "Flow":
        other = Flow(self.allowed.copy(), self.limit.copy(), self.group, self.groups)
        other.chosen, other.load, other.free = self.chosen.copy(), self.load.copy(), self.free.copy()
        return other
