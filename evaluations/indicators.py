"""The figures computed from market records. Pure: no Django, so that anybody can recompute them.

Each formula says what it counts, its unit, and when it has no value (None): then there is nothing to
divide by, and the published rule for missing data holds (:mod:`evaluations.tables`).
Rates are percents, rounded half up to two decimals, as are means and amounts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
YUAN_IN_WAN = 10_000


@dataclass(frozen=True)
class Row:
    """What a formula reads of a record: money in yuan, ``rating`` from 1 to 5."""

    client: str
    is_voucher: bool = True
    accepted: bool = False
    settled: bool = False
    voucher_amount: Decimal = Decimal(0)
    paid_amount: Decimal = Decimal(0)
    connected: bool | None = None
    rating: Decimal | None = None
    complaint: bool = False


@dataclass(frozen=True)
class Figure:
    """A computed figure. ``count``: the records (for ratings: the ratings) that it rests on."""

    value: Decimal | None
    count: int
    parts: tuple[str, ...] = ()


def rounded(value: Decimal) -> Decimal:
    """Two decimals, half up."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def _rate(part: Decimal | int, whole: Decimal | int, count: int) -> Figure:
    value = rounded(Decimal(part) * 100 / Decimal(whole)) if whole else None
    return Figure(value, count, (str(part), str(whole)))


def clients_served(rows: Sequence[Row]) -> Figure:
    """Different clients (by code) of accepted records; 0 where there is none."""
    accepted = [row for row in rows if row.accepted]
    return Figure(Decimal(len({row.client for row in accepted})), len(accepted))


def settled_amount(rows: Sequence[Row]) -> Figure:
    """What clients paid on settled records, in 万元; 0 where there is none."""
    settled = [row for row in rows if row.settled]
    total = sum((row.paid_amount for row in settled), Decimal(0))
    return Figure(rounded(total / YUAN_IN_WAN), len(settled), (str(total),))


def redemption_rate(rows: Sequence[Row]) -> Figure:
    """Settled vouchers by amount ÷ all vouchers by amount, in percent; None without vouchers."""
    vouchers = [row for row in rows if row.is_voucher]
    issued = sum((row.voucher_amount for row in vouchers), Decimal(0))
    settled = sum((row.voucher_amount for row in vouchers if row.settled), Decimal(0))
    return _rate(settled, issued, len(vouchers))


def connection_rate(rows: Sequence[Row]) -> Figure:
    """Accepted records with the connection monitored ÷ accepted records that say whether, in percent."""
    told = [row for row in rows if row.accepted and row.connected is not None]
    return _rate(sum(row.connected is True for row in told), len(told), len(told))


def mean_rating(rows: Sequence[Row], *, general_mean: Decimal | None, prior: int) -> Figure:
    """The mean rating, drawn toward the general mean m of the round when there are few.

    (sum of ratings + prior × m) ÷ (number + prior): with no rating of its own a member has m. None where
    nobody in the round was rated.
    """
    ratings = [row.rating for row in rows if row.rating is not None]
    if general_mean is None:
        return Figure(None, 0)
    if not ratings and not prior:
        return Figure(None, 0)
    total = sum(ratings, Decimal(0)) + prior * general_mean
    plain = str(rounded(sum(ratings, Decimal(0)) / len(ratings))) if ratings else ""
    return Figure(
        rounded(total / (len(ratings) + prior)), len(ratings), (plain, str(general_mean), str(prior))
    )


def complaint_rate(rows: Sequence[Row]) -> Figure:
    """Accepted records with a complaint ÷ accepted records, in percent; None where nothing was accepted."""
    accepted = [row for row in rows if row.accepted]
    return _rate(sum(row.complaint for row in accepted), len(accepted), len(accepted))


def general_mean(ratings: Sequence[Decimal]) -> Decimal | None:
    """The mean of all ratings of the round, two decimals; None where nobody was rated."""
    return rounded(sum(ratings, Decimal(0)) / len(ratings)) if ratings else None


def figures(rows: Sequence[Row], *, general: Decimal | None, prior: int) -> dict[str, Figure]:
    """All figures of a member by metric."""
    return {
        "clients": clients_served(rows),
        "settled": settled_amount(rows),
        "redemption": redemption_rate(rows),
        "connection": connection_rate(rows),
        "rating": mean_rating(rows, general_mean=general, prior=prior),
        "complaints": complaint_rate(rows),
    }
