"""The front: one problem, one answer with its proof."""

import time
from dataclasses import replace

import numpy as np

from reviews.assignment import conflicts, network
from reviews.assignment.gap import any_panels, close, search
from reviews.assignment.integer import price_needs, with_pins
from reviews.assignment.model import Bools, Model, build
from reviews.assignment.needs import Needs
from reviews.assignment.pricing import bound, duals_of
from reviews.assignment.problem import Duals, Kind, Problem, Solution
from reviews.assignment.unique import is_unique
from reviews.assignment.unmet import why_unmet


def solve(problem: Problem) -> Solution:
    """The cheapest lawful panels with their proof, or a minimal set of rules that conflict.

    Seats, least numbers, limits, forbidden and pinned pairs alone: always optimal and proven so. With regions
    or fields asked for: lawful panels, the bound that the duals prove and the gap between them. Raises
    RuntimeError where an integer search ends at its limit with neither panels nor a conflict.
    """
    start = time.perf_counter()
    answer = _answer(problem)
    return replace(answer, seconds=time.perf_counter() - start)


def _answer(problem: Problem) -> Solution:
    if rules := conflicts.alone(problem):
        return Solution(conflict=rules)
    model = build(problem)
    panels = network.cheapest(model)
    if panels is None:
        return Solution(conflict=conflicts.why_empty(model))
    needs = Needs(problem)
    if needs.unmet(with_pins(model, panels.chosen)):
        return _with_needs(model, needs, panels)
    duals = duals_of(model, panels.chosen, panels.limits)
    return _solution(model, panels.chosen, duals, bound(problem, duals))


def _with_needs(model: Model, needs: Needs, panels: network.Panels) -> Solution:
    """Where the network's panels leave needs unmet."""
    state = price_needs(model, needs, panels)
    if state.chosen is None:
        search(state)
    if state.chosen is None:
        if rules := why_unmet(model.problem, sorted(state.hopeless)):
            return Solution(conflict=rules)
        any_panels(state)
    is_searched = state.chosen is not None and close(state)
    if state.chosen is None or state.duals is None or state.priced is None:
        raise RuntimeError("neither panels nor a conflict were found within the limits of the search")
    return replace(_solution(state.priced, state.chosen, state.duals, state.bound), is_searched=is_searched)


def _solution(model: Model, chosen: Bools, duals: Duals, proven: int) -> Solution:
    pairs = pairs_of(model.problem, chosen)
    cost = cost_of(model.problem, pairs)
    is_proven = cost == proven
    unique = is_proven and is_unique(model, chosen, duals)
    return Solution(
        pairs, chairs_of(model.problem, pairs), cost, proven, duals, unique, is_searched=is_proven
    )


def pairs_of(problem: Problem, chosen: Bools) -> tuple[tuple[int, int], ...]:
    """The chosen and the pinned pairs, sorted."""
    return tuple(sorted([*problem.pinned, *((int(a), int(e)) for a, e in np.argwhere(chosen))]))


def cost_of(problem: Problem, pairs: tuple[tuple[int, int], ...]) -> int:
    """What the pairs cost together."""
    places = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return sum(problem.cost[places[:, 0], places[:, 1]].tolist())


def chairs_of(problem: Problem, pairs: tuple[tuple[int, int], ...]) -> tuple[int | None, ...]:
    """The chair of each panel: the technical expert of lowest cost, then of smallest index."""
    chairs: list[tuple[int, int] | None] = [None] * len(problem.applications)
    for a, e in pairs:
        if problem.experts[e].kind is Kind.TECHNICAL:
            mine = (int(problem.cost[a, e]), e)
            chairs[a] = min(chairs[a] or mine, mine)
    return tuple(None if chair is None else chair[1] for chair in chairs)
