"""Whether other panels cost as little: only through a ring of exchanges that all cost nothing.

Exchanges that cost nothing join pairs whose reduced cost is zero, so few pairs have to be looked at.
"""

import numpy as np

from reviews.assignment.model import Bools, Ints, Model, blocks
from reviews.assignment.problem import Duals


def is_unique(model: Model, chosen: Bools, duals: Duals) -> bool:
    """Whether optimal panels are the only ones of their cost. ``duals`` must prove them optimal.

    Nodes: experts, panels, the groups of each panel, and one for load not used. What can be exchanged back and
    forth along one arc is one node. Then a ring is left, if any, when all that lead nowhere are taken away.
    """
    tails, heads = _arcs(model, chosen, duals)
    nodes = int(max(tails.max(initial=-1), heads.max(initial=-1))) + 1
    while len(tails):
        leaves, enters = np.zeros(nodes, dtype=np.bool_), np.zeros(nodes, dtype=np.bool_)
        leaves[tails], enters[heads] = True, True
        goes_on = leaves[heads] & enters[tails]
        if goes_on.all():
            return False
        tails, heads = tails[goes_on], heads[goes_on]
    return True


def _arcs(model: Model, chosen: Bools, duals: Duals) -> tuple[Ints, Ints]:
    applications, experts = model.shape
    groups = len(model.kind_of)
    limits, load = np.array(duals.limits, dtype=np.int64), chosen.sum(axis=0)
    seats, least = np.array(duals.seats, dtype=np.int64), np.zeros(model.least.shape, dtype=np.int64)
    for g, kind in enumerate(model.kind_of):
        if kind is not None:
            least[:, g] = np.array([row[kind] for row in duals.least], dtype=np.int64)
    count = np.stack([chosen[:, members].sum(axis=1) for members in model.members], axis=1)
    rest, first_panel, first_group = experts, experts + 1, experts + 1 + applications
    node = np.arange(experts)
    node[(load > 0) & (load < model.limit)] = rest
    panel = first_panel + np.arange(applications)
    group = first_group + np.arange(applications * groups).reshape(applications, groups)
    group = np.where((count > model.least) & (least == 0), panel[:, None], group)
    group[:, model.kind_of.index(None)] = panel

    a, e = _zero_pairs(model, seats[:, None] + least, limits)
    place, taken = group[a, model.group[e]], chosen[a, e]
    arcs = [(np.where(taken, node[e], place), np.where(taken, place, node[e]))]
    untaken = np.flatnonzero((load == 0) & (model.limit > 0))
    arcs.append((untaken, np.full(len(untaken), rest)))
    full = np.flatnonzero((load > 0) & (load == model.limit) & (limits == 0))
    arcs.append((np.full(len(full), rest), full))
    whole = (group != panel[:, None]) & (least == 0)
    arcs.append((np.broadcast_to(panel[:, None], whole.shape)[whole], group[whole]))
    tails, heads = (np.concatenate(side) for side in zip(*arcs, strict=True))
    return tails, heads


def _zero_pairs(model: Model, worth: Ints, limits: Ints) -> tuple[Ints, Ints]:
    """The pairs whose reduced cost is zero."""
    found = []
    for rows in blocks(*model.shape):
        reduced = model.cost[rows] + limits
        reduced -= worth[rows][:, model.group]
        zero = np.argwhere((reduced == 0) & model.allowed[rows])
        zero[:, 0] += rows.start
        found.append(zero)
    pairs = np.concatenate(found) if found else np.empty((0, 2), dtype=np.int64)
    return pairs[:, 0], pairs[:, 1]
