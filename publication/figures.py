"""Figures of the pool for the public: progress to the policy's targets, and members by city, class and year."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application, SupplierClass
from portal.accounts.models import Division
from portal.ui.charts import YearBars, year_bars
from publication.models import Membership, MembershipStatus

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


def by_tier() -> list[tuple[str, object, int]]:
    """Members by the result of their newest evaluation; "" for those that were not evaluated yet."""
    rows = (
        Membership.objects.filter(is_member=True).values_list("tier").annotate(members=Count("pk")).order_by()
    )
    counted = dict(rows)
    tiers = [
        ("excellent", Application.Outcome.EXCELLENT.label),
        ("qualified", Application.Outcome.QUALIFIED.label),
    ]
    return [
        *((key, label, counted.get(key, 0)) for key, label in tiers),
        ("", _("Not evaluated yet"), counted.get("", 0)),
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


@dataclass(frozen=True)
class YearEnd:
    """Members of each class at the end of a year (of the running one: today)."""

    year: int
    platform: int
    service: int


def over_time(today: date | None = None) -> list[YearEnd]:
    """Members by class at each year's end since the first one entered, read off the history of all; one query."""
    last = (today or timezone.localdate()).year
    rows = MembershipStatus.objects.order_by("from_date", "pk")
    changes = list(rows.values_list("membership_id", "what", "supplier_class", "from_date"))
    if not changes:
        return []
    ends, standing, upcoming = [], {}, iter([*changes, None])
    change = next(upcoming)
    for year in range(changes[0][3].year, last + 1):
        while change and change[3].year <= year:
            member, what, supplier_class, _day = change
            if what == MembershipStatus.What.REMOVED:
                standing.pop(member, None)
            elif what in ENTERS or member in standing:
                standing[member] = supplier_class
            change = next(upcoming)
        counted = Counter(standing.values())
        ends.append(YearEnd(year, counted[SupplierClass.PLATFORM], counted[SupplierClass.SERVICE]))
    return ends


ENTERS = {MembershipStatus.What.RECOGNISED, MembershipStatus.What.CLASS_CHANGED}


@dataclass(frozen=True)
class TargetChart:
    """A class over time beside its target: the picture and its figures."""

    supplier_class: str
    label: object
    chart: YearBars
    points: list[tuple[int, int]]


def targets_over_time() -> list[TargetChart]:
    """Both classes' members at the end of each year, against the target."""
    ends = over_time()
    found = []
    for key, target in TARGETS.items():
        points = [(one.year, getattr(one, key.value)) for one in ends]
        found.append(TargetChart(key.value, key.label, year_bars(points, target=target), points))
    return found
