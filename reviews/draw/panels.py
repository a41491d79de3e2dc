"""From the plan and the numbers to the panels with their proof, in the plan's order."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from reviews.assignment import (
    Application,
    Composition,
    Duals,
    Kind,
    Problem,
    Rule,
    Solution,
    pairs_matrix,
)
from reviews.assignment import Expert as Candidate
from reviews.draw.numbers import Numbers
from reviews.draw.plan import Json, Plan, Unlawful
from reviews.draw.ties import settle

Solve = Callable[[Problem], Solution]


class Infeasible(Unlawful):
    """No lawful set of panels; ``conflict``: rules that can't hold together, by index in the plan."""

    def __init__(self, conflict: tuple[Rule, ...]) -> None:
        super().__init__("infeasible")
        self.conflict = conflict


def problem(plan: Plan, order: Iterable[int], costs: NDArray[np.int64]) -> Problem:
    """The problem of the assignment: candidates in ``order``, so that the smallest index is a random one.

    costs: A × E in the plan's order.
    """
    order = list(order)
    place = {expert: at for at, expert in enumerate(order)}
    rules = plan.rules
    barred = [(bar.file, place[bar.expert]) for bar in plan.barred]
    candidates = (plan.experts[expert] for expert in order)
    return Problem(
        applications=tuple(Application(file.key, file.seats) for file in plan.files),
        experts=tuple(Candidate(c.key, Kind(c.kind), c.limit, region=c.region) for c in candidates),
        cost=np.ascontiguousarray(costs[:, order]),
        forbidden=pairs_matrix((len(plan.files), len(order)), barred),
        pinned=tuple(sorted((pin.file, place[pin.expert]) for pin in plan.pinned)),
        composition=Composition(least_regions=rules.least_regions, odd=rules.odd),
    )


def prove_feasible(plan: Plan, solve: Solve) -> None:
    """Raise Infeasible with the rules that conflict, or return: then every draw of this plan succeeds."""
    shape = (len(plan.files), len(plan.experts))
    found = solve(problem(plan, range(shape[1]), np.zeros(shape, dtype=np.int64)))
    if found.conflict:
        raise Infeasible(found.conflict)


def draw(plan: Plan, numbers: Numbers, solve: Solve) -> Json:
    """Order, panels and proof as the record shows them: members with band and price, the chair, cost, bound, duals."""
    posed = problem(plan, numbers.order, numbers.costs)
    found = solve(posed)
    if found.conflict or found.duals is None:
        raise Infeasible(found.conflict)
    pairs = settle(posed, found.pairs, found.duals) if found.is_optimal else set(found.pairs)
    seated: list[list[int]] = [[] for _ in plan.files]
    for a, place in pairs:
        seated[a].append(numbers.order[place])
    cost = sum(int(posed.cost[pair]) for pair in pairs)
    return {
        "order": list(numbers.order),
        "panels": [_panel(plan, numbers, a, sorted(members)) for a, members in enumerate(seated)],
        "cost": cost,
        "bound": found.bound,
        "gap": cost - found.bound,
        "duals": _duals(found.duals, numbers.order),
    }


def chair_of(plan: Plan, numbers: Numbers, file: int, members: Iterable[int]) -> int | None:
    """The technical member of lowest cost on the file, then of the first place in the random order."""
    technical = [expert for expert in members if plan.experts[expert].kind == "technical"]
    costs = numbers.costs[file]
    return min(technical, key=lambda e: (int(costs[e]), numbers.order.index(e)), default=None)


def _panel(plan: Plan, numbers: Numbers, file: int, members: list[int]) -> Json:
    rows = [
        {"expert": e, "band": int(numbers.bands[file, e]), "price": int(numbers.prices[file, e])}
        for e in members
    ]
    return {"chair": chair_of(plan, numbers, file, members), "members": rows}


def _duals(duals: Duals, order: tuple[int, ...]) -> Json:
    limits = [0] * len(order)
    for place, expert in enumerate(order):
        limits[expert] = duals.limits[place]
    regions = sorted((a, region, price) for a, region, price in duals.regions if price)
    return {
        "seats": list(duals.seats),
        "least": [list(row) for row in duals.least],
        "limits": limits,
        "regions": [{"file": a, "region": region, "price": price} for a, region, price in regions],
    }
