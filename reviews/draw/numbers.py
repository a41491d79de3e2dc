"""What chance decides: the order of the candidates and their prices; and the bands that go before it."""

import hashlib
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from reviews.draw.drbg import HmacDrbg, Stream
from reviews.draw.plan import Plan, tagged


def commitment(plan: Plan, purpose: str, secret: bytes) -> str:
    """What is published of a secret at freezing; ``purpose``: panels or substitutes."""
    bound = tagged(f"commitment {purpose}", bytes.fromhex(plan.digest), secret)
    return hashlib.sha256(bound).hexdigest()


def stream(plan: Plan, secret: bytes, value: str, purpose: str, *more: bytes) -> Stream:
    """The random row of one purpose, from a secret and the public value, bound to the plan's digest."""
    personalization = tagged(purpose, bytes.fromhex(plan.digest), *more)
    return Stream(HmacDrbg(secret, value.encode(), personalization))


@cache
def band(needed: tuple[str, ...], declared: tuple[str, ...]) -> int:
    """How near declared fields are to the needed ones, 0 the nearest; fields are paths.

    0: a declared field is, or lies under, a needed one. 1: a declared and a needed one have the first part
    of their paths in common. 2: otherwise.
    """
    if any(f"{mine}/".startswith(f"{field}/") for field in needed for mine in declared):
        return 0
    return 2 - bool({field.split("/")[0] for field in needed} & {mine.split("/")[0] for mine in declared})


def bands(plan: Plan) -> NDArray[np.int64]:
    """A × E: the band of every expert on every file."""
    rows = [[band(file.fields, expert.fields) for expert in plan.experts] for file in plan.files]
    return np.array(rows, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Numbers:
    """order: experts (indices of the plan) in random order. prices, bands: A × E, in the plan's order."""

    order: tuple[int, ...]
    prices: NDArray[np.int64]
    bands: NDArray[np.int64]
    weight: int

    @cached_property
    def costs(self) -> NDArray[np.int64]:
        """Band first, then price: no sum of prices outweighs one band."""
        return self.bands * self.weight + self.prices


def numbers(plan: Plan, secret: bytes, value: str) -> Numbers:
    """Order and prices of a draw; each price is drawn file by file, expert by expert."""
    order = stream(plan, secret, value, "order").shuffled(len(plan.experts))
    row = stream(plan, secret, value, "prices")
    shape = (len(plan.files), len(plan.experts))
    drawn = (row.below(plan.price_range) for _ in range(shape[0] * shape[1]))
    prices = np.fromiter(drawn, dtype=np.int64, count=shape[0] * shape[1]).reshape(shape)
    return Numbers(tuple(order), prices, bands(plan), plan.band_weight)
