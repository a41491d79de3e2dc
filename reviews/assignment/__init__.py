"""Who reviews which file: the cheapest lawful panels, with a proof. Pure: no Django."""

from reviews.assignment.pricing import bound
from reviews.assignment.problem import (
    COST_LIMIT,
    KINDS,
    PLAIN,
    Application,
    Composition,
    Duals,
    Expert,
    Kind,
    Problem,
    Rule,
    RuleCode,
    Solution,
    pairs_matrix,
)
from reviews.assignment.solve import solve

__all__ = [
    "COST_LIMIT",
    "KINDS",
    "PLAIN",
    "Application",
    "Composition",
    "Duals",
    "Expert",
    "Kind",
    "Problem",
    "Rule",
    "RuleCode",
    "Solution",
    "bound",
    "pairs_matrix",
    "solve",
]
