"""What completes a total beside the experts' points: in an evaluation the computed figures and the city's mark.

A higher floor enters a source for its kind of call; a recognition has none, there the experts score all of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.registry import Registry
from reviews import scoring
from reviews.models import ReviewFile


@dataclass(frozen=True)
class Completion:
    """``fixed``: points beside the experts'. ``of``: the weights that count; less than 100 are spread to 100."""

    fixed: Decimal = Decimal(0)
    of: int = 100


sources: Registry[Callable[[Sequence[ReviewFile]], dict[int, Completion]]] = Registry("completions of totals")
"""By kind of call: ``source(files) -> {key of the file: Completion}``, in a fixed number of queries."""
PLAIN = Completion()


def of_files(files: Sequence[ReviewFile]) -> dict[int, Completion]:
    """What completes the total of each file."""
    found: dict[int, Completion] = {}
    for kind in {file.application.kind for file in files}:
        same = [file for file in files if file.application.kind == kind]
        given = sources[kind](same) if kind in sources else {}
        found |= {file.pk: given.get(file.pk, PLAIN) for file in same}
    return found


def total(judged: Decimal, completion: Completion) -> Decimal:
    """The whole total of 100, two decimals, half up: (judged + fixed) × 100 ÷ the weights that count."""
    return scoring.rounded((judged + completion.fixed) * 100 / completion.of)
