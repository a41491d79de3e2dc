"""From figure to score, and from total to tier. Pure: no Django.

A call's table is a list of metrics: ``{"metric", "indicator", "share", "steps"}``. ``share`` is the metric's part
of its indicator in percent; the shares of an indicator sum to 100. ``steps`` are ``[from, percent]`` in rising order:
the percent of the last step whose lower bound the figure reaches (inclusive); a figure below the first has 0.

Missing data, as the call states: a metric without a value has no part in its indicator, its share is spread over the
indicator's other metrics in proportion (``spread``); or it counts as 0 percent (``nothing``). Where none has a value,
the indicator gives 0 points.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
SPREAD, NOTHING = "spread", "nothing"
METRICS = ("clients", "settled", "redemption", "connection", "rating", "complaints")
LEAST = {metric: 1 if metric == "rating" else 0 for metric in METRICS}
"""The lowest figure of each metric: where its steps begin, so that they cover every figure."""
WORSE_WHEN_HIGHER = {"complaints"}

# [I] What a new evaluation begins with; each call publishes its own.
DEFAULT = [
    {"metric": "clients", "indicator": "cloud", "share": 40,
     "steps": [[0, 0], [1, 40], [3, 55], [5, 65], [10, 80], [20, 90], [40, 100]]},
    {"metric": "settled", "indicator": "cloud", "share": 30,
     "steps": [[0, 0], [1, 40], [20, 60], [50, 75], [100, 85], [300, 100]]},
    {"metric": "redemption", "indicator": "cloud", "share": 15,
     "steps": [[0, 0], [40, 40], [60, 60], [80, 85], [95, 100]]},
    {"metric": "connection", "indicator": "cloud", "share": 15,
     "steps": [[0, 0], [30, 40], [50, 60], [70, 80], [90, 100]]},
    {"metric": "rating", "indicator": "clients", "share": 70,
     "steps": [[1, 0], [2, 30], [3, 50], ["3.5", 65], [4, 80], ["4.4", 90], ["4.7", 100]]},
    {"metric": "complaints", "indicator": "clients", "share": 30,
     "steps": [[0, 100], [1, 85], [3, 60], [5, 30], [10, 0]]},
]  # fmt: skip


def percent(steps: Sequence[Sequence], value: Decimal) -> int:
    """The percent of the last step that ``value`` reaches; lower bounds are inclusive."""
    reached = [share for bound, share in steps if value >= Decimal(str(bound))]
    return reached[-1] if reached else 0


def points(
    table: Sequence[Mapping],
    weights: Mapping[str, int],
    values: Mapping[str, Decimal | None],
    missing: str = SPREAD,
) -> dict:
    """The points of each computed indicator: weight × the metrics' percents by their shares, two decimals half up.

    ``weights``: by indicator, of those that are computed; ``values``: by metric, None where data are missing.
    """
    found = {}
    for indicator, weight in weights.items():
        lines = [line for line in table if line["indicator"] == indicator]
        known = [
            (
                line["share"],
                0 if (value := values.get(line["metric"])) is None else percent(line["steps"], value),
            )
            for line in lines
            if missing == NOTHING or values.get(line["metric"]) is not None
        ]
        shares = sum(share for share, _percent in known)
        reached = sum((Decimal(share * part) for share, part in known), Decimal(0))
        exact = weight * reached / (shares * 100) if shares else Decimal(0)
        found[indicator] = exact.quantize(CENT, rounding=ROUND_HALF_UP)
    return found


def mark_points(weight: int, mark: int | None) -> Decimal | None:
    """A city's mark of 100 as points of its indicator's weight; None where it gave no opinion."""
    if mark is None:
        return None
    return (Decimal(weight * mark) / 100).quantize(CENT, rounding=ROUND_HALF_UP)


def tier(total: Decimal, *, excellent: Decimal, qualified: Decimal, veto: bool = False) -> str:
    """The tier of a total as reported (two decimals, half up): lower bounds are inclusive, a veto item is unqualified."""
    if veto or total < qualified:
        return "unqualified"
    return "excellent" if total >= excellent else "qualified"


def faults(table: Sequence[Mapping], indicators: set[str]) -> list[tuple[str, str]]:
    """What a table lacks: (metric or indicator, "unknown" | "shares" | a fault of steps); empty when it can be used."""
    found = []
    for line in table:
        if line["metric"] not in METRICS or line["indicator"] not in indicators:
            found.append((line["metric"], "unknown"))
            continue
        if fault := steps_fault(line["metric"], line["steps"]):
            found.append((line["metric"], fault))
    for indicator in sorted(indicators):
        if sum(line["share"] for line in table if line["indicator"] == indicator) != 100:
            found.append((indicator, "shares"))
    return found


def steps_fault(metric: str, steps: Sequence[Sequence]) -> str:
    """What is wrong with a metric's steps; "" when nothing is.

    "steps": bounds don't rise, or a percent lies outside 0 to 100; "order": a better figure gets less;
    "cover": a figure lies below the first bound, or no figure reaches it.
    """
    bounds = [Decimal(str(bound)) for bound, _percent in steps]
    percents = [percent for _bound, percent in steps]
    if not bounds or bounds != sorted(set(bounds)) or not all(0 <= one <= 100 for one in percents):
        return "steps"
    if percents != sorted(percents, reverse=metric in WORSE_WHEN_HIGHER):
        return "order"
    return "cover" if bounds[0] != LEAST[metric] else ""
