"""Totals and ranking by the rubric. Pure: no Django, so that anybody can recompute a result."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations

CENT = Decimal("0.01")
STEP = Decimal("0.5")  # points are given in halves [I]
REASON_BELOW = Decimal("0.6")  # share of the weight below which an expert gives the reason [I]
NEAR = Decimal(10)  # two totals of 100 agree when they lie no further apart than this [I]
MOST_TYPED = 1000
LEAST_TO_DROP = 5  # totals; with fewer neither highest nor lowest is left out


def is_lawful(points: Decimal, weight: int) -> bool:
    """Whether ``points`` lie within 0 and ``weight`` in steps of a half."""
    return points.is_finite() and 0 <= points <= weight and points % STEP == 0


def is_storable(points: Decimal) -> bool:
    """Whether a draft can keep ``points`` as they were typed: below a thousand, two decimals."""
    return points.is_finite() and abs(points) < MOST_TYPED and points == points.quantize(CENT)


def needs_reason(points: Decimal, weight: int) -> bool:
    """The extremes: below 60 % of the weight, or full marks, the expert writes why [I]."""
    return points < weight * REASON_BELOW or points == weight


def struck_by(vetoes: Sequence[str]) -> str:
    """The veto item that strikes a file: one found by more than half of the sheets ('' where there is none).

    ``vetoes``: one finding a sheet, '' for none. [I]: a single expert can't strike a file alone.
    """
    for item in sorted(set(vetoes) - {""}):
        if vetoes.count(item) * 2 > len(vetoes):
            return item
    return ""


def rounded(value: Decimal) -> Decimal:
    """Two decimals, half up."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def stage_mean(totals: Sequence[Decimal], *, drop_extremes: bool = False) -> Decimal:
    """The official score of a stage: the mean of the experts' totals, two decimals, half up.

    ``drop_extremes`` leaves out one highest and one lowest of five or more totals; with fewer nothing
    is dropped. Raises ValueError when there is no total.
    """
    if not totals:
        raise ValueError("no score sheet")
    kept = sorted(totals)
    if drop_extremes and len(kept) >= LEAST_TO_DROP:
        kept = kept[1:-1]
    return rounded(sum(kept, Decimal(0)) / len(kept))


def deviation(totals: Sequence[Decimal]) -> Decimal:
    """The spread of a stage: the population standard deviation of its totals in points, two decimals, half up.

    Of the population (divisor n, ``STDEVP`` of a spreadsheet), not of a sample: the experts of the panel are
    all who scored, nobody else is estimated from them. Nothing is dropped. Raises ValueError without totals.
    """
    if not totals:
        raise ValueError("no score sheet")
    mean = sum(totals, Decimal(0)) / len(totals)
    return rounded((sum(((one - mean) ** 2 for one in totals), Decimal(0)) / len(totals)).sqrt())


def is_too_wide(totals: Sequence[Decimal], limit: Decimal) -> bool:
    """Whether the spread lies beyond the call's ``limit`` in points; a limit of 0 never calls anybody."""
    return bool(limit) and len(totals) > 1 and deviation(totals) > limit


def agreement(totals: Sequence[Decimal]) -> int | None:
    """How far the experts agree: the share of pairs of totals no more than 10 points apart, in whole percent.

    Half up; None where there is no pair.
    """
    pairs = [abs(one - other) <= NEAR for one, other in combinations(totals, 2)]
    if not pairs:
        return None
    return int((Decimal(100 * sum(pairs)) / len(pairs)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def severity(totals: Mapping[Hashable, Mapping[int, Decimal]]) -> dict[int, tuple[Decimal, int]]:
    """How strict each expert is: the mean of own total less the panel's mean, and over how many panels.

    ``totals``: by panel (a stage of a file) the total that each expert gave, plain means, nothing dropped.
    Below 0 is stricter than the colleagues of the same panels. For information only: it changes no score.
    """
    apart: dict[int, list[Decimal]] = {}
    for given in totals.values():
        mean = sum(given.values(), Decimal(0)) / len(given)
        for expert, value in given.items():
            apart.setdefault(expert, []).append(value - mean)
    return {
        expert: (rounded(sum(found, Decimal(0)) / len(found)), len(found)) for expert, found in apart.items()
    }


def total(means: Mapping[str, Decimal], weights: Mapping[str, int]) -> Decimal:
    """The file's total of 100: stage means weighted by the stages' percents, which sum to 100."""
    if sum(weights.values()) != 100:
        raise ValueError("stage weights must sum to 100")
    return rounded(
        sum((means[stage] * weight for stage, weight in weights.items() if weight), Decimal(0)) / 100
    )


@dataclass(frozen=True)
class Ranked:
    """A place in the ranking; equal totals share a rank (1, 2, 2, 4)."""

    key: int
    total: Decimal
    rank: int


def ranking(totals: Mapping[int, Decimal], *, after: int = 0) -> list[Ranked]:
    """Rank by total, highest first; equal totals share a rank and are listed by key.

    ``after``: how many places are taken already (files that a veto item struck come last).
    """
    ordered = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    ranked: list[Ranked] = []
    for place, (key, value) in enumerate(ordered, start=after + 1):
        rank = ranked[-1].rank if ranked and ranked[-1].total == value else place
        ranked.append(Ranked(key, value, rank))
    return ranked
