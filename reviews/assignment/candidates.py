"""Which experts are worth looking at for each application: by cost and by what a full load is worth.

The prices are estimated, so they only decide how many columns are needed, never what is proven.

One look at all pairs gives prices that do where applications want different experts. Where all want the
same ones, prices are sought on a sample at falling temperature, as in Sinkhorn's scaling: 'about as likely as
cheap' at first, 'the cheapest' in the end.
"""

import numpy as np

from reviews.assignment.model import Bools, Floats, Ints, Model, blocks

SAMPLE = 512  # applications looked at for prices at falling temperature
COOLINGS = 22  # halvings of the temperature, from the range of the costs
LIVELY = 700.0  # exp(-700) is the last that is not 0


def first_columns(model: Model) -> Bools:
    """A × E: about twice the seats of each application, the best by prices of one look."""
    worth = seat_worth(model, np.zeros(model.shape[1]))
    return _best_of_panels(model, limit_prices(model, worth), worth, times=2)


def further_columns(model: Model, times: int) -> Bools:
    """A × E: by cooled prices ``times`` the seats of each application and the load of each expert."""
    price = cooled_prices(model)
    worth = seat_worth(model, price)
    columns = _best_of_panels(model, price, worth, times=times)
    for experts in blocks(model.shape[1], model.shape[0]):
        reduced = _reduced(model, slice(None), experts, price, worth)
        width = min(len(reduced), int(times * model.limit[experts].max(initial=0)) + 1)
        best = np.argpartition(reduced, width - 1, axis=0)[:width]
        np.put_along_axis(columns[:, experts], best, values=True, axis=0)
    return columns & model.allowed


def _best_of_panels(model: Model, price: Floats, worth: Floats, *, times: int) -> Bools:
    chosen = np.zeros(model.shape, dtype=np.bool_)
    everybody = np.arange(model.shape[1])
    wanted = [(everybody, int(model.seats.max(initial=0)))]
    wanted += [
        (who, int(least.max()))
        for who, least in zip(model.members, model.least.T, strict=True)
        if least.any()
    ]
    for rows in blocks(*model.shape):
        reduced = _reduced(model, rows, slice(None), price, worth)
        for who, many in wanted:
            width = min(len(who), times * many + 2)
            own = reduced if len(who) == len(everybody) else reduced[:, who]
            best = (
                np.argpartition(own, width - 1, axis=1)[:, :width] if width else np.empty((len(own), 0), int)
            )
            np.put_along_axis(chosen[rows], who[best], values=True, axis=1)
    return chosen & model.allowed


def _reduced(model: Model, rows: slice, experts: slice, price: Floats, worth: Floats) -> Floats:
    """Rows × experts: estimated reduced costs, equals put in an order."""
    costs = _open_costs(model, rows, experts) + price[experts]
    costs -= worth[rows][:, model.group[experts]]
    costs += ranks(model, np.arange(*rows.indices(model.shape[0])))[:, experts]
    return costs


def ranks(model: Model, rows: Ints) -> Floats:
    """Rows × E, below one unit of cost: an order of the experts that differs by application."""
    experts = model.shape[1]
    start = rows * (1 + int(model.seats.max(initial=0)))
    order: Floats = ((np.arange(experts) - start[:, None]) % max(experts, 1)) / (2.0 * max(experts, 1))
    return order


def _open_costs(model: Model, rows: slice, experts: slice) -> Floats:
    costs = model.cost[rows, experts].astype(np.float64)
    costs[~model.allowed[rows, experts]] = np.inf
    return costs


def seat_worth(model: Model, price: Floats) -> Floats:
    """A × G: between the dearest expert that a panel would take from a group and the next one."""
    worth = np.zeros(model.least.shape)
    width = int(model.seats.max(initial=0)) + 1
    for rows in blocks(*model.shape):
        costs = _open_costs(model, rows, slice(None)) + price
        best = np.stack([_smallest(costs[:, experts], width) for experts in model.members], axis=1)
        worth[rows] = _thresholds(best, model.least[rows], model.seats[rows])
    return worth


def _smallest(costs: Floats, width: int) -> Floats:
    """The ``width`` smallest of each row in order, filled up with infinity."""
    if costs.shape[1] <= width:
        filler = np.full((len(costs), width - costs.shape[1]), np.inf)
        return np.sort(np.concatenate([costs, filler], axis=1), axis=1)
    return np.sort(np.partition(costs, width - 1, axis=1)[:, :width], axis=1)


def _thresholds(best: Floats, least: Ints, seats: Ints) -> Floats:
    """``best``: rows × G × width, ascending."""
    place = np.arange(best.shape[2])
    needed = place < least[:, :, None]
    pool = np.sort(np.where(needed, np.inf, best).reshape(len(best), -1), axis=1)
    free = np.maximum(seats - least.sum(axis=1), 0)
    seat = _between(pool, free)
    own = np.stack([_between(best[:, g], least[:, g]) for g in range(best.shape[1])], axis=1)
    return np.maximum(seat[:, None], np.where(least > 0, own, -np.inf))


def _between(ascending: Floats, taken: Ints) -> Floats:
    """Half-way between the last that is taken and the next; the one of them that exists otherwise."""
    rows = np.arange(len(ascending))
    after = ascending[rows, np.minimum(taken, ascending.shape[1] - 1)]
    before = np.where(taken > 0, ascending[rows, np.maximum(taken - 1, 0)], after)
    ends = np.stack(
        [np.where(np.isfinite(before), before, after), np.where(np.isfinite(after), after, before)]
    )
    return np.where(np.isfinite(ends).all(axis=0), ends.mean(axis=0), 0.0)


def limit_prices(model: Model, worth: Floats) -> Floats:
    """E: the price at which as many applications want an expert as the limit allows."""
    applications, experts = model.shape
    price = np.zeros(experts)
    by_limit = np.argsort(model.limit, kind="stable")
    by_limit = by_limit[(model.limit[by_limit] > 0) & (model.limit[by_limit] < applications)]
    for part in blocks(len(by_limit), applications):
        who = by_limit[part]
        wish = worth[:, model.group[who]] - model.cost[:, who]
        wish[~model.allowed[:, who]] = -np.inf
        places = applications - model.limit[who]
        ascending = np.partition(wish.T, sorted({*places.tolist(), *(places - 1).tolist()}), axis=1)
        rows = np.arange(len(who))
        last, following = ascending[rows, places], ascending[rows, places - 1]
        price[who] = np.where(np.isfinite(following), np.maximum(0, (last + following) / 2), 0)
    return price


def cooled_prices(model: Model) -> Floats:
    """E: about the price of each limit, from at most ``SAMPLE`` applications."""
    applications, experts = model.shape
    rows = np.unique(np.linspace(0, applications - 1, min(SAMPLE, applications)).astype(np.int64))
    allowed, costs = model.allowed[rows], model.cost[rows].astype(np.float64)
    limit = np.log(np.maximum(model.limit * (len(rows) / applications), 1e-9))
    price = np.zeros(experts)
    temperature = float(np.ptp(costs[allowed])) if allowed.any() else 0.0
    for _ in range(COOLINGS if temperature > 0 else 0):
        heat = np.where(allowed, (price + costs) / temperature, np.inf)
        heat -= np.minimum(heat.min(axis=1, keepdims=True), 1e300)
        weight = np.where(allowed, np.exp(-np.minimum(heat, LIVELY)), 0.0)
        load = (weight * _shares(model, rows, weight)[:, model.group]).sum(axis=0)
        price = np.maximum(0, price + temperature * (np.log(np.maximum(load, 1e-300)) - limit))
        temperature /= 2
    return price


def _shares(model: Model, rows: Ints, weight: Floats) -> Floats:
    """Rows × G: by what to multiply the weights so that seats and least numbers are filled."""
    mass = np.stack([weight[:, members].sum(axis=1) for members in model.members], axis=1) + 1e-300
    least, seats = model.least[rows], model.seats[rows][:, None]
    bound = np.zeros(mass.shape, dtype=np.bool_)
    free: Floats = np.zeros((len(mass), 1))
    for _ in range(mass.shape[1]):
        left = np.maximum(seats - np.where(bound, least, 0).sum(axis=1, keepdims=True), 0)
        free = left / np.maximum(np.where(bound, 0, mass).sum(axis=1, keepdims=True), 1e-300)
        bound |= free * mass < least
    share: Floats = np.where(bound, least / mass, free)
    return share
