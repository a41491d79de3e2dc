"""The same questions answered by trying everything: for a handful of applications and experts."""

from collections.abc import Iterable
from itertools import combinations

from reviews.assignment import Kind, Problem, Rule, RuleCode


def all_rules(problem: Problem) -> list[Rule]:
    """Every rule of the problem."""
    rules = [Rule(RuleCode.LIMIT, expert=e) for e in range(len(problem.experts))]
    rules += [Rule(RuleCode.PINNED, a, e) for a, e in problem.pinned]
    composition = problem.composition
    for a, one in enumerate(problem.applications):
        technical, financial, _ = composition.least(one.seats)
        rules += [Rule(RuleCode.SEATS, a), Rule(RuleCode.FORBIDDEN, a)]
        rules += [Rule(RuleCode.TECHNICAL, a)] if technical else []
        rules += [Rule(RuleCode.FINANCIAL, a)] if financial else []
        rules += [Rule(RuleCode.REGIONS, a)] if composition.least_regions == 2 else []
        rules += [Rule(RuleCode.FIELDS, a)] if composition.least_in_field and one.fields else []
        rules += [Rule(RuleCode.ODD, a)] if composition.odd else []
    return rules


def lawful_panels(problem: Problem, a: int, rules: set[Rule]) -> list[tuple[int, ...]]:
    """Every panel that keeps those of the rules that concern application a alone."""
    one, experts = problem.applications[a], range(len(problem.experts))
    holds = {rule.code for rule in rules if rule.application == a}
    pinned = {rule.expert for rule in rules if rule.application == a and rule.code is RuleCode.PINNED}
    technical, financial, _ = problem.composition.least(one.seats)
    sizes = [one.seats] if RuleCode.SEATS in holds else list(range(len(problem.experts) + 1))
    found = []
    for size in sizes:
        for panel in combinations(experts, size):
            who = [problem.experts[e] for e in panel]
            fine = pinned <= set(panel)
            if RuleCode.FORBIDDEN in holds:
                fine &= not any(problem.forbidden[a, e] for e in panel)
            if RuleCode.TECHNICAL in holds:
                fine &= sum(one.kind is Kind.TECHNICAL for one in who) >= technical
            if RuleCode.FINANCIAL in holds:
                fine &= sum(one.kind is Kind.FINANCIAL for one in who) >= financial
            if RuleCode.REGIONS in holds:
                fine &= len({one.region for one in who}) >= 2
            if RuleCode.FIELDS in holds:
                fine &= any(one.fields & expert.fields for expert in who)
            if RuleCode.ODD in holds:
                fine &= size % 2 == 1
            if fine:
                found.append(panel)
    return found


def cheapest(problem: Problem) -> tuple[int | None, int]:
    """The lowest cost of lawful panels (None where there are none) and how many sets of panels cost it."""
    held = set(all_rules(problem))
    states = {tuple(one.limit for one in problem.experts): (0, 1)}
    for a in range(len(problem.applications)):
        following: dict[tuple[int, ...], tuple[int, int]] = {}
        for panel in lawful_panels(problem, a, held):
            cost = sum(int(problem.cost[a, e]) for e in panel)
            for left, (spent, ways) in states.items():
                after = tuple(load - (e in panel) for e, load in enumerate(left))
                if min(after) >= 0:
                    best, many = following.get(after, (spent + cost, 0))
                    if spent + cost < best:
                        best, many = spent + cost, 0
                    following[after] = (best, many + ways if spent + cost == best else many)
        states = following
    if not states:
        return None, 0
    lowest = min(cost for cost, _ in states.values())
    return lowest, sum(ways for cost, ways in states.values() if cost == lowest)


def can_be_held(problem: Problem, rules: Iterable[Rule]) -> bool:
    """Whether some panels keep these rules, all others left aside."""
    held = set(rules)
    limited = [e for e in range(len(problem.experts)) if Rule(RuleCode.LIMIT, expert=e) in held]
    states = {tuple(problem.experts[e].limit for e in limited)}
    for a in range(len(problem.applications)):
        loads = {tuple(e in panel for e in limited) for panel in lawful_panels(problem, a, held)}
        least = [one for one in loads if not any(other != one and _within(other, one) for other in loads)]
        after = {tuple(map(int.__sub__, left, load)) for left in states for load in least}
        states = {left for left in after if min(left, default=0) >= 0}
    return bool(states)


def _within(some: tuple[bool, ...], others: tuple[bool, ...]) -> bool:
    return all(one <= other for one, other in zip(some, others, strict=True))


def is_lawful(problem: Problem, pairs: Iterable[tuple[int, int]]) -> bool:
    """Whether the pairs keep every rule."""
    pairs, held = list(pairs), set(all_rules(problem))
    panels = [tuple(sorted(e for b, e in pairs if b == a)) for a in range(len(problem.applications))]
    loads = [sum(e == f for _, f in pairs) for e in range(len(problem.experts))]
    return (
        len(set(pairs)) == len(pairs)
        and all(load <= one.limit for load, one in zip(loads, problem.experts, strict=True))
        and all(panel in lawful_panels(problem, a, held) for a, panel in enumerate(panels))
    )
