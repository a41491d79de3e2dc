"""Events: staff make, publish, change and cancel them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.policies import Refused
from evaluations.models import Event
from evaluations.support import people
from evaluations.support.excellent import excellent
from evaluations.support.registering import fill
from portal.audit.chain import record
from portal.notifications.notices import NoticeKind, notices, notify
from portal.notifications.schedule import Scheduled, schedule

Status = Event.Status
FIELDS = (
    "title", "city", "place", "starts_at", "ends_at", "register_until", "agenda", "places", "reserved",
)  # fmt: skip
PUBLISHED = NoticeKind(
    "event.published",
    gettext_lazy("A matchmaking event for excellent suppliers"),
    gettext_lazy("“%(title)s” takes registrations until %(until)s; places are kept for you."),
)
CHANGED = NoticeKind(
    "event.changed",
    gettext_lazy("An event has changed"),
    gettext_lazy("Time or place of “%(title)s” has changed; please look at it again."),
)
CANCELLED = NoticeKind(
    "event.cancelled",
    gettext_lazy("An event is cancelled"),
    gettext_lazy("“%(title)s” does not take place: %(reason)s"),
)


def register() -> None:
    """Enter the notices, and the task that gives reserved places to the waiting list."""
    for kind in (PUBLISHED, CHANGED, CANCELLED):
        notices.add(kind.key, kind)
    schedule.add("release_places", Scheduled("release_places", timedelta(minutes=15), release_places))


@transaction.atomic
def create(fields: dict, *, by, at: datetime) -> Event:
    """A draft with ``fields`` of :data:`FIELDS`. Raises Refused when its times don't follow each other."""
    _check_times(fields)
    event = Event.objects.create(**_known(fields), created_by=by, created_at=at)
    _log(event, "create", by, at)
    return event


@transaction.atomic
def edit(event: Event, fields: dict, *, by, at: datetime) -> Event:
    """Change a draft or a published event; further places go to the waiting list at once.

    Raises Refused when it is cancelled or over, or when fewer places would be left than are taken.
    """
    event = locked(event)
    _demand_open(event, at)
    _check_times(fields)
    taken = event.participants.filter(status="placed").count()
    if fields["places"] < taken:
        raise Refused(_("%(taken)s places are taken already; there can't be fewer.") % {"taken": taken})
    before = (event.place, event.starts_at, event.ends_at, event.city_id)
    for name, value in _known(fields).items():
        setattr(event, name, value)
    if event.released_at and event.register_until > at:
        event.released_at = None  # registration is open again
    event.save()
    _log(event, "edit", by, at)
    if event.status == Status.PUBLISHED:
        if before != (event.place, event.starts_at, event.ends_at, event.city_id):
            _tell(CHANGED, event, {"title": event.title}, at)
        fill(event, at=at)
    return event


@transaction.atomic
def publish(event: Event, *, by, at: datetime) -> Event:
    """Show it in public and tell the excellent suppliers. Publishing twice changes nothing."""
    event = locked(event)
    if event.status == Status.PUBLISHED:
        return event
    _demand_open(event, at)
    if event.register_until <= at:
        raise Refused(_("Registration would be over already; please choose a later time."))
    event.status, event.published_at = Status.PUBLISHED, at
    event.save()
    _log(event, "publish", by, at)
    params = {"title": event.title, "until": date_format(event.register_until, "Y-m-d H:i")}
    invited = people.of_enterprises(excellent().values_list("enterprise_id", flat=True))
    notify(PUBLISHED.key, to=invited, params=params, link=address(event), at=at)
    return event


@transaction.atomic
def cancel(event: Event, *, reason: str, by, at: datetime) -> Event:
    """Call it off with a reason for those who registered. Raises Refused when it is over, or without a reason."""
    event = locked(event)
    if event.status == Status.CANCELLED:
        return event
    _demand_open(event, at)
    if not reason.strip():
        raise Refused(_("Please write the reason; those who registered read it."))
    event.status, event.cancel_reason = Status.CANCELLED, reason.strip()
    event.save()
    _log(event, "cancel", by, at)
    _tell(CANCELLED, event, {"title": event.title, "reason": event.cancel_reason}, at)
    return event


def release_places(*, at: datetime) -> None:
    """The scheduled task: where registration has closed, reserved places go to the waiting list."""
    due = Event.objects.filter(status=Status.PUBLISHED, register_until__lt=at, released_at=None)
    for event in due.filter(starts_at__gt=at).order_by("pk"):
        with transaction.atomic():
            held = locked(event)
            if held.released_at is None:
                held.released_at = at
                held.save(update_fields=["released_at"])
                fill(held, at=at)


def ever_public(rows: QuerySet[Event] | None = None) -> QuerySet[Event]:
    """All but drafts, of ``rows`` or of every event."""
    return (Event.objects.all() if rows is None else rows).exclude(status=Event.Status.DRAFT)


def locked(event: Event) -> Event:
    return Event.objects.select_for_update(of=("self",)).get(pk=event.pk)


def address(event: Event) -> str:
    return reverse("evaluations:event_public", args=[event.pk])


def _known(fields: dict) -> dict:
    return {name: fields[name] for name in FIELDS}


def _check_times(fields: dict) -> None:
    if not fields["register_until"] <= fields["starts_at"] < fields["ends_at"]:
        raise Refused(_("Registration ends before the event begins, and the event begins before it ends."))
    if fields["reserved"] > fields["places"]:
        raise Refused(_("More places are kept than there are."))


def _demand_open(event: Event, at: datetime) -> None:
    if event.status == Status.CANCELLED:
        raise Refused(_("This event is cancelled; it can't change any more."))
    if event.status == Status.PUBLISHED and event.ends_at <= at:
        raise Refused(_("This event is over; it can't change any more."))


def _tell(kind: NoticeKind, event: Event, params: dict, at: datetime) -> None:
    keys = event.participants.filter(~Q(status="left")).values_list("enterprise_id", flat=True)
    notify(kind.key, to=people.of_enterprises(keys), params=params, link=address(event), at=at)


def _log(event: Event, action: str, by, at: datetime) -> None:
    data = {"places": event.places, "reserved": event.reserved, "begins": event.starts_at.isoformat()}
    record(kind="event", id=str(event.pk), action=action, by=by, at=at, data=data)
