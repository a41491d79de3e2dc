"""Deadlines in words: how near, in working days.

The holiday table is another room's: it registers ``days_left(deadline, at=…) -> int`` (working days,
today left out, negative when overdue) under :data:`DAYS_LEFT`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.registry import Registry

NEAR = 3
"""Working days from which on a deadline is amber."""
DAYS_LEFT = "days_left"
sources: Registry[Callable[..., int]] = Registry("clock")


@dataclass(frozen=True)
class Clock:
    tone: str
    label: str


def read(deadline: datetime, days: int, *, at: datetime) -> Clock:
    """The words for ``deadline``, ``days`` working days away as seen ``at``."""
    local, today = timezone.localtime(deadline), timezone.localdate(at)
    if deadline < at:
        late = max(-days, 1)
        return Clock("danger", ngettext("%(n)s day overdue", "%(n)s days overdue", late) % {"n": late})
    if local.date() == today:
        return Clock("danger", _("Due today %(time)s") % {"time": local.strftime("%H:%M")})
    if days <= 0:  # the next working day lies beyond the deadline: it falls on a day of rest
        return Clock("warn", _("Due %(day)s") % {"day": date_format(local, "SHORT_DATE_FORMAT")})
    label = ngettext("%(n)s working day left", "%(n)s working days left", days) % {"n": days}
    return Clock("warn" if days <= NEAR else "neutral", label)


def read_now(deadline: datetime, days: int | None = None) -> Clock:
    """The same at the present moment; without ``days`` the registered source is asked."""
    at = timezone.now()
    if days is None:
        days = sources[DAYS_LEFT](deadline, at=at) if DAYS_LEFT in sources else (deadline - at).days
    return read(deadline, days, at=at)
