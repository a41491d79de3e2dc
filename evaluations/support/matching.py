"""Ranks members for a need. Pure: no Django, so that a rank can be explained and recomputed.

Excellent members stand first, then qualified ones, then those not evaluated; within a tier by points:
3 for a product of the industry (1 for one of all industries), 1 for each wanted function that a product
names (3 at most), 1 for the same city. Equal ones by the length of their membership.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

GENERAL = "general"
INDUSTRY, ALL_INDUSTRIES, FUNCTION, CITY = 3, 1, 1, 1
MOST_FUNCTIONS = 3
TIERS = {"excellent": 2, "qualified": 1}
BETWEEN = re.compile(r"[、，,;；/\s和与及]+")


@dataclass(frozen=True)
class Product:
    """What matching reads of a product: keys of industries, and its name with its functions as one text."""

    industries: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Candidate:
    """A member: ``key`` its number, ``tier`` of its newest evaluation."""

    key: int
    tier: str
    city: str
    since: date
    products: tuple[Product, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What a need asks for; ``functions``: words of which each counts."""

    industry: str
    city: str
    functions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ranked:
    """A candidate at its place, with the points that put it there: ``(ground, points)``."""

    key: int
    tier: str
    points: int
    grounds: tuple[tuple[str, int], ...] = field(default=())


def words_of(text: str) -> tuple[str, ...]:
    """The functions in a line, each once, as they were written."""
    return tuple(dict.fromkeys(word for word in BETWEEN.split(text.strip()) if len(word) > 1))


def grounds_of(candidate: Candidate, wanted: Wanted) -> tuple[tuple[str, int], ...]:
    """Why a candidate fits, without its tier: which ground, how many points."""
    found: list[tuple[str, int]] = []
    industries = {key for product in candidate.products for key in product.industries}
    if wanted.industry in industries:
        found.append(("industry", INDUSTRY))
    elif GENERAL in industries:
        found.append(("all_industries", ALL_INDUSTRIES))
    texts = " ".join(product.text for product in candidate.products).lower()
    named = sum(word.lower() in texts for word in wanted.functions)
    if named:
        found.append(("functions", FUNCTION * min(named, MOST_FUNCTIONS)))
    if candidate.city == wanted.city:
        found.append(("city", CITY))
    return tuple(found)


def rank(candidates: Sequence[Candidate], wanted: Wanted) -> list[Ranked]:
    """All candidates, the best first."""
    scored = [(one, grounds_of(one, wanted)) for one in candidates]

    def place(pair):
        one, grounds = pair
        return -TIERS.get(one.tier, 0), -sum(points for _ground, points in grounds), one.since, one.key

    return [
        Ranked(one.key, one.tier, sum(points for _ground, points in grounds), grounds)
        for one, grounds in sorted(scored, key=place)
    ]
