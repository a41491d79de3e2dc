"""Places and the waiting list, by hand; pure."""

from datetime import date

import pytest

from evaluations.support.matching import Candidate, Product, Wanted, rank, words_of
from evaluations.support.places import Standing, move_up


@pytest.mark.parametrize(
    ("standing", "kept", "free", "for_all"),
    [
        (Standing(10, 4, 0, 0), 4, 10, 6),
        (Standing(10, 4, 6, 0), 4, 4, 0),  # the others' six are taken: four are kept
        (Standing(10, 4, 6, 1), 3, 4, 1),  # an excellent one took a kept place, five others
        (Standing(10, 4, 8, 5), 0, 2, 2),  # more excellent ones than places were kept
        (Standing(10, 4, 6, 0, released=True), 0, 4, 4),
        (Standing(10, 0, 10, 2), 0, 0, 0),
    ],
)
def test_places_left(standing, kept, free, for_all):
    assert (standing.kept, standing.free, standing.free_for_all) == (kept, free, for_all)


def test_excellent_ones_move_up_first_then_by_time():
    waiting = [(1, False), (2, True), (3, False), (4, True)]
    assert move_up(Standing(10, 0, 8, 0), waiting) == [2, 4]
    assert move_up(Standing(10, 0, 7, 0), waiting) == [2, 4, 1]
    assert move_up(Standing(10, 0, 10, 0), waiting) == []


def test_a_kept_place_is_not_given_to_others_until_it_is_released():
    waiting = [(1, False), (3, False)]
    assert move_up(Standing(3, 1, 2, 0), waiting) == []
    assert move_up(Standing(3, 1, 2, 0, released=True), waiting) == [1]


WANTED = Wanted("plastics", "440100", ("排产", "设备采集", "质量追溯", "能耗"))


def candidate(key, tier="", city="440300", industries=(), text="", since=date(2025, 1, 1)):
    products = (Product(tuple(industries), text),) if industries or text else ()
    return Candidate(key, tier, city, since, products)


def test_the_ranking_is_the_tier_then_points_then_the_length_of_membership():
    ranked = rank(
        [
            candidate(1, "qualified", "440100", ["plastics"], "排产 设备采集 质量追溯 能耗"),  # 3 + 3 + 1
            candidate(2, "excellent"),  # nothing
            candidate(3, "excellent", "440300", ["general"], "排产"),  # 1 + 1
            candidate(4, "excellent", "440100", [], ""),  # 1
            candidate(5, "", "440100", ["plastics"], "排产"),
            candidate(
                6, "excellent", "440300", ["general"], "排产", since=date(2024, 1, 1)
            ),  # 2, member longer
        ],
        WANTED,
    )
    assert [(one.key, one.points) for one in ranked] == [(6, 2), (3, 2), (4, 1), (2, 0), (1, 7), (5, 5)]
    assert dict(ranked[4].grounds) == {"industry": 3, "functions": 3, "city": 1}


def test_the_functions_wanted_are_split_into_words():
    assert words_of("排产、设备采集，质量追溯；排产 / MES") == ("排产", "设备采集", "质量追溯", "MES")
