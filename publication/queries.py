"""What the public may read: announced and publicised things, without personal data."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from applications.models import FormerName
from publication.models import Announcement, ListEntry, ListVersion, Membership, Publicity

LAST_YEAR = 9998  # the databases count no further


def running_publicities(at: datetime) -> QuerySet[Publicity]:
    """Lists in public now, those that end first in front."""
    rows = Publicity.objects.filter(begun_at__lte=at, ends_at__gt=at)
    return rows.select_related("version__call").order_by("ends_at", "pk")


def _entry_count() -> Coalesce:
    """How many lines a list has, counted by itself: a join would group the list's long texts too."""
    rows = ListEntry.objects.filter(version=OuterRef("version")).order_by().values("version")
    return Coalesce(Subquery(rows.annotate(many=Count("pk")).values("many")), 0)


def publicities() -> QuerySet[Publicity]:
    """Every list that is or was in public, newest first, with its number of entries."""
    return (
        Publicity.objects.select_related("version__call")
        .annotate(entry_count=_entry_count())
        .order_by("-begun_at", "-pk")
    )


def announcements() -> QuerySet[Announcement]:
    """Announcements, newest first, with their number of entries."""
    return (
        Announcement.objects.select_related("version__call")
        .annotate(entry_count=_entry_count())
        .order_by("-at", "-pk")
    )


def entries_of(version: ListVersion) -> QuerySet[ListEntry]:
    """The published lines of a list: number, name, city, class, result."""
    return version.entries.select_related("city").order_by("position")


def members(
    *, city: str = "", supplier_class: str = "", year: str = "", text: str = "", tier: str = ""
) -> QuerySet[Membership]:
    """The members of the pool, by city, class, year of entry, tier, and name (old ones too) or code."""
    rows = Membership.objects.filter(is_member=True).select_related("enterprise__city")
    if city:
        rows = rows.filter(enterprise__city_id=city)
    if supplier_class:
        rows = rows.filter(supplier_class=supplier_class)
    if year.isdecimal() and 1 <= int(year) <= LAST_YEAR:
        rows = rows.filter(since__year=int(year))
    if tier:
        rows = rows.filter(tier=tier)
    if text := text.strip():
        old = FormerName.objects.filter(enterprise=OuterRef("enterprise")).filter(
            Q(name__icontains=text) | Q(uscc=text.upper())
        )
        rows = rows.filter(
            Q(enterprise__name__icontains=text)
            | Q(enterprise__uscc__startswith=text.upper())
            | Q(code=text.upper())
            | Q(Exists(old))
        )
    return rows
