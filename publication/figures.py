"""Figures of the pool for the public: progress to the policy's targets, and members by city, class and year."""

from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import ExtractYear

from applications.models import SupplierClass
from portal.accounts.models import Division
from publication.models import Membership

# Policy, part one: 20 platform providers and 200 service providers.
TARGETS = {SupplierClass.PLATFORM: 20, SupplierClass.SERVICE: 200}


@dataclass(frozen=True)
class Progress:
    """Members of a class beside the policy's target; ``percent`` stops at 100."""

    supplier_class: str
    label: object
    members: int
    target: int

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.members / self.target))


@dataclass(frozen=True)
class CityCount:
    """A city with its members, in all and by class."""

    city: Division
    platform: int
    service: int

    @property
    def members(self) -> int:
        return self.platform + self.service


def progress() -> list[Progress]:
    """Both classes beside their targets."""
    counted = dict(
        Membership.objects.filter(is_member=True)
        .values_list("supplier_class")
        .annotate(members=Count("pk"))
        .order_by()
    )
    return [Progress(key, key.label, counted.get(key, 0), target) for key, target in TARGETS.items()]


def by_city() -> list[CityCount]:
    """All 21 cities, those without members too."""
    rows = (
        Membership.objects.filter(is_member=True)
        .values_list("enterprise__city_id", "supplier_class")
        .annotate(members=Count("pk"))
        .order_by()
    )
    counted = {(city, supplier_class): members for city, supplier_class, members in rows}
    return [
        CityCount(
            city,
            counted.get((city.code, SupplierClass.PLATFORM), 0),
            counted.get((city.code, SupplierClass.SERVICE), 0),
        )
        for city in Division.objects.filter(level=Division.Level.CITY)
    ]


def by_year() -> list[tuple[int, int]]:
    """Members by the year in which they entered, newest first."""
    rows = (
        Membership.objects.filter(is_member=True)
        .annotate(year=ExtractYear("since"))
        .values_list("year")
        .annotate(members=Count("pk"))
        .order_by("-year")
    )
    return list(rows)
