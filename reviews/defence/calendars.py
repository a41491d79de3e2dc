"""A person's defences and visits: one agenda for the page and for the calendar file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from icalendar import Calendar, Event

from portal.accounts.models import User
from portal.accounts.permissions import Permission as P
from reviews import queries
from reviews.defence import people
from reviews.models import Assignment, DefenceTurn, Stage, Visit


@dataclass(frozen=True)
class Appointment:
    """A defence or a visit in somebody's agenda; ``name`` is empty where the person may not know it yet."""

    uid: str
    revision: int
    stage: str
    starts_at: datetime
    ends_at: datetime
    place: str
    call: str
    name: str
    link: str = ""

    @property
    def title(self) -> str:
        """What the calendar shows."""
        label = str(Stage(self.stage).label)
        return f"{label}：{self.name}" if self.name else label


def agenda(user: User) -> list[Appointment]:
    """The published turns and planned visits of ``user``, in order of time, in few queries.

    The applicant: those of its files. An expert: those of files on whose panel the person sits; the
    enterprise is named only after the declaration, for a calendar file can't be taken back. Staff: the rooms
    that they keep and the visits that they make.
    """
    turns, visits, named = _of(user)
    related = ("day", "room", "file__application", "file__review__call")
    found = [
        Appointment(
            uid=f"defence-{turn.pk}",
            revision=turn.day.revision,
            stage=Stage.DEFENCE,
            starts_at=turn.starts_at,
            ends_at=turn.ends_at,
            place=f"{turn.day.venue} {turn.room.name}",
            call=turn.file.review.call.label,
            name=turn.file.application.enterprise_name if named is None or turn.file_id in named else "",
            link=_turn_link(user, turn),
        )
        for turn in turns.select_related(*related)
    ]
    found += [
        Appointment(
            uid=f"visit-{visit.pk}",
            revision=visit.revision,
            stage=Stage.SITE,
            starts_at=visit.starts_at,
            ends_at=visit.starts_at + people.VISIT,
            place=visit.place,
            call=visit.file.review.call.label,
            name=visit.file.application.enterprise_name if named is None or visit.file_id in named else "",
            link=_visit_link(user, visit),
        )
        for visit in visits.select_related("file__application", "file__review__call")
    ]
    return sorted(found, key=lambda one: (one.starts_at, one.uid))


def _of(user: User) -> tuple[QuerySet[DefenceTurn], QuerySet[Visit], set[int] | None]:
    """Turns, visits, and the files whose enterprise may be named (None: all of them)."""
    turns = DefenceTurn.objects.filter(ended_at=None, day__published_at__isnull=False)
    visits = Visit.objects.filter(ended_at=None)
    if user.may(P.MANAGE_REVIEW):
        return turns.filter(room__clerk=user), visits.filter(inspectors__user=user), None
    if user.may(P.REVIEW):
        seats = dict(queries.seats_of(user).values_list("file", "declaration"))
        named = {pk for pk, said in seats.items() if said == Assignment.Declaration.NO_CONFLICT}
        return turns.filter(file__in=seats), visits.filter(file__in=named, inspectors__user=user), named
    own = {"file__application__enterprise__organisation": user.organisation_id}
    return turns.filter(**own), visits.filter(**own), None


def _turn_link(user: User, turn: DefenceTurn) -> str:
    return reverse("reviews:defence_turn", args=[turn.pk]) if user.may(P.MANAGE_REVIEW) else ""


def _visit_link(user: User, visit: Visit) -> str:
    return "" if user.may(P.REQUEST_RECUSAL) else reverse("reviews:visit_checklist", args=[visit.pk])


def ics(appointments: Iterable[Appointment], *, at: datetime) -> bytes:
    """A calendar file (RFC 5545) of ``appointments``; times in UTC, so that every program shows them right."""
    calendar = Calendar()
    calendar.add("prodid", "-//resource-pool-portal//reviews//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    host = settings.SITE_URL.split("//")[-1].strip("/")
    for one in appointments:
        event = Event()
        event.add("uid", f"{one.uid}@{host}")
        event.add("sequence", one.revision)
        event.add("dtstamp", at.astimezone(UTC))
        event.add("dtstart", one.starts_at.astimezone(UTC))
        event.add("dtend", one.ends_at.astimezone(UTC))
        event.add("summary", one.title)
        event.add("location", one.place)
        event.add("description", one.call)
        calendar.add_component(event)
    return calendar.to_ical()
