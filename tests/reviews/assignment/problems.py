"""Problems for the tests: small ones drawn by hypothesis, large ones by NumPy."""

import numpy as np
from hypothesis import strategies as st

from reviews.assignment import (
    COST_LIMIT,
    KINDS,
    PLAIN,
    Application,
    Composition,
    Expert,
    Problem,
)

FIELDS = ("a", "b")
REGIONS = ("440100", "440300")


@st.composite
def problems(draw, *, extra=False):
    """Up to four applications and seven experts, about half of them solvable; ``extra``: with rules on regions
    and fields."""
    return small(np.random.default_rng(draw(st.integers(0, 2**63))), extra=extra)


def small(rng, *, extra):
    applications, experts = int(rng.integers(1, 5)), int(rng.integers(2, 8))
    top = int(rng.choice([2, 1000, COST_LIMIT]))
    composition = Composition(
        technical_share=((0, 1), (1, 2), (3, 5))[rng.integers(3)],
        least_financial=int(rng.random() < 0.4),
        technical_chair=bool(rng.random() < 0.5),
        least_regions=1 + int(extra and rng.random() < 0.7),
        least_in_field=int(extra and rng.random() < 0.7),
        odd=bool(extra and rng.random() < 0.05),
    )
    seats = [int(rng.integers(1, min(3, experts) + 1)) for _ in range(applications)]
    if composition.least_regions == 2:
        seats = [max(2, some) for some in seats]
    spare = int(rng.integers(0, 5))
    limits = np.bincount(rng.integers(0, experts, sum(seats) + spare), minlength=experts)
    cells = [(a, e) for a in range(applications) for e in range(experts)]
    pins = rng.choice(len(cells), size=int(rng.choice([0, 0, 1, 2])), replace=False)
    return Problem(
        tuple(Application(a, some, _some(rng, FIELDS)) for a, some in enumerate(seats)),
        tuple(
            Expert(
                e,
                KINDS[rng.choice(3, p=[0.6, 0.25, 0.15])],
                int(limits[e]),
                _some(rng, FIELDS),
                REGIONS[int(rng.random() < 0.3)],
            )
            for e in range(experts)
        ),
        rng.integers(0, top, (applications, experts), dtype=np.int64),
        rng.random((applications, experts)) < rng.choice([0, 0.1, 0.3]),
        tuple(cells[place] for place in pins),
        composition,
        int(rng.integers(5)),
    )


def _some(rng, names):
    return frozenset(name for name in names if rng.random() < 0.4)


def large(applications, experts, *, composition=PLAIN, seats=5, spare=1.02, seed=1, top=10**6):
    """5 % conflicts, random costs, loads near capacity, like the benchmark's."""
    rng = np.random.default_rng(seed)
    kinds = rng.choice(3, experts, p=[0.65, 0.25, 0.1])
    limit = int(np.ceil(applications * seats / experts * spare))
    return Problem(
        tuple(Application(a, seats, frozenset({f"f{a % 7}"})) for a in range(applications)),
        tuple(
            Expert(
                e,
                KINDS[kinds[e]],
                limit,
                frozenset({f"f{e % 7}"}),
                str(rng.choice(4, p=[0.55, 0.2, 0.15, 0.1])),
            )
            for e in range(experts)
        ),
        rng.integers(0, top, (applications, experts), dtype=np.int64),
        rng.random((applications, experts)) < 0.05,
        composition=composition,
    )
