"""Who is in a city's pool. Only admissions are rows; the rest is derived, so that it begins and ends by itself.

* A provincial member is in the pool of the city where it is registered (policy, part 2 (3)).
* It is in another city's pool when market records prove service there: records that count now, not struck,
  accepted by the client.
* An admission counts until the city removes the enterprise or the enterprise becomes a provincial member;
  leaving the provincial pool ends it too, so that a removal ends both.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from applications.models import Enterprise
from evaluations.models import Admission, MarketRecord
from portal.accounts.models import Division
from publication.models import Membership, MembershipStatus

Status = Admission.Status


def proving() -> QuerySet[MarketRecord]:
    """Market records that prove a service: counting now, not struck, accepted."""
    return MarketRecord.objects.filter(superseded_at=None, is_struck=False, accepted_on__isnull=False)


def provincial(city: Division) -> QuerySet[Membership]:
    """The provincial members that are registered in the city."""
    rows = Membership.objects.filter(is_member=True, enterprise__city=city)
    return rows.select_related("enterprise__city")


def serving(city: Division) -> QuerySet[Membership]:
    """Members registered in other cities with market records of service here, each with its ``records``."""
    here = proving().filter(supplier=OuterRef("enterprise"), city=city).order_by().values("supplier")
    many = Coalesce(Subquery(here.annotate(many=Count("pk")).values("many")), 0)
    rows = Membership.objects.filter(is_member=True).exclude(enterprise__city=city)
    return rows.filter(Exists(here)).annotate(records=many).select_related("enterprise__city")


def in_force() -> QuerySet[Admission]:
    """Admissions that count: of nobody who is a provincial member, or who left that pool after the admission."""
    of = Membership.objects.filter(enterprise=OuterRef("enterprise"))
    left = MembershipStatus.objects.filter(
        membership__enterprise=OuterRef("enterprise"),
        what=MembershipStatus.What.REMOVED,
        at__gte=OuterRef("decided_at"),
    )
    rows = Admission.objects.filter(status=Status.ADMITTED)
    return rows.exclude(Exists(of.filter(is_member=True))).exclude(Exists(left))


def admitted(city: Division) -> QuerySet[Admission]:
    """The city's own admissions that count, with what a list shows of them."""
    rows = in_force().filter(city=city)
    return rows.select_related("enterprise__city", "own_class", "published_in").defer(
        "statement", "products", "cases", "published_in__content"
    )


def waiting(city: Division) -> QuerySet[Admission]:
    """Applications to decide: those of enterprises that became members are answered by the membership."""
    member = Membership.objects.filter(enterprise=OuterRef("enterprise"), is_member=True)
    rows = Admission.objects.filter(city=city, status=Status.SUBMITTED).exclude(Exists(member))
    return rows.select_related("enterprise__county", "own_class")


def named(rows: QuerySet, text: str) -> QuerySet:
    """The rows whose enterprise is named by a part of its name (former ones too) or the beginning of its code."""
    text = text.strip()
    if not text:
        return rows
    known = Enterprise.objects.filter(
        Q(name__icontains=text) | Q(uscc__startswith=text.upper()) | Q(former_names__name__icontains=text)
    )
    return rows.filter(enterprise__in=known.values("pk"))


@dataclass(frozen=True)
class Counts:
    """How many enterprises a city's pool holds, by source; ``published``: own admissions that the public sees."""

    provincial: int = 0
    serving: int = 0
    admitted: int = 0
    published: int = 0

    @property
    def total(self) -> int:
        """Everybody; nobody is counted twice, for a member is never an admission."""
        return self.provincial + self.serving + self.admitted

    @property
    def public(self) -> int:
        return self.provincial + self.serving + self.published


def by_city(cities: Iterable[str] | None = None) -> dict[str, Counts]:
    """The counts of every city (or of ``cities``), in four queries."""
    members = Membership.objects.filter(is_member=True)
    served = proving().filter(supplier__membership__is_member=True).exclude(city=F("supplier__city"))
    tables = [
        _counted(members, "enterprise__city", "pk"),
        _counted(served, "city", "supplier"),
        _counted(in_force(), "city", "enterprise"),
        _counted(in_force().filter(published_in__isnull=False), "city", "enterprise"),
    ]
    codes = (
        cities if cities is not None else Division.objects.filter(level="city").values_list("pk", flat=True)
    )
    return {code: Counts(*(table.get(code, 0) for table in tables)) for code in codes}


def _counted(rows: QuerySet, city: str, of: str) -> dict[str, int]:
    counted = rows.order_by().values(city).annotate(many=Count(of, distinct=True))
    return dict(counted.values_list(city, "many"))


@dataclass(frozen=True)
class Listing:
    """A city's pool that an enterprise is in, and why; ``records`` of service where that is the reason."""

    city: Division
    source: str  # "provincial", "serving" or "admitted"
    records: int = 0
    admission: Admission | None = None


def listings(enterprise: Enterprise, *, public: bool = True) -> list[Listing]:
    """The city pools that list an enterprise, its own city in front; ``public``: admissions once published only."""
    member = Membership.objects.filter(enterprise=enterprise, is_member=True).exists()
    if not member:
        rows = in_force().filter(enterprise=enterprise).select_related("city", "own_class")
        rows = rows.filter(published_in__isnull=False) if public else rows
        return [Listing(row.city, "admitted", admission=row) for row in rows.order_by("pk")]
    served = proving().filter(supplier=enterprise).exclude(city=enterprise.city_id).order_by()
    counts = dict(served.values("city").annotate(many=Count("pk")).values_list("city", "many"))
    cities = Division.objects.in_bulk([enterprise.city_id, *counts])
    elsewhere = sorted(counts, key=lambda code: (-counts[code], code))
    return [
        Listing(cities[enterprise.city_id], "provincial"),
        *(Listing(cities[code], "serving", counts[code]) for code in elsewhere),
    ]
