"""A running period counted again: after a holiday notice, and after an outage of the portal.

Source: ``domain.md``. An outage of over two working hours adds a day [I]; one that takes over two
working hours of several days adds each of them, so that nobody loses a day to object in.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.accounts.roles import roles_with
from portal.notifications.heartbeat import outages
from portal.notifications.notices import notify
from portal.notifications.outages import days_lost
from portal.workdays import calendar as workdays
from publication.models import Publicity
from publication.publicity import derivation_of, locked, record_on


@transaction.atomic
def follow_outages(publicity: Publicity, *, at: datetime) -> Publicity:
    """Add the days that outages took from a period, once for each outage; on record, and told.

    An outage that goes on while it is looked at counts as far as it has come, and grows at the next look.
    """
    publicity = locked(publicity)
    begins = timezone.make_aware(datetime.combine(publicity.first_day, datetime.min.time()))
    known = {row["start"]: row for row in publicity.outages}
    for gap in outages(begins, min(at, publicity.ends_at)):
        lost, start = days_lost(gap.start, gap.end), gap.start.isoformat()
        if lost > known.get(start, {}).get("days", 0):
            known[start] = {"start": start, "end": gap.end.isoformat(), "days": lost}
    added = sum(row["days"] for row in known.values())
    if added > publicity.added_days:
        publicity.outages, publicity.added_days = list(known.values()), added
        publicity.save(update_fields=["outages", "added_days"])
        record_on(publicity, "outage", None, at, outages=publicity.outages, added_days=added)
        _count_again(publicity, "publicity.prolonged", at)
    return publicity


@transaction.atomic
def recount(*, at: datetime) -> list[Publicity]:
    """Count the periods that aren't announced yet again, after a holiday notice; those that moved come back.

    A period is never made shorter than it was publicised.
    """
    moved = []
    rows = Publicity.objects.select_for_update(of=("self",)).select_related("version__call")
    for publicity in rows.filter(version__successors=None):
        if _count_again(publicity, "publicity.moved", at):
            moved.append(publicity)
    return moved


def _count_again(publicity: Publicity, notice: str, at: datetime) -> bool:
    """Whether the end of the period moved; then those concerned are told."""
    period = workdays.publicity_period(publicity.first_day, publicity.whole_days)
    ends_at = max(period.ends_at, publicity.ends_at)
    if (ends_at, period.provisional) == (publicity.ends_at, publicity.provisional):
        return False
    was = publicity.ends_at
    publicity.last_day = max(period.last, publicity.last_day)
    publicity.ends_at, publicity.provisional = ends_at, period.provisional
    publicity.derivation = derivation_of(period, publicity.added_days)
    publicity.save(update_fields=["last_day", "ends_at", "provisional", "derivation"])
    record_on(publicity, "recount", None, at, was=was.isoformat())
    if ends_at != was:
        _tell_moved(publicity, notice, at)
    return ends_at != was


def _tell_moved(publicity: Publicity, notice: str, at: datetime) -> None:
    """The enterprises on the list, the province and the objection officers."""
    entries = publicity.version.entries.values("enterprise__organisation")
    staff = roles_with(Permission.PUBLICISE) | roles_with(Permission.HANDLE_OBJECTIONS)
    people = User.objects.filter(is_active=True)
    to = people.filter(organisation__in=entries) | people.filter(role__in=staff)
    notify(
        notice,
        to=to,
        params={"call": publicity.version.call.title, "last_day": publicity.last_day.isoformat()},
        link=reverse("publication:publicity", args=[publicity.pk]),
        at=at,
    )
