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


def test_fewer_than_five_totals_are_never_trimmed():
    # (10 + 70 + 80 + 90) / 4 = 62.50; of five the 10 and the 90 go: (70 + 75 + 80) / 3 = 75
    assert scoring.stage_mean([D(10), D(70), D(80), D(90)], drop_extremes=True) == D("62.50")
    assert scoring.stage_mean([D(10), D(70), D(75), D(80), D(90)], drop_extremes=True) == D("75.00")


def test_one_highest_and_one_lowest_go_although_others_are_equal():
    # 90 90 80 60 60: one 90 and one 60 go: (90 + 80 + 60) / 3 = 76.666…
    totals = [D(90), D(60), D(80), D(90), D(60)]
    assert scoring.stage_mean(totals, drop_extremes=True) == D("76.67")


def test_a_half_cent_goes_up():
    # (84 + 84 + 84 + 84.5) / 4 = 84.125
    assert scoring.stage_mean([D(84), D(84), D(84), D("84.5")]) == D("84.13")


def test_the_spread_is_that_of_a_population():
    # mean 84.3; -4.3, 1.2, 5.7, -6.8, 4.2; squares 18.49 + 1.44 + 32.49 + 46.24 + 17.64 = 116.3
    # 116.3 / 5 = 23.26; √23.26 = 4.8228…  (a sample's would be √29.075 = 5.39)
    totals = [D(80), D("85.5"), D(90), D("77.5"), D("88.5")]
    assert scoring.deviation(totals) == D("4.82")
    assert scoring.deviation([D(80)]) == D("0.00")
    with pytest.raises(ValueError, match="no score sheet"):
        scoring.deviation([])


@pytest.mark.parametrize(
    ("limit", "too_wide"), [("4.81", True), ("4.82", False), ("15", False), ("0", False)]
)
def test_a_spread_at_the_limit_is_not_beyond_it(limit, too_wide):
    totals = [D(80), D("85.5"), D(90), D("77.5"), D("88.5")]
    assert scoring.is_too_wide(totals, D(limit)) is too_wide


def test_agreement_is_the_share_of_near_pairs():
    # 80 85.5 90 77.5 88.5: of ten pairs 90-77.5 (12.5) and 88.5-77.5 (11) lie more than 10 apart: 8 of 10
    assert scoring.agreement([D(80), D("85.5"), D(90), D("77.5"), D("88.5")]) == 80
    # 60 70 80: 60-70 and 70-80 are exactly 10 apart, 60-80 is 20: 2 of 3 = 66.67 %
    assert scoring.agreement([D(60), D(70), D(80)]) == 67
    assert scoring.agreement([D(60)]) is None


def test_severity_is_the_mean_distance_from_ones_panels():
    # panel 1: 80 90 70, mean 80: 0, +10, -10; panel 2: 60 75, mean 67.5: -7.5, +7.5
    # expert 1: (0 - 7.5) / 2 = -3.75; expert 2: +10 over one; expert 3: (-10 + 7.5) / 2 = -1.25
    given = {"one": {1: D(80), 2: D(90), 3: D(70)}, "two": {1: D(60), 3: D(75)}}
    assert scoring.severity(given) == {1: (D("-3.75"), 2), 2: (D("10.00"), 1), 3: (D("-1.25"), 2)}


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
