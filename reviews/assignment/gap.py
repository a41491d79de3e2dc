"""The last gap between panels and bound: linear and integer programs over the pairs that could still matter.

Cheaper panels differ from what the prices want by less than the gap, so a pair whose reduced cost is as far
from zero as the gap sits or doesn't sit in all of them.
"""

from collections.abc import Iterable

import numpy as np

from reviews.assignment.integer import Priced, with_pins
from reviews.assignment.model import Bools, Ints, Model
from reviews.assignment.needs import Need
from reviews.assignment.pricing import reduced_costs
from reviews.assignment.program import Program

MOST_PAIRS = 120_000  # in a program; where more matter,
FEW = 30  # an application are looked at, those closest to mattering
ROUNDS = 20  # of adding needs that the program's panels leave unmet
REFINEMENTS = 8  # of the prices of needs; they settle after two or three


def close(state: Priced) -> bool:
    """Find better prices and cheaper panels; True where nothing cheaper is left to be found."""
    while True:
        for _ in range(REFINEMENTS):
            if state.gap == 0 or not refine(state):
                break
        before = state.cost
        is_final = state.gap == 0 or search(state)
        if state.gap == 0 or state.cost == before:
            return state.gap == 0 or is_final


def refine(state: Priced) -> bool:
    """Price the needs by the linear program over the pairs that matter; whether that led any further."""
    free, fixed, _is_all = _open(state)
    program = rest_of(state.model, free, fixed)
    first = len(program.rows)
    asked = [need for need in _sorted(state.price) if _ask(program, state, need, fixed)]
    worth = np.rint(np.maximum(program.prices()[first:], 0)).astype(np.int64).tolist()
    before, known = state.bound, set(state.price)
    state.price = dict.fromkeys(state.price, 0) | dict(zip(asked, worth, strict=True))
    _priced, _panels, unmet = state.look()
    state.price = dict.fromkeys(unmet, 0) | state.price
    return state.bound > before or not known.issuperset(unmet)


def search(state: Priced) -> bool:
    """Look for cheaper panels, and keep them; True where the search came to its end."""
    free, fixed, is_all = _open(state)
    return _search(state, free, fixed) and is_all


def any_panels(state: Priced) -> None:
    """Panels that meet all needs, from every pair: where the pairs close to mattering led to none."""
    _search(state, state.model.allowed, np.zeros(state.model.allowed.shape, dtype=np.bool_))


def _open(state: Priced) -> tuple[Bools, Bools, bool]:
    """The pairs that are open, those that sit for certain, and whether the open ones are all that matter."""
    if state.priced is None or state.duals is None:
        raise AssertionError("there are no prices yet")
    reduced = reduced_costs(state.priced, state.duals)
    distance, allowed = np.abs(reduced), state.model.allowed
    if state.gap is not None and int((allowed & (distance < state.gap)).sum()) <= MOST_PAIRS:
        return allowed & (distance < state.gap), allowed & (reduced <= -state.gap), True
    some = min(MOST_PAIRS, FEW * len(allowed), int(allowed.sum()) - 1)
    within = int(np.partition(distance[allowed], some)[some])
    return allowed & (distance <= within), allowed & (reduced < -within), False


def _sorted(needs: Iterable[Need]) -> list[Need]:
    return sorted(needs, key=lambda need: (need.a, need.region or ""))


def _search(state: Priced, free: Bools, fixed: Bools) -> bool:
    """Search the panels that hold the fixed pairs and others only of the free ones."""
    program = rest_of(state.model, free, fixed)
    for need in _sorted(state.price):
        _ask(program, state, need, fixed)
    for _ in range(ROUNDS):
        found = program.solve()
        if found.taken is None:
            return found.is_final
        chosen = fixed.copy()
        chosen[program.a[found.taken], program.e[found.taken]] = True
        unmet = state.needs.unmet(with_pins(state.model, chosen))
        if not unmet:
            state.keep(chosen)
            return found.is_final
        for need in unmet:
            _ask(program, state, need, fixed)
    return False


def rest_of(model: Model, free: Bools, fixed: Bools) -> Program:
    """The program over the free pairs when the fixed ones sit."""
    a, e = (side.astype(np.int64) for side in np.nonzero(free))
    program = Program(a, e, model.cost[a, e], np.zeros(len(a), dtype=np.int64), model.problem.seed)
    for one, seats in enumerate((model.seats - fixed.sum(axis=1)).tolist()):
        program.between(a == one, seats, seats)
    for g, members in enumerate(model.members):
        least: Ints = model.least[:, g] - fixed[:, members].sum(axis=1)
        for one in np.flatnonzero(least > 0).tolist():
            program.between((a == one) & (model.group[e] == g), int(least[one]))
    for one, limit in enumerate((model.limit - fixed.sum(axis=0)).tolist()):
        program.between(e == one, 0, limit)
    return program


def _ask(program: Program, state: Priced, need: Need, fixed: Bools) -> bool:
    """Ask for somebody who meets the need; False where one sits for certain."""
    counts = state.needs.counts(need)
    if (with_pins(state.model, fixed)[need.a] & counts).any():
        return False
    program.between((program.a == need.a) & counts[program.e], 1)
    return True
