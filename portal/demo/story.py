"""The story's clock and its plan: what happens when, told in the order of time.

All moments are counted back from today in working days, so that the demonstration is a busy week on
whatever day it is loaded.
"""

import heapq
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from django.utils import timezone

from portal.workdays import calendar

Act = Callable[[datetime], object]
"""Something that is done at a moment: ``act(at)``."""


class Story:
    """Acts by moment. :meth:`tell` runs them in order; an act may plan further ones."""

    def __init__(self, now: datetime) -> None:
        self.now, self.today = now, timezone.localdate(now)
        self.random = Random(348)
        self._days = [self.today]
        self._serial = count()
        self._planned: list[tuple[datetime, int, Act]] = []

    def day(self, back: int) -> date:
        """The ``back``-th working day before today; 0 is today itself, negative ones lie ahead."""
        if back < 0:
            return calendar.add_working_days(self.today, -back)
        while len(self._days) <= back:
            before = self._days[-1] - timedelta(days=1)
            while not calendar.day(before).working:
                before -= timedelta(days=1)
            self._days.append(before)
        return self._days[back]

    def moment(self, back: int, hour: int = 10, minute: int = 0) -> datetime:
        """That day at that time; what would lie ahead of now today happened a moment ago."""
        when = timezone.make_aware(datetime.combine(self.day(back), time(hour, minute)))
        return when if back < 0 else min(when, self.now - timedelta(seconds=30))

    def some(self, back: int, first: int = 9, last: int = 16) -> datetime:
        """Some minute of the office hours of that day."""
        return self.moment(back, self.random.randint(first, last), self.random.randint(0, 59))

    def plan(self, at: datetime, act: Act) -> None:
        """Have ``act`` done at ``at``; acts of the same moment keep the order in which they were planned."""
        heapq.heappush(self._planned, (at, next(self._serial), act))

    def tell(self) -> int:
        """Do everything that is planned; returns how many acts there were."""
        told = 0
        while self._planned:
            at, _serial, act = heapq.heappop(self._planned)
            act(at)
            told += 1
        return told
