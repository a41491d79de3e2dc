"""Of several cheapest sets of panels the one with the smallest indices first, from whichever was found."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews import verify_draw
from reviews.assignment import (
    KINDS,
    PLAIN,
    Application,
    Composition,
    Expert,
    Kind,
    Problem,
    pairs_matrix,
    solve,
)
from reviews.draw.plan import Rules
from reviews.draw.ties import settle
from tests.reviews.draw import world
from tests.reviews.draw.test_verifier import swapped


def all_panels(problem: Problem):
    """Every lawful set of panels, by trying everything."""
    experts = range(len(problem.experts))
    rules = problem.composition
    choices = []
    for a, application in enumerate(problem.applications):
        least = rules.least(application.seats)
        pinned = {e for b, e in problem.pinned if b == a}
        panels = []
        for panel in combinations(experts, application.seats):
            kinds = [sum(problem.experts[e].kind == kind for e in panel) for kind in KINDS]
            regions = {problem.experts[e].region for e in panel}
            if (
                all(have >= need for have, need in zip(kinds, least, strict=True))
                and pinned <= set(panel)
                and not problem.forbidden[a, list(panel)].any()
                and len(regions) >= rules.least_regions
            ):
                panels.append(panel)
        choices.append(panels)
    for chosen in product(*choices):
        loads = np.bincount([e for panel in chosen for e in panel], minlength=len(problem.experts))
        if all(load <= expert.limit for load, expert in zip(loads, problem.experts, strict=True)):
            yield frozenset((a, e) for a, panel in enumerate(chosen) for e in panel)


def cheapest(problem: Problem) -> list[frozenset]:
    """All cheapest sets of panels; the one with the smallest indices first is first."""
    sets = list(all_panels(problem))
    costs = [sum(int(problem.cost[pair]) for pair in pairs) for pairs in sets]
    return sorted((s for s, cost in zip(sets, costs, strict=True) if cost == min(costs)), key=sorted)


def check(problem: Problem) -> int:
    """How many cheapest sets there are; each of them settles to the first."""
    found, sets = solve(problem), cheapest(problem)
    assert found.is_optimal
    assert {frozenset(settle(problem, pairs, found.duals)) for pairs in sets} == {sets[0]}
    return len(sets)


def test_the_smallest_index_decides_among_equals():
    """One file of two seats, four experts of one cost: the first two."""
    experts = tuple(Expert(n, Kind.TECHNICAL, 1) for n in range(4))
    problem = Problem(
        (Application(0, 2),), experts, np.full((1, 4), 7), np.zeros((1, 4), dtype=bool), composition=PLAIN
    )
    assert settle(problem, {(0, 2), (0, 3)}, solve(problem).duals) == {(0, 0), (0, 1)}


def test_the_first_file_chooses_first():
    """Two files of one seat, two experts of one file each: the first file takes the first expert."""
    experts = tuple(Expert(n, Kind.TECHNICAL, 1) for n in range(2))
    files = (Application(0, 1), Application(1, 1))
    problem = Problem(files, experts, np.full((2, 2), 7), np.zeros((2, 2), dtype=bool), composition=PLAIN)
    assert settle(problem, {(0, 1), (1, 0)}, solve(problem).duals) == {(0, 0), (1, 1)}


def test_price_comes_before_index():
    """The exchange above would cost more here, so it isn't made."""
    experts = tuple(Expert(n, Kind.TECHNICAL, 1) for n in range(2))
    files = (Application(0, 1), Application(1, 1))
    cost = np.array([[7, 7], [6, 7]])
    problem = Problem(files, experts, cost, np.zeros((2, 2), dtype=bool), composition=PLAIN)
    assert settle(problem, {(0, 1), (1, 0)}, solve(problem).duals) == {(0, 1), (1, 0)}


@st.composite
def problems(draw) -> Problem:
    """Two or three files, four to six experts, costs 0 to 2: full of equals."""
    files, experts = draw(st.integers(2, 3)), draw(st.integers(4, 6))
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=experts, max_size=experts))
    limits = draw(st.lists(st.integers(1, 3), min_size=experts, max_size=experts))
    cost = draw(st.lists(st.integers(0, 2), min_size=files * experts, max_size=files * experts))
    pairs = st.tuples(st.integers(0, files - 1), st.integers(0, experts - 1))
    forbidden = draw(st.sets(pairs, max_size=3))
    pinned = tuple(sorted(draw(st.sets(pairs, max_size=1)) - forbidden))
    seats = st.integers(1, 3)
    return Problem(
        tuple(Application(a, draw(seats)) for a in range(files)),
        tuple(
            Expert(e, kind, limit) for e, (kind, limit) in enumerate(zip(kinds, limits, strict=True))
        ),
        np.array(cost, dtype=np.int64).reshape(files, experts),
        pairs_matrix((files, experts), forbidden),
        pinned,
        Composition(least_financial=draw(st.integers(0, 1)), technical_chair=True),
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(problems())
def test_every_cheapest_set_settles_to_the_first(problem):
    if any(all_panels(problem)):
        check(problem)


@pytest.mark.parametrize("price_range", [1, 2, 5])
def test_a_draw_full_of_equals_is_settled_and_verified(drawn, price_range):
    """With prices from a handful of numbers, the verifier takes no other set of the same cost."""
    record = drawn(world.plan(price_range=price_range, rules=Rules(least_regions=1)))
    assert verify_draw.Checker(record).check()["gap"] == 0


def test_the_verifier_finds_an_equal_that_comes_later(drawn):
    """All prices are 0: of two experts of one kind and band with seats to spare, the later one sits."""
    rules = Rules(least_regions=1)
    record = drawn(world.plan(4, 40, price_range=1, rules=rules, limit=9, barred=(), pinned=()))
    checker = verify_draw.Checker(record)
    checker.check()
    panel, bands, kinds, place = checker.panels[0], checker.bands[0], checker.kinds, checker.place
    equals = [
        (out, into)
        for out, into in product(panel, set(range(40)) - set(panel))
        if (kinds[out], bands[out]) == (kinds[into], bands[into]) and place[out] < place[into]
    ]
    assert equals
    for out, into in equals:
        forged = swapped(record, 0, out, into)
        assert forged["draw"]["gap"] == 0
        with pytest.raises(ValueError, match="panels as good come earlier"):
            verify_draw.Checker(forged).check()
