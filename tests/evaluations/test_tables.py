"""Figures, scores and tiers against tables worked by hand."""

from decimal import Decimal as D

import pytest

from evaluations import indicators, tables
from evaluations.indicators import Figure, Row
from reviews.completions import Completion, total

# Three records: two accepted, one of them settled; a client twice.
ROWS = [
    Row(
        "A",
        accepted=True,
        settled=True,
        voucher_amount=D(30000),
        paid_amount=D(95000),
        connected=True,
        rating=D(5),
    ),
    Row("A", accepted=True, voucher_amount=D(20000), paid_amount=D(10000), connected=False, complaint=True),
    Row("B", is_voucher=False, rating=D(4)),
]


def test_figures_worked_by_hand():
    assert indicators.clients_served(ROWS) == Figure(D(1), 2)
    assert indicators.settled_amount(ROWS) == Figure(D("9.50"), 1, ("95000",))
    # 30,000 of 50,000 yuan of vouchers were settled.
    assert indicators.redemption_rate(ROWS) == Figure(D("60.00"), 2, ("30000", "50000"))
    assert indicators.connection_rate(ROWS) == Figure(D("50.00"), 2, ("1", "2"))
    assert indicators.complaint_rate(ROWS) == Figure(D("50.00"), 2, ("1", "2"))


def test_few_ratings_are_drawn_toward_the_mean():
    # (5 + 4 + 5 × 3.80) ÷ (2 + 5) = 28 ÷ 7 = 4.00; the plain mean is 4.50
    shrunk = indicators.mean_rating(ROWS, general_mean=D("3.80"), prior=5)
    assert shrunk == Figure(D("4.00"), 2, ("4.50", "3.80", "5"))
    many = [Row("A", rating=D("4.5"))] * 95
    # (95 × 4.5 + 5 × 3.8) ÷ 100 = 446.5 ÷ 100 = 4.465, half up
    assert indicators.mean_rating(many, general_mean=D("3.80"), prior=5).value == D("4.47")
    assert indicators.mean_rating([], general_mean=D("3.80"), prior=5).value == D("3.80")
    assert indicators.mean_rating(ROWS, general_mean=None, prior=5).value is None


def test_without_records_rates_are_missing_and_counts_are_nothing():
    found = indicators.figures([], general=None, prior=5)
    assert {key: figure.value for key, figure in found.items()} == {
        "clients": 0,
        "settled": 0,
        "redemption": None,
        "connection": None,
        "rating": None,
        "complaints": None,
    }


@pytest.mark.parametrize(
    ("value", "percent"),
    [("0", 0), ("0.99", 0), ("1", 40), ("2.99", 40), ("3", 55), ("40", 100), ("400", 100)],
)
def test_steps_have_inclusive_lower_bounds(value, percent):
    assert tables.percent(tables.DEFAULT[0]["steps"], D(value)) == percent


def test_points_worked_by_hand():
    values = {
        "clients": D(5),
        "settled": D(20),
        "redemption": D(60),
        "connection": D(50),
        "rating": D(4),
        "complaints": D(0),
    }
    # cloud: 25 × (40×65 + 30×60 + 15×60 + 15×60) ÷ 10,000 = 25 × 6,200 ÷ 10,000 = 15.50
    # clients: 15 × (70×80 + 30×100) ÷ 10,000 = 15 × 8,600 ÷ 10,000 = 12.90
    assert tables.points(tables.DEFAULT, {"cloud": 25, "clients": 15}, values) == {
        "cloud": D("15.50"),
        "clients": D("12.90"),
    }


def test_missing_data_is_spread_within_its_indicator():
    values = {
        "clients": D(5),
        "settled": D(20),
        "redemption": None,
        "connection": None,
        "rating": None,
        "complaints": None,
    }
    # cloud: 25 × (40×65 + 30×60) ÷ (70×100) = 25 × 4,400 ÷ 7,000 = 15.714…; nothing is known of the clients
    assert tables.points(tables.DEFAULT, {"cloud": 25, "clients": 15}, values) == {
        "cloud": D("15.71"),
        "clients": D("0.00"),
    }


@pytest.mark.parametrize(
    ("points", "tier"),
    [
        ("85.00", "excellent"),
        ("84.99", "qualified"),
        ("60.00", "qualified"),
        ("59.99", "unqualified"),
        ("100.00", "excellent"),
        ("0.00", "unqualified"),
    ],
)
def test_tiers_have_inclusive_lower_bounds(points, tier):
    assert tables.tier(D(points), excellent=D(85), qualified=D(60)) == tier


def test_a_veto_item_is_unqualified():
    assert tables.tier(D(95), excellent=D(85), qualified=D(60), veto=True) == "unqualified"


@pytest.mark.parametrize(
    ("judged", "fixed", "of", "expected"),
    [
        ("41.25", "43.75", 100, "85.00"),
        ("41.24", "43.75", 100, "84.99"),
        # no opinion: 10 of the weight is spread, (40 + 36.49) × 100 ÷ 90 = 84.988… → 84.99
        ("40.00", "36.49", 90, "84.99"),
        # (40 + 36.495) × 100 ÷ 90 = 84.9944… → 84.99; (40 + 36.4955) → 84.995 → 85.00, half up
        ("40.00", "36.4955", 90, "85.00"),
    ],
)
def test_totals_round_half_up_before_the_tier(judged, fixed, of, expected):
    assert total(D(judged), Completion(D(fixed), of)) == D(expected)


def test_a_citys_mark_counts_by_its_weight():
    assert tables.mark_points(10, 85) == D("8.50")
    assert tables.mark_points(10, 0) == D("0.00")
    assert tables.mark_points(10, None) is None


def test_a_table_states_what_it_lacks():
    assert tables.faults(tables.DEFAULT, {"cloud", "clients"}) == []
    half = [line for line in tables.DEFAULT if line["metric"] != "connection"]
    assert tables.faults(half, {"cloud", "clients"}) == [("cloud", "shares")]
    turned = [{**tables.DEFAULT[0], "steps": [[5, 10], [1, 20]]}, *tables.DEFAULT[1:]]
    assert tables.faults(turned, {"cloud", "clients"}) == [("clients", "steps")]
