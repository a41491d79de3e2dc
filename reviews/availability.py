"""Who can be given a seat: confirmed, available, not away, nothing on the integrity record against it."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from reviews.models import Expert, IntegrityEntry


def barred(day: date) -> Q:
    """Entries of the integrity record that keep their expert from new seats on ``day``."""
    consequence = IntegrityEntry.Consequence
    return Q(lifted_at=None) & (
        Q(consequence=consequence.STRUCK) | Q(consequence=consequence.SUSPENDED, until__gte=day)
    )


def away(day: date) -> Q:
    """Experts who said that they are away on ``day``."""
    stated = Q(away_from__isnull=False) | Q(away_until__isnull=False)
    left = Q(away_from=None) | Q(away_from__lte=day)
    return stated & left & (Q(away_until=None) | Q(away_until__gte=day))


def seatable(at: datetime) -> QuerySet[Expert]:
    """Who can be given a seat at ``at``: confirmed, available, not away, nothing on the integrity record."""
    day = timezone.localdate(at)
    bars = IntegrityEntry.objects.filter(barred(day), expert=OuterRef("pk"))
    return Expert.objects.filter(~Exists(bars), ~away(day), is_confirmed=True, is_available=True)
