"""Proof in whole numbers: panels are the cheapest when no ring of exchanges makes them cheaper.

Experts are the nodes. An arc from e to f is the cheapest exchange of e for f on any panel; the node ``rest``
stands for load not used. Where shortest distances to ``rest`` exist they are the limits' prices; otherwise a
ring of exchanges costs less than nothing, is carried out, and the distances are sought again. Panels from
``network.flow`` are the cheapest already unless costs are too high for its 64 bits.
"""

from itertools import count

import numpy as np

from reviews.assignment.model import Bools, Ints, Model
from reviews.assignment.pricing import FAR

LOOK_EVERY = 8  # turns between looks for a ring, which cost more than a turn
Step = tuple[int, int, int]  # expert, application (or -1 for load not used), next expert


class Exchanges:
    """The graph of exchanges over some panels, kept up while they change."""

    def __init__(self, model: Model, chosen: Bools) -> None:
        self.model, self.chosen = model, chosen.copy()
        self.rest = model.shape[1]
        self.arcs = np.full((self.rest + 1, self.rest + 1), FAR, dtype=np.int64)
        self.distance = np.zeros(self.rest + 1, dtype=np.int64)
        self.count = np.stack([chosen[:, experts].sum(axis=1) for experts in model.members], axis=1)
        self.load = chosen.sum(axis=0)
        for e in range(self.rest):
            self._renew(e)

    def settle(self) -> None:
        """Carry out exchanges until none makes the panels cheaper."""
        while (ring := self.cheaper_ring()) is not None:
            self.carry_out(ring)

    def prices(self) -> Ints:
        """E: the limits' prices, after ``settle``."""
        prices: Ints = self.distance[: self.rest] - self.distance[self.rest]
        return prices

    def _costs(self, e: int) -> tuple[Ints, Ints]:
        """The panels of e, and panels × E: what exchanging e there costs, FAR where it is not lawful."""
        model, panels = self.model, np.flatnonzero(self.chosen[:, e])
        cost = model.cost[panels] - model.cost[panels, e][:, None]
        bad = ~model.allowed[panels] | self.chosen[panels]
        group = model.group[e]
        needed = self.count[panels, group] <= model.least[panels, group]
        bad |= needed[:, None] & (model.group != group)
        cost[bad] = FAR
        return panels, cost

    def _renew(self, e: int) -> None:
        _panels, cost = self._costs(e)
        self.arcs[e, : self.rest] = cost.min(axis=0, initial=FAR)
        self.arcs[e, self.rest] = 0 if self.load[e] < self.model.limit[e] else FAR
        self.arcs[self.rest, e] = 0

    def cheaper_ring(self) -> list[Step] | None:
        """A ring of exchanges that costs less than nothing (Bellman and Ford); None where there is none."""
        self.distance[:] = 0
        following = np.full(self.rest + 1, -1, dtype=np.int64)
        for turn in count(1):
            through = np.where(self.arcs < FAR, self.arcs + self.distance, FAR)
            best = through.argmin(axis=1)
            value = through[np.arange(len(best)), best]
            closer = value < self.distance
            if not closer.any():
                return None
            self.distance[closer], following[closer] = value[closer], best[closer]
            if turn % LOOK_EVERY == 0 and (ring := _ring(following)):
                return self._cheapest_part(ring)
        raise AssertionError("distances neither settle nor lead into a ring")

    def _cheapest_part(self, ring: list[int]) -> list[Step]:
        """The ring's exchanges; where it meets a panel twice, the part of it that costs least by itself."""
        steps = [self._step(e, f) for e, f in zip(ring, ring[1:] + ring[:1], strict=True)]
        while (parts := self._parts(steps)) is not None:
            steps = min(parts, key=self._cost)
        return steps

    def _step(self, e: int, f: int) -> Step:
        if self.rest in (e, f):
            return e, -1, f
        panels, cost = self._costs(e)
        return e, int(panels[cost[:, f].argmin()]), f

    def _cost(self, steps: list[Step]) -> int:
        return sum(int(self.model.cost[a, f] - self.model.cost[a, e]) for e, a, f in steps if a >= 0)

    def _parts(self, steps: list[Step]) -> tuple[list[Step], list[Step]] | None:
        """Split where two exchanges across groups meet on a panel; None where none do.

        Each is lawful by itself, both together may take too many from one group. They trade their
        newcomers, and the ring falls into two that cost the same together.
        """
        group = self.model.group
        met: dict[int, int] = {}
        for j, (e, a, f) in enumerate(steps):
            if a < 0 or group[e] == group[f]:
                continue
            if a in met:
                i = met[a]
                inner = [*steps[i + 1 : j], (e, a, steps[i][2])]
                return inner, [*steps[:i], (steps[i][0], a, f), *steps[j + 1 :]]
            met[a] = j
        return None

    def carry_out(self, ring: list[Step]) -> None:
        """Exchange the experts of the ring."""
        group = self.model.group
        touched: set[int] = set()
        for e, a, f in ring:
            if a < 0:
                continue
            touched.update(np.flatnonzero(self.chosen[a]).tolist(), (e, f))
            self.chosen[a, e], self.chosen[a, f] = False, True
            self.count[a, group[e]] -= 1
            self.count[a, group[f]] += 1
            self.load[e] -= 1
            self.load[f] += 1
        for e in touched:
            self._renew(e)


def _ring(following: Ints) -> list[int]:
    """The nodes of a ring among the pointers (-1 ends a chain), empty where there is none."""
    state = np.zeros(len(following), dtype=np.int8)
    for start in range(len(following)):
        walk, node = [], start
        while node >= 0 and state[node] == 0:
            state[node] = 1
            walk.append(node)
            node = int(following[node])
        if node >= 0 and state[node] == 1:
            return walk[walk.index(node) :]
        state[walk] = 2
    return []
