"""Publicity is a lock: what still keeps a publicised list from being announced.

Annex 1, steps 9 and 10: the whole period must have run (to 24:00 of its last day, local time) and
every objection must be closed. Nobody can lift it: no role, no job.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Application
from applications.policies import Refused
from applications.registry import Taken
from portal.workdays import calendar as workdays
from publication.models import ListEntry, Objection, Publicity


@dataclass(frozen=True)
class Lock:
    """The state of a list's lock at a moment; ``reasons`` is empty when it may be announced."""

    ends_at: datetime
    is_over: bool
    provisional: bool
    objections: list[Objection]

    @property
    def is_open(self) -> bool:
        return self.is_over and not self.provisional and not self.objections

    @property
    def reasons(self) -> list[str]:
        """What is still in the way, in words."""
        found = []
        if not self.is_over:
            found.append(
                _("The publicity period runs to 24:00 of %(day)s.")
                % {"day": date_format(last_day(self.ends_at), "DATE_FORMAT")}
            )
        if self.provisional:
            found.append(_("The period holds provisional days: no holiday notice confirms them yet."))
        if self.objections:
            found.append(
                ngettext(
                    "%(count)d objection is still open: %(numbers)s.",
                    "%(count)d objections are still open: %(numbers)s.",
                    len(self.objections),
                )
                % {"count": len(self.objections), "numbers": ", ".join(o.number for o in self.objections)}
            )
        return found


def last_day(ends_at: datetime) -> date:
    """The day at whose 24:00 a period ends."""
    return timezone.localdate(ends_at - timedelta(seconds=1))


def of(publicity: Publicity, *, at: datetime) -> Lock:
    """The lock of a publicised list at ``at``.

    The calendar is asked again: a holiday notice that came later counts at once, and never shortens
    what was publicised.
    """
    period = workdays.publicity_period(publicity.first_day, publicity.whole_days)
    ends_at = max(publicity.ends_at, period.ends_at)
    return Lock(
        ends_at=ends_at,
        is_over=at >= ends_at,
        provisional=period.provisional,
        objections=list(open_objections(publicity)),
    )


def open_objections(publicity: Publicity):
    """Objections that hold this list: on it as a whole, on an entry, for one left out, and those on an
    earlier version's entry for a file that stands in this one.
    """
    files = publicity.version.entries.values("application_id")
    return (
        Objection.objects.filter(Q(publicity=publicity) | Q(entry__application__in=files))
        .filter(status__in=Objection.OPEN)
        .defer("sealed")
        .order_by("due_at", "pk")
        .distinct()
    )


def demand_open(publicity: Publicity, *, at: datetime) -> None:
    """Raise Refused with everything that is in the way."""
    reasons = of(publicity, at=at).reasons
    if reasons:
        raise Refused(_("It can't be announced now.") + " " + " ".join(reasons))


def current_publicities(call_id: int) -> dict[int, int]:
    """For each file of a call that is or was in public: the publicity in which it stands last."""
    latest = (
        ListEntry.objects.filter(version__call=call_id, application__isnull=False)
        .exclude(version__publicity=None)
        .values("application_id")
        .annotate(last=Max("version__publicity"))
        .order_by()
    )
    return {row["application_id"]: row["last"] for row in latest}


def publicity_is_over(application: Application, taken: Taken) -> None:
    """Policy of the announcement: the file's own lock. A bounded number of queries for a whole list."""
    known = taken.inputs.setdefault("locks", {})
    if application.call_id not in known:
        current = current_publicities(application.call_id)
        rows = Publicity.objects.filter(pk__in=set(current.values())).select_related("version")
        reasons = {row.pk: of(row, at=taken.at).reasons for row in rows}
        known[application.call_id] = {pk: reasons[publicity] for pk, publicity in current.items()}
    locks = known[application.call_id]
    if application.pk not in locks:
        raise Refused(_("This file has not been publicised; it can't be announced."))
    if locks[application.pk]:
        raise Refused(_("It can't be announced now.") + " " + " ".join(locks[application.pk]))
