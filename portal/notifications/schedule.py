"""What the portal does by the clock; catches up after the machine was off."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from portal.registry import Registry


@dataclass(frozen=True)
class Scheduled:
    """``handler(at=datetime)`` every ``every``; idempotent, and does all that is due at ``at``."""

    key: str
    every: timedelta
    handler: Callable


schedule: Registry[Scheduled] = Registry("schedule")
