"""What the operator is told of files: how many are past their deadline, and how many reach it within a day."""

from datetime import datetime, timedelta

from applications.models import Application
from applications.workflow import WITH_AUTHORITY, State
from portal.probes.gauges import Gauge, deadlines, gauges

RUNNING = [State.DRAFT, State.RETURNED, *WITH_AUTHORITY]


def register() -> None:
    """Enter the gauge of deadlines."""
    gauges.add("portal_deadlines", Gauge("portal_deadlines", "Deadlines of files that run", _read, "due"))


def _read(at: datetime) -> list[tuple[str, float]]:
    running = Application.objects.filter(state__in=RUNNING, deadline__lt=at + timedelta(days=1))
    return deadlines(running, at)
