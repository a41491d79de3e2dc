"""Rules on a panel that are no network: two regions, an expert of the field.

Each is put as 'at least one of these experts sits': with all of a panel from one region, one from outside.
"""

from dataclasses import dataclass

import numpy as np

from reviews.assignment.model import Bools, Ints
from reviews.assignment.pricing import in_field, outside
from reviews.assignment.problem import Problem


@dataclass(frozen=True)
class Need:
    """Application a needs an expert from outside ``region``, or (None) one of its field."""

    a: int
    region: str | None


class Needs:
    """What the problem's composition asks for beyond the network."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        names = sorted({one.region for one in problem.experts})
        self.names = names
        self.region: Ints = np.array([names.index(one.region) for one in problem.experts], dtype=np.int64)
        self.fits: Bools | None = self._fits() if problem.composition.least_in_field else None

    def _fits(self) -> Bools:
        """A × E: who is of the application's field; everybody where it has none."""
        by_fields = {one.fields: a for a, one in enumerate(self.problem.applications)}
        rows = {fields: in_field(self.problem, a) | (not fields) for fields, a in by_fields.items()}
        return np.stack([rows[one.fields] for one in self.problem.applications])

    def counts(self, need: Need) -> Bools:
        """E: who would meet the need."""
        if need.region is None:
            return in_field(self.problem, need.a)
        return outside(self.problem, need.region)

    def unmet(self, sitting: Bools) -> list[Need]:
        """The needs that these panels (A × E, pins included) leave unmet."""
        found = []
        if self.problem.composition.least_regions == 2:
            lowest = np.where(sitting, self.region, len(self.names)).min(axis=1, initial=len(self.names))
            highest = np.where(sitting, self.region, -1).max(axis=1, initial=-1)
            alike = np.flatnonzero(lowest == highest).tolist()
            found += [Need(a, self.names[int(lowest[a])]) for a in alike]
        if self.fits is not None:
            found += [Need(a, None) for a in np.flatnonzero(~(sitting & self.fits).any(axis=1)).tolist()]
        return found
