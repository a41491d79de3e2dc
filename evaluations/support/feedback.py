"""What both sides say after an event, and what of it is told with a member's evaluation, for information."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Enterprise
from applications.policies import Refused
from evaluations.models import Event, Feedback, Participant
from evaluations.support import people
from portal.audit.chain import record
from portal.notifications.models import InboxItem
from portal.notifications.notices import NoticeKind, notices, notify
from portal.notifications.schedule import Scheduled, schedule

MOST_DAYS = 30  # feedback is taken for so long after the event
CENT = Decimal("0.01")
ASKED = NoticeKind(
    "event.feedback",
    gettext_lazy("How was the event?"),
    gettext_lazy("Please say how “%(title)s” went, and whom you met there."),
)


def register() -> None:
    """Enter the notice and the task that asks for feedback."""
    notices.add(ASKED.key, ASKED)
    schedule.add("ask_for_feedback", Scheduled("ask_for_feedback", timedelta(hours=1), ask_for_feedback))


def partners(author: Participant) -> QuerySet[Participant]:
    """Those of the other side who came, on whom the author hasn't said anything yet."""
    came = author.event.participants.filter(checked_in_at__isnull=False).exclude(side=author.side)
    said = Feedback.objects.filter(author=author, about__isnull=False).values("about")
    return came.exclude(pk__in=said).select_related("enterprise").order_by("enterprise__name", "pk")


def may_say(author: Participant, at: datetime) -> bool:
    """Who came may say something from the event's end on, for thirty days."""
    event = author.event
    ended = event.ends_at <= at <= event.ends_at + timedelta(days=MOST_DAYS)
    return author.checked_in_at is not None and event.status == Event.Status.PUBLISHED and ended


@transaction.atomic
def give(author: Participant, *, about: Participant | None, rating: int, comment: str, by, at: datetime):
    """One rating with a comment, of the event (``about`` None) or of somebody of the other side; once each.

    Raises Refused for who didn't come, at another time, on one's own side, and the second time.
    """
    if not may_say(author, at):
        raise Refused(_("Feedback is open to those who came, for thirty days after the event."))
    if about is not None and not partners(author).filter(pk=about.pk).exists():
        raise Refused(_("You have said it already, or this participant wasn't there for your side to meet."))
    if about is None and author.given.filter(about=None).exists():
        raise Refused(_("You have said already how the event was."))
    try:
        with transaction.atomic():
            made = Feedback.objects.create(
                author=author, about=about, rating=rating, comment=comment.strip(), by=by, at=at
            )
    except IntegrityError as error:
        raise Refused(_("You have said it already.")) from error
    data = {"author": author.enterprise_id, "about": about.enterprise_id if about else None, "rating": rating}
    record(kind="event", id=str(author.event_id), action="feedback", by=by, at=at, data=data)
    return made


@dataclass(frozen=True)
class Rated:
    """What a supplier's partners said: the mean to two decimals, rounded half up, and how many they were."""

    mean: Decimal | None
    rows: list[Feedback]


def on_supplier(enterprise: Enterprise, *, first=None, last=None, at: datetime | None = None) -> Rated:
    """What manufacturers said of a supplier at events of the days ``first`` to ``last``, up to ``at``."""
    rows = Feedback.objects.filter(about__enterprise=enterprise, about__side=Participant.Side.SUPPLIER)
    if first:
        rows = rows.filter(about__event__starts_at__date__gte=first)
    if last:
        rows = rows.filter(about__event__starts_at__date__lte=last)
    if at:
        rows = rows.filter(at__lte=at)
    found = list(rows.select_related("about__event", "author__enterprise").order_by("at", "pk"))
    return Rated(mean_of([one.rating for one in found]), found)


def mean_of(ratings: list[int]) -> Decimal | None:
    """The mean to two decimals, rounded half up; None of nothing."""
    if not ratings:
        return None
    return (Decimal(sum(ratings)) / len(ratings)).quantize(CENT, rounding=ROUND_HALF_UP)


def ask_for_feedback(*, at: datetime) -> None:
    """The scheduled task: ask those who came, each person once."""
    since = at - timedelta(days=MOST_DAYS)
    ended = Event.objects.filter(status=Event.Status.PUBLISHED, ends_at__lte=at, ends_at__gt=since)
    for event in ended.order_by("pk"):
        link = reverse("evaluations:event_mine", args=[event.pk])
        came = event.participants.filter(checked_in_at__isnull=False).values_list("enterprise_id", flat=True)
        asked = InboxItem.objects.filter(kind=ASKED.key, link=link).values("user")
        told = people.of_enterprises(came).exclude(pk__in=asked)
        notify(ASKED.key, to=told, params={"title": event.title}, link=link, at=at)
