"""Panels that also meet the needs that are no network: a price on each need that is not met by itself.

With the prices the problem is a network again, and what it costs, prices included, is a bound whatever they
are. Prices are raised until all needs are met, which gives some panels that are lawful; then a linear program
over the pairs that could still matter finds the best prices, and an integer program the best panels (``gap``).
"""

from dataclasses import dataclass, field, replace

import numpy as np

from reviews.assignment import network
from reviews.assignment.model import Bools, Ints, Model
from reviews.assignment.needs import Need, Needs
from reviews.assignment.pricing import FAR, bound, duals_of
from reviews.assignment.problem import Duals

TURNS = 12  # of raising prices; what many competing for few still lack then is left to the programs


@dataclass(eq=False)
class Priced:
    """The search's state: prices of needs, the best bound with its proof, the cheapest panels that meet all.

    hopeless: the applications whose need nobody can meet by any exchange, or whose price ran away.
    """

    model: Model
    needs: Needs
    columns: Bools
    price: dict[Need, int] = field(default_factory=dict)
    bound: int = -(2**200)
    duals: Duals | None = None
    priced: Model | None = None
    chosen: Bools | None = None
    cost: int = 0
    hopeless: set[int] = field(default_factory=set)

    @property
    def gap(self) -> int | None:
        return None if self.chosen is None else self.cost - self.bound

    def with_prices(self) -> Model:
        """The network in which whoever meets a priced need is cheaper by its price."""
        cost = self.model.cost.copy()
        for need, price in self.price.items():
            cost[need.a] -= price * self.needs.counts(need)
        return replace(self.model, cost=cost)

    def look(self) -> tuple[Model, network.Panels, list[Need]]:
        """Solve at the present prices; keep bound and panels where they are better. Returns what is unmet."""
        priced = self.with_prices()
        panels = network.cheapest(priced, self.columns)
        if panels is None:
            raise AssertionError("prices don't change which panels can be filled")
        self.columns |= panels.columns
        regions = tuple(
            (n.a, n.region, price) for n, price in self.price.items() if n.region is not None and price
        )
        fields = tuple((n.a, price) for n, price in self.price.items() if n.region is None and price)
        duals = replace(duals_of(priced, panels.chosen, panels.limits), regions=regions, fields=fields)
        proven = bound(self.model.problem, duals)
        if proven > self.bound:
            self.bound, self.duals, self.priced = proven, duals, priced
        unmet = self.needs.unmet(with_pins(self.model, panels.chosen))
        if not unmet:
            self.keep(panels.chosen)
        return priced, panels, unmet

    def keep(self, chosen: Bools) -> None:
        """Keep panels that meet all needs where they are cheaper."""
        cost = sum(self.model.problem.cost[with_pins(self.model, chosen)].tolist())
        if self.chosen is None or cost < self.cost:
            self.chosen, self.cost = chosen, cost


def with_pins(model: Model, chosen: Bools) -> Bools:
    """The panels with the pinned pairs."""
    sitting = chosen.copy()
    for pair in model.problem.pinned:
        sitting[pair] = True
    return sitting


def price_needs(model: Model, needs: Needs, panels: network.Panels) -> Priced:
    """From the cheapest panels of the network to some that meet the needs, if raising prices leads there."""
    state = Priced(model, needs, panels.columns)
    highest = 4 * (int(model.cost.max(initial=0)) + 1)
    for _ in range(TURNS):
        priced, panels, unmet = state.look()
        usual = sorted(state.price.values())[len(state.price) // 2] if state.price else 0
        for need in unmet:
            costs = exchange_costs(priced, panels, need.a)
            step = int(costs[:, needs.counts(need)].min(initial=FAR))
            price = state.price.get(need, 0)
            if step == FAR or price > highest:
                state.hopeless.add(need.a)
            else:
                state.price[need] = price + step + 1 + max(price, usual) // 2  # no creeping where several bid
        if not unmet or state.hopeless:
            break
    return state


def exchange_costs(model: Model, panels: network.Panels, a: int) -> Ints:
    """Sitting on panel a × E: what exchanging one for another costs there, ``FAR`` where it isn't lawful."""
    sits, group = np.flatnonzero(panels.chosen[a]), model.group
    price = model.cost[a] + panels.limits
    count = np.bincount(group[sits], minlength=len(model.kind_of))
    free = count[group[sits]] > model.least[a, group[sits]]
    open_to = model.allowed[a] & ~panels.chosen[a]
    lawful = open_to & (free[:, None] | (group[sits][:, None] == group))
    return np.where(lawful, price - price[sits][:, None], FAR)
