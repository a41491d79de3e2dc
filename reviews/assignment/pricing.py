"""Bounds from prices, in whole numbers only: what proves an assignment."""

import numpy as np

from reviews.assignment.model import Bools, Ints, Model, blocks, kinds_of, least_numbers
from reviews.assignment.problem import KINDS, Duals, Problem


def in_field(problem: Problem, a: int) -> Bools:
    """E: who is an expert of one of the fields of application a."""
    fields = problem.applications[a].fields
    return np.array([not fields.isdisjoint(one.fields) for one in problem.experts], dtype=np.bool_)


def outside(problem: Problem, region: str) -> Bools:
    """E: who is not of the region."""
    return np.array([one.region != region for one in problem.experts], dtype=np.bool_)


def rewards(problem: Problem, duals: Duals) -> dict[int, Ints]:
    """For each application with a price on regions or fields: E, what each expert earns there."""
    earned: dict[int, Ints] = {}
    empty = np.zeros(len(problem.experts), dtype=np.int64)
    for a, region, price in duals.regions:
        earned[a] = earned.get(a, empty) + price * outside(problem, region)
    for a, price in duals.fields:
        earned[a] = earned.get(a, empty) + price * in_field(problem, a)
    return earned


def bound(problem: Problem, duals: Duals) -> int:
    """What every lawful set of panels costs at least, by the formula of ``Duals``.

    Raises ValueError where a price that must not be negative is.
    """
    seats, limits = np.array(duals.seats, dtype=np.int64), np.array(duals.limits, dtype=np.int64)
    least = np.array(duals.least, dtype=np.int64).reshape(len(seats), len(KINDS))
    extras = [price for _a, _region, price in duals.regions] + [price for _a, price in duals.fields]
    if (least < 0).any() or (limits < 0).any() or any(price < 0 for price in extras):
        raise ValueError("the prices of least numbers and limits must not be negative")
    total = sum(one.seats * price for one, price in zip(problem.applications, duals.seats, strict=True))
    total += sum(int(row) for row in (least_numbers(problem) * least).sum(axis=1)) + sum(extras)
    total -= sum(one.limit * price for one, price in zip(problem.experts, duals.limits, strict=True))
    return total + _pairs_part(problem, seats[:, None] + least, limits, rewards(problem, duals))


def _pairs_part(problem: Problem, seat_price: Ints, limits: Ints, earned: dict[int, Ints]) -> int:
    """The bound's sums over pinned and other allowed pairs. ``seat_price``: A × kinds."""
    kind = kinds_of(problem)
    pins: dict[int, list[int]] = {}
    for a, e in problem.pinned:
        pins.setdefault(a, []).append(e)
    total = 0
    for rows in blocks(*problem.cost.shape):
        reduced = problem.cost[rows] + limits
        reduced -= seat_price[rows][:, kind]
        for a in range(rows.start, rows.stop):
            if a in earned:
                reduced[a - rows.start] -= earned[a]
        pinned = [(a - rows.start, e) for a in range(rows.start, rows.stop) for e in pins.get(a, ())]
        total += sum(int(reduced[place]) for place in pinned)
        for place in pinned:
            reduced[place] = 0
        np.minimum(reduced, 0, out=reduced)
        reduced[problem.forbidden[rows]] = 0
        total += sum(int(part) for part in reduced.sum(axis=1))
    return total


def reduced_costs(model: Model, duals: Duals) -> Ints:
    """A × E: r of ``Duals`` where the model's costs have the prices of needs taken off already."""
    kind = kinds_of(model.problem)
    seats = np.array(duals.seats, dtype=np.int64)[:, None] + np.array(duals.least, dtype=np.int64).reshape(
        -1, len(KINDS)
    )
    return model.cost + np.array(duals.limits, dtype=np.int64) - seats[:, kind]


def extremes(model: Model, chosen: Bools, limits: Ints) -> tuple[Ints, Ints]:
    """A × G each: the dearest chosen and the cheapest other allowed cost + limit price of each group.

    ``FAR`` and ``-FAR`` stand for no such pair.
    """
    highest = np.full(model.least.shape, -FAR, dtype=np.int64)
    lowest = np.full(model.least.shape, FAR, dtype=np.int64)
    for rows in blocks(*model.shape):
        price = model.cost[rows] + limits
        taken = np.where(chosen[rows], price, -FAR)
        price[~model.allowed[rows] | chosen[rows]] = FAR
        for g, experts in enumerate(model.members):
            if len(experts):
                every = len(experts) == model.shape[1]
                highest[rows, g] = (taken if every else taken[:, experts]).max(axis=1)
                lowest[rows, g] = (price if every else price[:, experts]).min(axis=1)
    return highest, lowest


FAR = 2**62


def seat_prices(model: Model, chosen: Bools, limits: Ints) -> tuple[Ints, Ints]:
    """The prices of seats (A) and least numbers (A × G) that go with panels and limit prices.

    With optimal panels and limit prices they prove the optimum: a seat is worth the dearest expert who sits
    without being needed for a least number, a least number what its dearest expert costs above that.
    """
    highest, lowest = extremes(model, chosen, limits)
    count = np.stack([chosen[:, experts].sum(axis=1) for experts in model.members], axis=1)
    free = np.where(count > model.least, highest, -FAR).max(axis=1)
    seats = np.where(free == -FAR, lowest.min(axis=1), free)
    seats[seats == FAR] = 0  # nobody else may sit here: any price does
    seats = np.where((free == -FAR) & (lowest.min(axis=1) == FAR), highest.max(axis=1), seats)
    seats[seats == -FAR] = 0  # every seat is pinned
    least = np.where(model.least > 0, np.maximum(0, highest - seats[:, None]), 0)
    return seats, least


def duals_of(model: Model, chosen: Bools, limits: Ints) -> Duals:
    """All prices as data; who has no load left is priced so that nobody wants that expert."""
    seats, least = seat_prices(model, chosen, limits)
    limits = limits.copy()
    for e in np.flatnonzero(model.limit == 0):
        open_to = ~model.problem.forbidden[:, e]
        for a in (a for a, pinned in model.problem.pinned if pinned == e):
            open_to[a] = False
        worth = seats + least[:, model.group[e]] - model.cost[:, e]
        limits[e] = max(0, int(worth[open_to].max(initial=0)))
    by_kind = np.zeros((len(seats), len(KINDS)), dtype=np.int64)
    for g, kind in enumerate(model.kind_of):
        if kind is not None:
            by_kind[:, kind] = least[:, g]
    return Duals(
        tuple(int(price) for price in seats),
        tuple((int(row[0]), int(row[1]), int(row[2])) for row in by_kind),
        tuple(int(price) for price in limits),
    )
