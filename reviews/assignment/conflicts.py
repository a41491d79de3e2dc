"""Which rules can't be held together: a minimal set, as data.

Panels are filled in order; the first unit that can't be placed names the panels and experts that compete.
One unit short: that set is minimal already, since whatever rule of it falls, the search reaches a way out.
More units short (a panel lacks several): each rule is tried, and left out where the rest conflict without.
"""

from collections.abc import Callable, Sequence

import numpy as np

from reviews.assignment.flow import NOT, UNLIMITED, Flow, Reached
from reviews.assignment.model import Bools, Model, kinds_of, least_numbers
from reviews.assignment.problem import KINDS, Kind, Problem, Rule, RuleCode

LEAST_RULE = {Kind.TECHNICAL: RuleCode.TECHNICAL, Kind.FINANCIAL: RuleCode.FINANCIAL}


def shrink(rules: Sequence[Rule], conflict: Callable[[Sequence[Rule]], bool]) -> tuple[Rule, ...]:
    """Leave out each rule without which the others still conflict."""
    kept = list(rules)
    for rule in rules:
        rest = [one for one in kept if one != rule]
        if conflict(rest):
            kept = rest
    return tuple(sorted(kept, key=rule_order))


def rule_order(rule: Rule) -> tuple[int, int, int]:
    codes = list(RuleCode)
    return codes.index(rule.code), -1 if rule.application is None else rule.application, rule.expert or 0


def alone(problem: Problem) -> tuple[Rule, ...]:
    """A conflict that a single application or expert has with its pins, its seats and its composition."""
    kind, least = kinds_of(problem), least_numbers(problem)
    pool = np.bincount(kind, minlength=len(KINDS))
    for a, k in np.argwhere(least > pool).tolist():
        return (Rule(LEAST_RULE[KINDS[k]], a),)
    pins_of: dict[int, list[int]] = {}
    files_of: dict[int, list[int]] = {}
    for a, e in sorted(problem.pinned):
        if problem.forbidden[a, e]:
            return Rule(RuleCode.FORBIDDEN, a), Rule(RuleCode.PINNED, a, e)
        pins_of.setdefault(a, []).append(e)
        files_of.setdefault(e, []).append(a)
    for e, files in files_of.items():
        if len(files) > (limit := problem.experts[e].limit):
            return Rule(RuleCode.LIMIT, expert=e), *(Rule(RuleCode.PINNED, a, e) for a in files[: limit + 1])
    for a, one in enumerate(problem.applications):
        if problem.composition.odd and one.seats % 2 == 0:
            return Rule(RuleCode.SEATS, a), Rule(RuleCode.ODD, a)
        seats = Rule(RuleCode.SEATS, a)
        rules = [Rule(LEAST_RULE[name], a) for name in LEAST_RULE if least[a, KINDS.index(name)]]
        rules += [Rule(RuleCode.PINNED, a, e) for e in pins_of.get(a, ())]

        def too_many(held: Sequence[Rule], a: int = a, seats: Rule = seats) -> bool:
            return (
                seats in held
                and _places(held, least[a].tolist(), kind.tolist()) > problem.applications[a].seats
            )

        if too_many([seats, *rules]):
            return shrink([seats, *rules], too_many)
    return ()


def _places(held: Sequence[Rule], least: list[int], kind: list[int]) -> int:
    """How many seats the least numbers and pins among the rules take together."""
    pins = [0] * len(KINDS)
    wanted = [0] * len(KINDS)
    for rule in held:
        if rule.code is RuleCode.PINNED and rule.expert is not None:
            pins[kind[rule.expert]] += 1
        for name, code in LEAST_RULE.items():
            if rule.code is code:
                wanted[KINDS.index(name)] = least[KINDS.index(name)]
    return sum(max(pair) for pair in zip(pins, wanted, strict=True))


def why_empty(model: Model) -> tuple[Rule, ...]:
    """The minimal set of rules that leaves seats empty; empty where they can all be filled."""
    flow = Flow(_open(model), model.limit.copy(), model.group, len(model.kind_of))
    for a, g in np.argwhere(model.least > 0).tolist():
        for placed in range(int(model.least[a, g])):
            if (reached := flow.place(a, g)) is not None:
                return _Blame(model, flow, a, g, int(model.least[a, g]) - placed).rules(reached)
    free = model.seats - model.least.sum(axis=1)
    for a in range(len(free)):
        for placed in range(int(free[a])):
            if (reached := flow.place(a, None)) is not None:
                return _Blame(model, flow, a, None, int(free[a]) - placed).rules(reached)
    return ()


def _open(model: Model) -> Bools:
    """A × E: neither forbidden nor pinned; unlike ``Model.allowed`` it knows no limits."""
    allowed = ~model.problem.forbidden
    for a, e in model.problem.pinned:
        allowed[a, e] = False
    return allowed


class _Blame:
    """From a unit of panel a (and group g) that can't be placed to the rules. lacking: units still to place."""

    def __init__(self, model: Model, flow: Flow, a: int, g: int | None, lacking: int) -> None:
        self.model, self.flow, self.a, self.g, self.lacking = model, flow, a, g, lacking

    def rules(self, reached: Reached) -> tuple[Rule, ...]:
        rules = self._named(reached)
        if self.lacking > 1:
            self._reduce(rules, reached)
            rules = self._shrink(rules)
        return tuple(sorted(rules, key=rule_order))

    def _named(self, reached: Reached) -> list[Rule]:
        """The rules of what was reached: panels, their forbidden pairs outside, limits, pins of others."""
        problem, experts = self.model.problem, reached.experts != NOT
        rules = []
        inside = reached.groups != NOT
        for a in np.flatnonzero(inside.any(axis=1)).tolist():
            whole = reached.panels[a] != NOT
            codes = [RuleCode.SEATS] if whole else [self._code(g) for g in np.flatnonzero(inside[a]).tolist()]
            rules += [Rule(code, a) for code in codes]
            useful = ~experts & (inside[a][self.model.group] | whole)
            if (problem.forbidden[a] & useful).any():
                rules.append(Rule(RuleCode.FORBIDDEN, a))
        rules += [Rule(RuleCode.LIMIT, expert=e) for e in np.flatnonzero(experts).tolist()]
        rules += [
            Rule(RuleCode.PINNED, a, e)
            for a, e in problem.pinned
            if experts[e] and not inside[a, self.model.group[e]]
        ]
        return rules

    def _code(self, g: int) -> RuleCode:
        kind = self.model.kind_of[g]
        if kind is None:
            raise AssertionError("a group without a least number is reached through its panel")
        return LEAST_RULE[KINDS[kind]]

    def _reduce(self, rules: list[Rule], reached: Reached) -> None:
        """Leave in the flow what the rules ask for, and nothing else."""
        held = set(rules)
        inside = reached.groups != NOT
        for a in range(len(inside)):
            self.flow.take_back(a, np.flatnonzero(~inside[a]).tolist())
            if reached.panels[a] != NOT:  # its least numbers are no rule here: all its units are free
                count = [int(self.flow.chosen[a, members].sum()) for members in self.flow.members]
                self.flow.free[a] = count
            if Rule(RuleCode.FORBIDDEN, a) not in held:
                self._allow(a)
        self.flow.limit[reached.experts == NOT] = UNLIMITED

    def _allow(self, a: int) -> None:
        self.flow.allowed[a] = True
        for b, e in self.model.problem.pinned:
            if b == a:
                self.flow.allowed[a, e] = False

    def _shrink(self, rules: list[Rule]) -> list[Rule]:
        """Leave out rules until none can be, or until one unit is lacking.

        Pins of the panels concerned are kept meanwhile; the search names those that count in the end.
        """
        own = {Rule(RuleCode.SEATS, self.a)} if self.g is None else {Rule(self._code(self.g), self.a)}
        needed: set[Rule] = own
        dropped: set[Rule] = set()
        while self.lacking > 1 and (open_rules := [rule for rule in rules if rule not in needed]):
            rule = open_rules[0]
            before = self.flow.copy()
            self._drop(rule)
            reached, placed = None, 0
            while placed < self.lacking and (reached := self.flow.place(self.a, self.g)) is None:
                placed += 1
            if reached is None:
                self.flow = before
                needed.add(rule)
            else:
                self.lacking -= placed
                dropped.add(rule)
                rules = [one for one in self._named(reached) if one not in dropped]
        return rules

    def _drop(self, rule: Rule) -> None:
        flow, a, e = self.flow, rule.application, rule.expert
        if rule.code is RuleCode.LIMIT and e is not None:
            flow.limit[e] = UNLIMITED
        elif rule.code is RuleCode.FORBIDDEN and a is not None:
            self._allow(a)
        elif rule.code is RuleCode.PINNED and e is not None:
            flow.limit[e] += 1
        elif a is not None:
            whole = rule.code is RuleCode.SEATS
            kinds = [kind for kind, code in LEAST_RULE.items() if code is rule.code]
            groups = [
                g for g, k in enumerate(self.model.kind_of) if whole or (k is not None and KINDS[k] in kinds)
            ]
            flow.take_back(a, groups)
