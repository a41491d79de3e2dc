"""Registering for an event: places, the waiting list that moves up by itself, check-in at the door."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Enterprise
from applications.policies import Refused
from evaluations.models import Event, Participant
from evaluations.support import people
from evaluations.support.excellent import is_excellent
from evaluations.support.places import Standing, move_up
from portal.audit.chain import record
from portal.notifications.notices import NoticeKind, notices, notify
from publication.models import Membership

Status, Side = Participant.Status, Participant.Side
MOVED_UP = NoticeKind(
    "event.moved_up",
    gettext_lazy("You have a place at the event"),
    gettext_lazy("A place became free: you moved up from the waiting list of “%(title)s”."),
)


def register() -> None:
    """Enter the notice."""
    notices.add(MOVED_UP.key, MOVED_UP)


def standing(event: Event) -> Standing:
    """How many places are taken now."""
    placed = event.participants.filter(status=Status.PLACED)
    counted = placed.aggregate(taken=Count("pk"), excellent=Count("pk", filter=Q(is_excellent=True)))
    released = event.released_at is not None
    return Standing(event.places, event.reserved, counted["taken"], counted["excellent"], released)


def side_of(enterprise: Enterprise) -> str:
    """A member of the pool comes as a supplier, any other registered enterprise as a manufacturer."""
    member = Membership.objects.filter(enterprise=enterprise, is_member=True).exists()
    return Side.SUPPLIER if member else Side.DEMAND


@transaction.atomic
def sign_up(event: Event, enterprise: Enterprise, *, by, at: datetime) -> Participant:
    """A place where there is one, else the end of the waiting list; registering twice changes nothing.

    Raises Refused before publication and after registration has closed.
    """
    event = _locked(event)
    if event.status != Event.Status.PUBLISHED:
        raise Refused(_("This event takes no registrations."))
    if at > event.register_until:
        raise Refused(_("Registration for this event is over."))
    known = Participant.objects.select_for_update().filter(event=event, enterprise=enterprise).first()
    if known and known.status != Status.LEFT:
        return known
    top = is_excellent(enterprise)
    has_place = standing(event).has_place_for(excellent=top) and not _somebody_waits(event, top)
    made = known or Participant(event=event, enterprise=enterprise)
    made.side, made.is_excellent = side_of(enterprise), top
    made.status = Status.PLACED if has_place else Status.WAITING
    made.token = secrets.token_urlsafe(16)
    made.registered_by, made.registered_at = by, at
    made.placed_at = at if has_place else None
    made.save()
    _log(event, "register", by, at, made)
    return made


def _somebody_waits(event: Event, top: bool) -> bool:
    """Whether somebody stands before a newcomer; an excellent supplier goes before the others."""
    waiting = event.participants.filter(status=Status.WAITING)
    return waiting.filter(is_excellent=True).exists() if top else waiting.exists()


@transaction.atomic
def sign_off(participant: Participant, *, by, at: datetime) -> Participant:
    """Give the place back; who is next moves up at once. Raises Refused once the event has begun."""
    event = _locked(participant.event)
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    if participant.status == Status.LEFT:
        return participant
    if at >= event.starts_at:
        raise Refused(_("The event has begun; a place can't be given back any more."))
    participant.status, participant.placed_at = Status.LEFT, None
    participant.save(update_fields=["status", "placed_at"])
    _log(event, "sign_off", by, at, participant)
    fill(event, at=at)
    return participant


def fill(event: Event, *, at: datetime) -> list[Participant]:
    """Give free places to the waiting list; the event is locked by the caller."""
    if event.status != Event.Status.PUBLISHED or at >= event.starts_at:
        return []
    waiting = list(event.participants.filter(status=Status.WAITING).order_by("registered_at", "pk"))
    keys = move_up(standing(event), [(one.pk, one.is_excellent) for one in waiting])
    placed = [one for one in waiting if one.pk in set(keys)]
    for one in placed:
        one.status, one.placed_at = Status.PLACED, at
        _log(event, "move_up", None, at, one)
    Participant.objects.bulk_update(placed, ["status", "placed_at"])
    told = people.of_enterprises(one.enterprise_id for one in placed)
    link = reverse("evaluations:event_mine", args=[event.pk])
    notify(MOVED_UP.key, to=told, params={"title": event.title}, link=link, at=at)
    return placed


def waiting_place(participant: Participant) -> int:
    """The place on the waiting list, 1 is next; 0 for who has a place or left."""
    if participant.status != Status.WAITING:
        return 0
    rows = participant.event.participants.filter(status=Status.WAITING)
    rows = rows.order_by("-is_excellent", "registered_at", "pk").values_list("pk", flat=True)
    return list(rows).index(participant.pk) + 1


@transaction.atomic
def check_in(participant: Participant, *, how: str, by, at: datetime) -> Participant:
    """Mark that somebody came, by the QR code or by name; twice changes nothing.

    Raises Refused before the day, when the event is cancelled, and without a place.
    """
    event = _locked(participant.event)
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    if participant.checked_in_at:
        return participant
    if event.status != Event.Status.PUBLISHED:
        raise Refused(_("This event does not take place."))
    if not opens_doors(event, at):
        raise Refused(_("Check-in is open from two hours before the event to its end."))
    if participant.status != Status.PLACED:
        raise Refused(_("This enterprise has no place at the event."))
    participant.checked_in_at, participant.checked_in_by, participant.checked_in_how = at, by, how
    participant.save(update_fields=["checked_in_at", "checked_in_by", "checked_in_how"])
    _log(event, "check_in", by, at, participant)
    return participant


def opens_doors(event: Event, at: datetime) -> bool:
    """Check-in runs from two hours before the event to its end."""
    return (event.starts_at - at).total_seconds() <= DOORS and at <= event.ends_at


DOORS = 2 * 3600


def _locked(event: Event) -> Event:
    return Event.objects.select_for_update(of=("self",)).get(pk=event.pk)


def _log(event: Event, action: str, by, at: datetime, who: Participant) -> None:
    data = {"enterprise": who.enterprise_id, "status": who.status, "excellent": who.is_excellent}
    record(kind="event", id=str(event.pk), action=action, by=by, at=at, data=data)
