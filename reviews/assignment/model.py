"""The problem as arrays, with the pins taken out: what every part of the solver computes on."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reviews.assignment.problem import KINDS, Problem

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

BLOCK = 2**19  # pairs looked at together, so that no pass over A × E needs a second matrix of that size


@dataclass(frozen=True, eq=False)
class Model:
    """What is left to decide when the pins sit.

    cost, allowed: A × E; a pinned pair, and every pair of an expert without load left, is not allowed.
    seats: A, seats left. limit: E, load left. group: E, the expert's group; least: A × G, the least number
    of each group still to come. Kinds without a least number share the last group, ``kind_of[g]`` is the
    column of ``KINDS`` that group g stands for (None for the shared one).
    """

    problem: Problem
    cost: Ints
    allowed: Bools
    seats: Ints
    limit: Ints
    group: Ints
    least: Ints
    kind_of: tuple[int | None, ...]

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.seats), len(self.limit)

    @property
    def members(self) -> list[Ints]:
        """The experts of each group."""
        return [np.flatnonzero(self.group == g) for g in range(len(self.kind_of))]


def least_numbers(problem: Problem) -> Ints:
    """A × kinds: the least number of each kind on each panel."""
    rows = [problem.composition.least(one.seats) for one in problem.applications]
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(KINDS))


def kinds_of(problem: Problem) -> Ints:
    """E: the column of ``KINDS`` of each expert."""
    return np.array([KINDS.index(one.kind) for one in problem.experts], dtype=np.int64)


def build(problem: Problem) -> Model:
    """The model of a problem whose pins fit seats, limits, leasts and allowed pairs."""
    kind, least = kinds_of(problem), least_numbers(problem)
    seats = np.array([one.seats for one in problem.applications], dtype=np.int64)
    limit = np.array([one.limit for one in problem.experts], dtype=np.int64)
    allowed = ~problem.forbidden
    for a, e in problem.pinned:
        allowed[a, e] = False
        seats[a] -= 1
        limit[e] -= 1
        least[a, kind[e]] -= 1
    least = np.maximum(least, 0)
    allowed[:, limit == 0] = False
    asked = [k for k in range(len(KINDS)) if least[:, k].any()]
    place = np.full(len(KINDS), len(asked), dtype=np.int64)
    place[asked] = np.arange(len(asked))
    shared = np.zeros((len(seats), 1), dtype=np.int64)
    grouped = np.concatenate([least[:, asked], shared], axis=1)
    return Model(problem, problem.cost, allowed, seats, limit, place[kind], grouped, (*asked, None))


def blocks(rows: int, columns: int) -> Iterator[slice]:
    """Slices of rows that hold about ``BLOCK`` pairs each."""
    step = max(1, BLOCK // max(1, columns))
    return (slice(start, min(start + step, rows)) for start in range(0, rows, step))
