"""Which rules conflict where regions or fields are among them: by trying, in HiGHS, with fewer and fewer."""

from collections.abc import Callable, Sequence

import numpy as np

from reviews.assignment.conflicts import LEAST_RULE, rule_order
from reviews.assignment.model import Bools, Ints, kinds_of, least_numbers
from reviews.assignment.needs import Need, Needs
from reviews.assignment.problem import KINDS, Problem, Rule, RuleCode
from reviews.assignment.program import Program

Bundle = tuple[Rule, ...]


def why_unmet(problem: Problem, suspects: Sequence[int]) -> tuple[Rule, ...]:
    """A minimal set of rules that conflict, empty where none is found.

    suspects: applications to look at first, each alone, then together; at last all.
    """
    trial = Trial(problem)
    everybody = list(range(len(problem.applications)))
    for some in (*([a] for a in suspects), list(suspects), everybody):
        if some and trial.conflicts(trial.rules_of(some)):
            bundles = [tuple(trial.own_rules(a)) for a in some]
            bundles.append(tuple(trial.shared_rules()))
            kept = trial.smallest(bundles)
            single: list[Bundle] = [(rule,) for one in kept for rule in one]
            rules = [rule for one in trial.smallest(single) for rule in one]
            return tuple(sorted(rules, key=rule_order))
    return ()


def smallest(
    background: Sequence[Bundle], bundles: Sequence[Bundle], conflict: Callable[[Sequence[Bundle]], bool]
) -> list[Bundle]:
    """A minimal choice of the bundles that conflicts with the background (QuickXplain, Junker 2004)."""
    if not bundles or conflict(background):
        return []
    if len(bundles) == 1:
        return list(bundles)
    half = len(bundles) // 2
    first, second = list(bundles[:half]), list(bundles[half:])
    of_second = smallest([*background, *first], second, conflict)
    of_first = smallest([*background, *of_second], first, conflict)
    return of_first + of_second


class Trial:
    """Whether some of a problem's rules can be held together."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.needs = problem, Needs(problem)
        self.kind, self.least = kinds_of(problem), least_numbers(problem)

    def own_rules(self, a: int) -> list[Rule]:
        """The rules on the panel of a, pins left out."""
        composition, one = self.problem.composition, self.problem.applications[a]
        rules = [Rule(RuleCode.SEATS, a), Rule(RuleCode.FORBIDDEN, a)]
        rules += [Rule(LEAST_RULE[name], a) for name in LEAST_RULE if self.least[a, KINDS.index(name)]]
        rules += [Rule(RuleCode.REGIONS, a)] if composition.least_regions == 2 else []
        rules += [Rule(RuleCode.FIELDS, a)] if composition.least_in_field and one.fields else []
        return rules

    def shared_rules(self) -> list[Rule]:
        """Limits and pins."""
        limits = [Rule(RuleCode.LIMIT, expert=e) for e in range(len(self.problem.experts))]
        return limits + [Rule(RuleCode.PINNED, a, e) for a, e in self.problem.pinned]

    def rules_of(self, some: Sequence[int]) -> list[Rule]:
        return [rule for a in some for rule in self.own_rules(a)] + self.shared_rules()

    def smallest(self, bundles: Sequence[Bundle]) -> list[Bundle]:
        return smallest([], bundles, lambda held: self.conflicts([rule for one in held for rule in one]))

    def conflicts(self, rules: Sequence[Rule]) -> bool:
        """Whether the rules can't be held together. Where the search is cut off they are taken to be."""
        held = set(rules)
        program = self._program(held)
        for rule in rules:
            self._ask(program, rule)
        while True:
            found = program.solve()
            if found.taken is None:
                return found.is_final
            if not self._ask_for_regions(program, found.taken, held):
                return False

    def _program(self, held: set[Rule]) -> Program:
        """The pairs of the applications concerned; where their forbidden pairs are no rule, these too."""
        involved = sorted({rule.application for rule in held if rule.application is not None})
        pairs, least = [], []
        for a in involved:
            is_rule = Rule(RuleCode.FORBIDDEN, a) in held
            for e in range(len(self.problem.experts)):
                is_pinned = Rule(RuleCode.PINNED, a, e) in held
                if is_pinned or not (is_rule and self.problem.forbidden[a, e]):
                    pairs.append((a, e))
                    least.append(int(is_pinned))
        places: Ints = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        cost = np.zeros(len(places), dtype=np.int64)
        return Program(places[:, 0], places[:, 1], cost, np.array(least, dtype=np.int64))

    def _ask(self, program: Program, rule: Rule) -> None:
        a, e, problem = rule.application, rule.expert, self.problem
        if rule.code is RuleCode.LIMIT and e is not None:
            program.between(program.e == e, 0, problem.experts[e].limit)
        if a is None:
            return
        mine = program.a == a
        if rule.code is RuleCode.SEATS:
            program.between(mine, problem.applications[a].seats, problem.applications[a].seats)
        for name, code in LEAST_RULE.items():
            if rule.code is code:
                k = KINDS.index(name)
                program.between(mine & (self.kind[program.e] == k), int(self.least[a, k]))
        if rule.code is RuleCode.FIELDS:
            program.between(mine & self.needs.counts(Need(a, None))[program.e], 1)
        if rule.code is RuleCode.REGIONS:
            program.between(mine, 2)

    def _ask_for_regions(self, program: Program, taken: Bools, held: set[Rule]) -> bool:
        """Ask for somebody from outside the region of each panel that has only one; False where none has."""
        asked = False
        for rule in held:
            if rule.code is RuleCode.REGIONS and rule.application is not None:
                mine = program.a == rule.application
                regions = {self.problem.experts[e].region for e in program.e[mine & taken].tolist()}
                if len(regions) == 1:
                    counts = self.needs.counts(Need(rule.application, regions.pop()))
                    program.between(mine & counts[program.e], 1)
                    asked = True
        return asked
