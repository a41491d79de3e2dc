"""The cheapest panels under seats, least numbers, limits, forbidden and pinned pairs."""

from hypothesis import HealthCheck, given, settings

from reviews.assignment import bound, solve
from tests.reviews.assignment import brute
from tests.reviews.assignment.problems import problems

thorough = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@thorough
@given(problems())
def test_as_cheap_as_trying_everything_and_proven(problem):
    lowest, ways = brute.cheapest(problem)
    solution = solve(problem)
    assert solution.is_feasible == (lowest is not None)
    if lowest is None:
        return
    assert brute.is_lawful(problem, solution.pairs)
    assert solution.cost == lowest
    assert solution.cost == sum(int(problem.cost[pair]) for pair in solution.pairs)
    assert solution.bound == bound(problem, solution.duals) == lowest
    assert solution.is_optimal
    assert solution.is_unique == (ways == 1)


@thorough
@given(problems())
def test_conflict_is_minimal(problem):
    solution = solve(problem)
    if solution.is_feasible:
        return
    assert set(solution.conflict) <= set(brute.all_rules(problem))
    assert not brute.can_be_held(problem, solution.conflict)
    for rule in solution.conflict:
        assert brute.can_be_held(problem, [one for one in solution.conflict if one != rule]), rule
