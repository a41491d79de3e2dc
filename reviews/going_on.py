"""Which files a stage takes on to the next one, and what a file's total is then. Pure: no Django.

The call says which stages there are, what each counts (percent, sum 100) and from which mean of the stage
before a file is taken on to the defence and to the site visit. A file that isn't taken on keeps what it has:
a stage that it never had counts 0, and it ranks behind every file that was taken further.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from reviews import scoring


@dataclass(frozen=True)
class Onward:
    """Where a file goes after a stage: to ``stage``, or nowhere because it isn't taken on to ``not_to``.

    ``missed``: how many stages of the call the file never has.
    """

    stage: str = ""
    not_to: str = ""
    missed: int = 0


def after(closed: str, mean: Decimal, weights: Mapping[str, int], least: Mapping[str, Decimal]) -> Onward:
    """What follows the stage ``closed``, which ended with ``mean``.

    ``weights``: the call's stages in order; ``least``: the mean that each asks of the stage before it
    (inclusive; 0 takes on all).
    """
    stages = list(weights)
    later = stages[stages.index(closed) + 1 :]
    if not later:
        return Onward()
    if mean < least.get(later[0], Decimal(0)):
        return Onward(not_to=later[0], missed=len(later))
    return Onward(stage=later[0])


def total(means: Mapping[str, Decimal], weights: Mapping[str, int]) -> Decimal:
    """The total of 100 over the stages that a file had; those that it never had count 0."""
    return scoring.total({stage: means.get(stage, Decimal(0)) for stage in weights}, weights)
