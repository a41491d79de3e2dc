"""The optimum under seats, least numbers, limits, forbidden and pinned pairs: a network.

Solved by OR-tools' minimum-cost flow on few columns. Whole prices come from the exchanges among these
(``exact``); the other pairs are priced with them, what would improve is added, until nothing would.

HiGHS was measured too. On costs without structure its dual simplex takes three to four times as long on the
same columns; where fields are rare and wanted, 60 s instead of 1 s (2,000 × 500).
"""

from dataclasses import dataclass, replace

import numpy as np
from ortools.graph.python import min_cost_flow

from reviews.assignment.candidates import first_columns, further_columns, ranks
from reviews.assignment.exact import Exchanges
from reviews.assignment.model import Bools, Ints, Model, blocks
from reviews.assignment.pricing import seat_prices

AT_ONCE = 8  # columns added to an application in one round
WIDER = (3, 12)  # times the seats, where the first columns fill no panels; then all pairs
SAFE_BITS = 62  # OR-tools multiplies costs by the number of nodes


@dataclass(frozen=True, eq=False)
class Panels:
    """chosen: A × E, without pins. limits: E, whole prices of the limits that prove them the cheapest.

    columns: A × E, the pairs that were looked at closely.
    """

    chosen: Bools
    limits: Ints
    columns: Bools


def cheapest(model: Model, known: Bools | None = None) -> Panels | None:
    """The cheapest panels, or None where some seats stay empty whatever one does.

    ``known``: the columns of a similar problem, to begin with.
    """
    columns = first_columns(model) if known is None else known & model.allowed
    chosen = flow(model, columns)
    for times in WIDER:
        if chosen is None:
            columns |= further_columns(model, times)
            chosen = flow(model, columns)
    if chosen is None:
        columns = model.allowed.copy()
        chosen = flow(model, columns)
    while chosen is not None:
        few = replace(model, allowed=columns)
        exchanges = Exchanges(few, chosen)
        exchanges.settle()
        limits = exchanges.prices()
        better = improving(few, model.allowed, exchanges.chosen, limits)
        if not better.any():
            return Panels(exchanges.chosen, limits, columns)
        columns |= better
        chosen = flow(model, columns)
    return None


def improving(few: Model, allowed: Bools, chosen: Bools, limits: Ints) -> Bools:
    """A × E: the pairs outside ``few`` that would make panels cheaper, at most ``AT_ONCE`` of each row."""
    found = np.zeros(few.shape, dtype=np.bool_)
    seats, least = seat_prices(few, chosen, limits)
    worth = seats[:, None] + least
    for rows in blocks(*few.shape):
        reduced = few.cost[rows] + limits
        reduced -= worth[rows][:, few.group]
        better = (reduced < 0) & allowed[rows] & ~few.allowed[rows]
        many = np.flatnonzero(better.sum(axis=1) > AT_ONCE)
        if len(many):
            ordered = np.where(better[many], reduced[many] + ranks(few, many + rows.start), np.inf)
            best = np.argpartition(ordered, AT_ONCE - 1, axis=1)[:, :AT_ONCE]
            better[many] = False
            better[many[:, None], best] = True
        found[rows] = better
    return found


def flow(model: Model, columns: Bools) -> Bools | None:
    """A × E: the cheapest panels from these columns, None where they fill no panels.

    Costs too high for OR-tools' 64 bits lose their last bits here; ``Exchanges.settle`` makes up for it. Which of
    equally cheap panels result depends on the order of the experts, which the seed decides.
    """
    applications, experts = model.shape
    a, e = np.nonzero(columns)
    asked = np.argwhere(model.least > 0)
    place = np.tile(np.arange(applications)[:, None], (1, model.least.shape[1]))
    own = applications + experts + 1 + np.arange(len(asked))
    place[asked[:, 0], asked[:, 1]] = own
    nodes = applications + experts + 1 + len(asked)
    free = model.seats - model.least.sum(axis=1)
    cost = model.cost[a, e]
    bits = int(np.abs(cost).max(initial=0)).bit_length() + nodes.bit_length()
    cost >>= max(0, bits - SAFE_BITS)
    order = applications + np.random.default_rng(model.problem.seed).permutation(experts)
    sink = applications + experts

    graph = min_cost_flow.SimpleMinCostFlow()
    add = graph.add_arcs_with_capacity_and_unit_cost
    pairs = add(place[a, model.group[e]], order[e], np.ones(len(a), dtype=np.int64), cost)
    add(order, np.full(experts, sink), model.limit, np.zeros(experts, dtype=np.int64))
    add(asked[:, 0], own, free[asked[:, 0]], np.zeros(len(asked), dtype=np.int64))
    graph.set_nodes_supplies(np.arange(applications), free)
    graph.set_nodes_supplies(own, model.least[asked[:, 0], asked[:, 1]])
    graph.set_node_supply(sink, -int(model.seats.sum()))
    status = graph.solve()
    if status == graph.INFEASIBLE:
        return None
    if status != graph.OPTIMAL:
        raise RuntimeError(f"OR-tools ended with {status}")
    taken = graph.flows(pairs) > 0
    chosen = np.zeros(model.shape, dtype=np.bool_)
    chosen[a[taken], e[taken]] = True
    return chosen
