"""Totals and ranking by the rubric. Pure: no Django, so that anybody can recompute a result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
STEP = Decimal("0.5")  # points are given in halves [I]
REASON_BELOW = Decimal("0.6")  # share of the weight below which an expert gives the reason [I]


def is_lawful(points: Decimal, weight: int) -> bool:
    """Whether ``points`` lie within 0 and ``weight`` in steps of a half."""
    return points.is_finite() and 0 <= points <= weight and points % STEP == 0


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
    if drop_extremes and len(kept) >= 5:
        kept = kept[1:-1]
    return rounded(sum(kept, Decimal(0)) / len(kept))


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
