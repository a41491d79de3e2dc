"""Totals by hand."""

from decimal import Decimal as D

import pytest

from reviews import scoring


def test_the_mean_is_rounded_half_up():
    # (80 + 85.5 + 90 + 77.5 + 88.5) / 5 = 421.5 / 5 = 84.30
    assert scoring.stage_mean([D(80), D("85.5"), D(90), D("77.5"), D("88.5")]) == D("84.30")
    # without 77.5 and 90: 254 / 3 = 84.666… → 84.67
    totals = [D(80), D("85.5"), D(90), D("77.5"), D("88.5")]
    assert scoring.stage_mean(totals, drop_extremes=True) == D("84.67")


def test_stages_count_by_their_shares():
    # 84.30 × 50 % + 80 × 30 % + 90 × 20 % = 42.15 + 24 + 18 = 84.15
    means = {"written": D("84.30"), "defence": D(80), "site": D(90)}
    assert scoring.total(means, {"written": 50, "defence": 30, "site": 20}) == D("84.15")


def test_equal_totals_share_a_rank_and_struck_files_come_after():
    ranked = scoring.ranking({1: D(90), 2: D(85), 3: D(85), 4: D(70)}, after=2)
    assert [(r.key, r.rank) for r in ranked] == [(1, 3), (2, 4), (3, 4), (4, 6)]


@pytest.mark.parametrize(
    ("points", "lawful", "reason"),
    [
        ("0", True, True),
        ("5.5", True, True),
        ("6", True, False),
        ("10", True, True),
        ("10.5", False, False),
        ("6.2", False, False),
    ],
)
def test_points_of_ten(points, lawful, reason):
    assert scoring.is_lawful(D(points), 10) is lawful
    if lawful:
        assert scoring.needs_reason(D(points), 10) is reason


def test_a_veto_needs_more_than_half_of_the_sheets():
    assert scoring.struck_by(["x", "x", "x", "", ""]) == "x"
    assert scoring.struck_by(["x", "x", "", ""]) == ""
