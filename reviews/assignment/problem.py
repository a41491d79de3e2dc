"""What is to be assigned, and what an answer holds. Pure: no Django, integers only.

Applications, experts and their pairs are named by index (0, 1, …) in the order of the problem; ``key``
is whatever the caller knows them by and is never looked into.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

COST_LIMIT = 2**50  # every cost lies below it, so that sums along a path of experts fit 64 bits
EXPERT_LIMIT = 2**12  # for the same reason


class Kind(StrEnum):
    """The kinds of expert; each expert is of exactly one."""

    TECHNICAL = "technical"
    FINANCIAL = "financial"
    MANAGEMENT = "management"


KINDS = tuple(Kind)


@dataclass(frozen=True)
class Application:
    """A file that needs a panel: ``seats`` experts, and the ``fields`` it lies in (codes)."""

    key: int | str
    seats: int
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Expert:
    """Somebody who may sit: ``limit`` is the most files, 0 for who is not available."""

    key: int | str
    kind: Kind
    limit: int
    fields: frozenset[str] = frozenset()
    region: str = ""


@dataclass(frozen=True)
class Composition:
    """What every panel is made of. The defaults are the call's [I] figures; ``PLAIN`` asks for nothing.

    technical_share: (part, whole), at least so much of the seats is technical, rounded up.
    least_financial: at least so many financial experts.
    technical_chair: the chair is technical, so at least one technical expert sits.
    least_regions: 2 asks for experts of at least two regions, 1 for nothing.
    least_in_field: 1 asks for an expert of one of the application's fields (an application without fields
        asks for nobody), 0 for nothing.
    odd: the number of seats is odd.

    The numbers by kind are a network and stay whole by themselves; regions and fields make it an integer
    problem.
    """

    technical_share: tuple[int, int] = (3, 5)
    least_financial: int = 1
    technical_chair: bool = True
    least_regions: int = 1
    least_in_field: int = 0
    odd: bool = False

    def least(self, seats: int) -> tuple[int, int, int]:
        """The least number of each kind, in the order of ``KINDS``, on a panel of ``seats``."""
        part, whole = self.technical_share
        technical = -(-seats * part // whole)
        return max(technical, int(self.technical_chair)), self.least_financial, 0


PLAIN = Composition(technical_share=(0, 1), least_financial=0, technical_chair=False)


@dataclass(frozen=True, eq=False)
class Problem:
    """A frozen problem of A applications and E experts. Raises ValueError where it makes no sense.

    cost: A × E, int64, 0 <= cost < ``COST_LIMIT``; what is not allowed has a cost too, never looked at.
    forbidden: A × E, bool; True where the expert must not sit (conflict, recusal, unavailability).
    pinned: pairs (a, e) that must sit. A pin keeps every other rule; one that is forbidden is a conflict.
    composition: what every panel is made of.
    seed: decides between sets of panels of the same cost; the same seed gives the same answer.
    """

    applications: tuple[Application, ...]
    experts: tuple[Expert, ...]
    cost: NDArray[np.int64]
    forbidden: NDArray[np.bool_]
    pinned: tuple[tuple[int, int], ...] = ()
    composition: Composition = field(default_factory=Composition)
    seed: int = 0

    def __post_init__(self) -> None:
        shape = (len(self.applications), len(self.experts))
        if self.cost.shape != shape or self.cost.dtype != np.int64:
            raise ValueError("cost must be A × E of int64")
        if self.forbidden.shape != shape or self.forbidden.dtype != np.bool_:
            raise ValueError("forbidden must be A × E of bool")
        if self.cost.size and not (self.cost.min() >= 0 and self.cost.max() < COST_LIMIT):
            raise ValueError(f"costs must lie between 0 and {COST_LIMIT}")
        if shape[1] > EXPERT_LIMIT:
            raise ValueError(f"at most {EXPERT_LIMIT} experts")
        if any(one.seats < 1 for one in self.applications) or any(one.limit < 0 for one in self.experts):
            raise ValueError("seats must be positive and limits not negative")
        if len(set(self.pinned)) != len(self.pinned):
            raise ValueError("a pair is pinned twice")
        if any(not (0 <= a < shape[0] and 0 <= e < shape[1]) for a, e in self.pinned):
            raise ValueError("a pin lies outside")
        if self.composition.least_regions not in (1, 2) or self.composition.least_in_field not in (0, 1):
            raise ValueError("at most two regions and one expert in the field can be asked for")


def pairs_matrix(shape: tuple[int, int], pairs: Iterable[tuple[int, int]]) -> NDArray[np.bool_]:
    """A × E, True at ``pairs``: how a list of forbidden pairs becomes ``Problem.forbidden``."""
    matrix = np.zeros(shape, dtype=np.bool_)
    for a, e in pairs:
        matrix[a, e] = True
    return matrix


class RuleCode(StrEnum):
    """The rules that can conflict; the page puts each into words."""

    SEATS = "seats"  # application: its panel has so many different experts
    TECHNICAL = "technical"  # application: its least number of technical experts (share and chair)
    FINANCIAL = "financial"  # application: its least number of financial experts
    REGIONS = "regions"  # application: at least two regions
    FIELDS = "fields"  # application: an expert of its field
    ODD = "odd"  # application: an odd number of seats
    FORBIDDEN = "forbidden"  # application: its forbidden pairs
    LIMIT = "limit"  # expert: the most files
    PINNED = "pinned"  # application and expert: a pair that must sit


@dataclass(frozen=True, order=True)
class Rule:
    """One rule of the problem as data: its code and the application, the expert or both (indices)."""

    code: RuleCode
    application: int | None = None
    expert: int | None = None


@dataclass(frozen=True)
class Duals:
    """Integer prices that prove a bound; whoever has problem and prices can recompute it.

    seats[a]: price of a seat, any sign. least[a][k] >= 0: price of the least number of kind k (order of
    ``KINDS``). limits[e] >= 0: price of the load limit. regions: (a, region, price >= 0), the price of
    having at least one expert from outside that region on the panel of a (only where two regions are asked
    for); fields: (a, price >= 0), that of one expert of the field (only where asked for).

        r(a,e) = cost[a][e] - seats[a] - least[a][kind(e)] + limits[e]
                 - sum of regions' prices of a whose region is not e's - fields' price of a if e is of a field
        bound  = sum_a seats_of(a) * seats[a] + sum_{a,k} least_number(a,k) * least[a][k]
                 - sum_e limit_of(e) * limits[e] + sum of regions' and fields' prices
                 + sum over pinned of r(a,e) + sum over other allowed pairs of min(0, r(a,e))

    Weak duality: no lawful set of panels costs less, whatever the prices are.
    """

    seats: tuple[int, ...]
    least: tuple[tuple[int, int, int], ...]
    limits: tuple[int, ...]
    regions: tuple[tuple[int, str, int], ...] = ()
    fields: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Solution:
    """Panels with their proof, or the rules that conflict.

    pairs: (a, e), sorted; chairs[a]: the technical expert of lowest cost, then of smallest index (None where
    the composition asks for no technical chair and no technical expert sits).
    cost: of all pairs. bound: what ``duals`` prove. ``is_optimal``: they are equal; ``gap`` = cost - bound.
    is_unique: no other lawful set of panels costs as little (never claimed where it isn't proven).
    is_searched: the bound equals the cost, or HiGHS found nothing cheaper among all panels that cost less (to its
    tolerances; nobody can recompute that from ``duals``).
    conflict: empty, or a minimal set of rules that can't be held together: without any one of them the
    others can. Then there are no pairs.
    seconds: wall time; not compared.
    """

    pairs: tuple[tuple[int, int], ...] = ()
    chairs: tuple[int | None, ...] = ()
    cost: int = 0
    bound: int = 0
    duals: Duals | None = None
    is_unique: bool = False
    is_searched: bool = False
    conflict: tuple[Rule, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def is_feasible(self) -> bool:
        return not self.conflict

    @property
    def is_optimal(self) -> bool:
        return self.is_feasible and self.cost == self.bound

    @property
    def gap(self) -> int:
        return self.cost - self.bound
