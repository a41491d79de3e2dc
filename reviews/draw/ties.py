"""Equal optima leave no choice: of all cheapest sets of panels, the one with the smallest indices first.

Take the pairs (file, expert) in order, files first, experts by their place. Of two cheapest sets the one
that has the first pair in which they differ comes first. With optimal duals all cheapest sets differ from
one another by exchanges along pairs of reduced cost 0 that leave every priced rule tight: cycles in the
graph made here (an expert with a place left, or a kind with more than its least number, lets an exchange
pass; the rest can only be given or taken). No cycle: the cheapest set is the only one. The usual case by
far, as prices are drawn from a thousand million; the rule is there for the other.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Hashable
from graphlib import CycleError, TopologicalSorter

import numpy as np
from numpy.typing import NDArray

from reviews.assignment import KINDS, Duals, Problem

Pair = tuple[int, int]


def reduced(problem: Problem, duals: Duals) -> NDArray[np.int64]:
    """A × E: what each pair costs beyond the prices of the rules that it serves."""
    kinds = np.array([KINDS.index(expert.kind) for expert in problem.experts], dtype=np.int64)
    least = np.array(duals.least, dtype=np.int64).reshape(-1, len(KINDS))
    rest = problem.cost - np.array(duals.seats, dtype=np.int64)[:, None] - least[:, kinds]
    rest = rest + np.array(duals.limits, dtype=np.int64)[None, :]
    regions = np.array([expert.region for expert in problem.experts])
    for a, region, price in duals.regions:
        rest[a, regions != region] -= price
    return rest


def settle(problem: Problem, pairs: Collection[Pair], duals: Duals) -> set[Pair]:
    """The first of the cheapest sets of panels, from any of them (``pairs``) and duals that prove it.

    Each pair is taken in where that changes later pairs alone; what was decided before it stays.
    """
    rest = reduced(problem, duals)
    free = (rest == 0) & ~problem.forbidden
    for pair in problem.pinned:
        free[pair] = False
    zero: list[Pair] = [(int(a), int(e)) for a, e in zip(*np.nonzero(free), strict=True)]
    chosen = set(pairs)
    graph = Graph(problem, chosen, duals, zero)
    if graph.has_cycle:
        for pair in zero:
            step = set() if pair in chosen else graph.cycle(pair)
            if step and _is_equal(problem, chosen, step):
                chosen ^= step
                graph = Graph(problem, chosen, duals, zero)
    return chosen


class Graph:
    """The exchanges that cost nothing, as arcs between kinds of a file, files, experts and ``any``."""

    def __init__(self, problem: Problem, chosen: set[Pair], duals: Duals, zero: list[Pair]) -> None:
        self.problem, self.duals = problem, duals
        self.kinds = [KINDS.index(expert.kind) for expert in problem.experts]
        self.loads = Counter(e for _, e in chosen)
        self.counts = Counter((a, self.kinds[e]) for a, e in chosen)
        self.arcs: dict[Hashable, list[tuple[Hashable, Pair | None]]] = defaultdict(list)
        for a, e in zero:
            kind, expert = self.kind(a, e), self.expert(e)
            start, end = (kind, expert) if (a, e) in chosen else (expert, kind)
            self.arcs[start].append((end, (a, e)))
            if kind != ("file", a) and not duals.least[a][self.kinds[e]]:
                self.arcs[kind].append((("file", a), None))
            if expert != "any" and not duals.limits[e]:
                self.arcs[expert].append(("any", None))

    def kind(self, a: int, e: int) -> Hashable:
        """The kind of an expert on a file; the file itself where more sit than must, so that they may go."""
        k = self.kinds[e]
        least = self.problem.composition.least(self.problem.applications[a].seats)[k]
        return ("file", a) if not self.duals.least[a][k] and self.counts[a, k] > least else ("kind", a, k)

    def expert(self, e: int) -> Hashable:
        """An expert; ``any`` where there is a place left, which is as good as any other's."""
        has_place = not self.duals.limits[e] and self.loads[e] < self.problem.experts[e].limit
        return "any" if has_place else ("expert", e)

    @property
    def has_cycle(self) -> bool:
        try:
            TopologicalSorter({node: {to for to, _ in out} for node, out in self.arcs.items()}).prepare()
        except CycleError:
            return True
        return False

    def cycle(self, pair: Pair) -> set[Pair]:
        """The shortest exchange that takes ``pair`` in and changes later pairs alone; none if there is none."""
        start, end = self.kind(*pair), self.expert(pair[1])
        came: dict[Hashable, tuple[Hashable, Pair | None]] = {start: (start, None)}
        queue = deque([start])
        while queue and end not in came:
            here = queue.popleft()
            for to, by in self.arcs.get(here, ()):
                if to not in came and (by is None or by > pair):
                    came[to] = (here, by)
                    queue.append(to)
        step, node = {pair} if end in came else set(), end
        while step and node != start:
            node, by = came[node]
            step |= {by} if by else set()
        return step


def _is_equal(problem: Problem, chosen: set[Pair], step: set[Pair]) -> bool:
    """Whether the exchange keeps the regions, the one rule that is no network, and costs nothing so."""
    change = sum(int(problem.cost[pair]) * (-1 if pair in chosen else 1) for pair in step)
    for a in {a for a, _ in step}:
        regions = {problem.experts[e].region for b, e in chosen ^ step if b == a}
        if len(regions) < problem.composition.least_regions:
            return False
    return change == 0
