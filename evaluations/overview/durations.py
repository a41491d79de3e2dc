"""How long steps take, in working days, from the record. Pure but for the calendar."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from applications.workflow import Step
from portal.workdays import calendar


@dataclass(frozen=True)
class Taken:
    """A step over many files: how often it was taken, and its working days since the step before."""

    step: str
    many: int
    median: float
    longest: int

    @property
    def label(self):
        return Step(self.step).label


def durations(events: Iterable[tuple[str, str, datetime]]) -> list[Taken]:
    """From events ``(file, step, at)`` in the order of each file, file by file.

    A step's working days are those after the day of the file's step before, up to its own day: 0 on the
    same day. The first step of a file has none before it and is left out.
    """
    days: dict[str, list[int]] = defaultdict(list)
    file_before, before = None, None
    for file, step, at in events:
        if file == file_before:
            days[step].append(max(0, calendar.days_left(at, at=min(before, at))))
        file_before, before = file, at
    order = Step.values
    return [
        Taken(step, len(found), float(median(found)), max(found))
        for step, found in sorted(days.items(), key=lambda pair: order.index(pair[0]))
    ]
