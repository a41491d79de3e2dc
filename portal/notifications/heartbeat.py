"""The worker's pulse, kept as stretches of time, and the outages between them.

Source: domain.md – an outage of over two working hours, found by gaps in a heartbeat, adds a day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from portal.notifications.models import Heartbeat

EVERY = timedelta(minutes=1)
TOLERANCE = timedelta(minutes=5)
"""A pulse missed for no longer than this is a busy machine, not an outage."""


@dataclass(frozen=True)
class Outage:
    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@transaction.atomic
def beat(at: datetime) -> None:
    """Note that the portal is alive: lengthen the last stretch, or begin one after an outage."""
    last = Heartbeat.objects.select_for_update().order_by("-until").first()
    if last is None or at - last.until > TOLERANCE:
        Heartbeat.objects.create(since=at, until=at)
    elif at > last.until:
        last.until = at
        last.save(update_fields=["until"])


def outages(start: datetime, end: datetime) -> list[Outage]:
    """The gaps between ``start`` and ``end`` in which nothing ran; none before the first pulse ever."""
    before = Heartbeat.objects.filter(until__lte=start).order_by("-until").first()
    rows = list(Heartbeat.objects.filter(until__gt=start, since__lt=end).order_by("since"))
    known = ([before] if before else []) + rows
    if not known:
        return []
    seen, gaps = known[0].until, []
    for row in known[1:]:
        gaps.append(Outage(max(seen, start), row.since))
        seen = row.until
    if end - seen > TOLERANCE:
        gaps.append(Outage(max(seen, start), _alive_again(seen, end)))
    return [gap for gap in gaps if gap.end > gap.start]


def _alive_again(seen: datetime, end: datetime) -> datetime:
    """Where a gap that reaches over ``end`` is cut."""
    following = Heartbeat.objects.filter(since__gt=seen).order_by("since").first()
    return min(following.since, end) if following else end
