"""What each member received of the policy's support, by year."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from evaluations.models import (
    DirectoryEntry,
    Event,
    MarketRecord,
    Need,
    NeedInterest,
    NeedOffer,
    Participant,
    Referral,
)
from evaluations.support.excellent import EXCELLENT
from publication.models import Membership


@dataclass
class NeedLine:
    """A need as it went with a member: when it was offered (at which rank), answered and matched."""

    need: Need
    offered_at: datetime | None = None
    rank: int | None = None
    answered_at: datetime | None = None
    matched_at: datetime | None = None


@dataclass(frozen=True)
class Received:
    """All that a member received in a year, each with its rows."""

    directories: list[DirectoryEntry]
    events: list[Participant]
    offers: list[NeedOffer]
    interests: list[NeedInterest]
    matches: list[Need]
    referrals: list[Referral]
    vouchers: int
    voucher_amount: Decimal

    @property
    def needs(self) -> list[NeedLine]:
        """Each need once, in the order in which it came up."""
        found: dict[int, NeedLine] = {}
        for one in self.offers:
            found[one.need_id] = NeedLine(one.need, one.offered_at, one.rank)
        for one in self.interests:
            found.setdefault(one.need_id, NeedLine(one.need)).answered_at = one.at
        for one in self.matches:
            found.setdefault(one.pk, NeedLine(one)).matched_at = one.closed_at
        return list(found.values())

    @property
    def is_empty(self) -> bool:
        parts = (self.directories, self.events, self.needs, self.referrals, self.vouchers)
        return not any(parts)


def of_member(membership: Membership, year: int) -> Received:
    """One member's year, in a fixed number of queries."""
    came = Participant.objects.filter(
        enterprise=membership.enterprise_id, event__starts_at__year=year, checked_in_at__isnull=False
    )
    settled = _settled([membership.enterprise_id], year).aggregate(
        many=Count("pk"), amount=Sum("voucher_amount")
    )
    lines = membership.directory_entries.filter(directory__status="issued", directory__issued_at__year=year)
    return Received(
        directories=list(lines.select_related("directory__document")),
        events=list(came.select_related("event__city").order_by("event__starts_at")),
        offers=list(membership.offered_needs.filter(offered_at__year=year).select_related("need")),
        interests=list(membership.interests.filter(at__year=year).select_related("need")),
        matches=list(membership.matches.filter(closed_at__year=year)),
        referrals=list(membership.referrals.filter(made_on__year=year)),
        vouchers=settled["many"],
        voucher_amount=settled["amount"] or Decimal(0),
    )


COUNTED = ("directory", "events", "offers", "matches", "referrals", "taken", "vouchers")


def counts(members: list[Membership], year: int) -> dict[int, Counter]:
    """How much each of ``members`` received in a year, in six queries for any number."""
    keys = [one.pk for one in members]
    by_enterprise = {one.enterprise_id: one.pk for one in members}
    found: dict[int, Counter] = defaultdict(Counter)

    def add(name: str, rows, by: str = "membership") -> None:
        for key, many in rows.values_list(by).annotate(many=Count("pk")).order_by():
            found[by_enterprise[key] if by in {"enterprise", "supplier"} else key][name] += many

    add(
        "directory",
        DirectoryEntry.objects.filter(
            membership__in=keys, directory__status="issued", directory__issued_at__year=year
        ),
    )
    came = Participant.objects.filter(checked_in_at__isnull=False, event__starts_at__year=year)
    add("events", came.filter(enterprise__in=list(by_enterprise)), "enterprise")
    add("offers", NeedOffer.objects.filter(membership__in=keys, offered_at__year=year))
    add("matches", Need.objects.filter(matched__in=keys, closed_at__year=year), "matched")
    referrals = Referral.objects.filter(membership__in=keys, made_on__year=year)
    add("referrals", referrals)
    add("taken", referrals.filter(status=Referral.Status.TAKEN))
    add("vouchers", _settled(list(by_enterprise), year), "supplier")
    return found


def _settled(enterprises: list[int], year: int):
    return MarketRecord.objects.filter(
        kind=MarketRecord.Kind.VOUCHER,
        supplier__in=enterprises,
        superseded_at=None,
        is_struck=False,
        settled_on__year=year,
    )


def years(today: date | None = None) -> list[int]:
    """From this year back to the first event, directory, need or referral."""
    last = (today or timezone.localdate()).year
    firsts = [
        Event.objects.order_by("starts_at").values_list("starts_at__year", flat=True).first(),
        DirectoryEntry.objects.order_by("directory__year").values_list("directory__year", flat=True).first(),
        Referral.objects.order_by("made_on").values_list("made_on__year", flat=True).first(),
        NeedOffer.objects.order_by("offered_at").values_list("offered_at__year", flat=True).first(),
    ]
    first = min([last, *[year for year in firsts if year]])
    return list(range(last, first - 1, -1))


def supported() -> QuerySet[Membership]:
    """Members that are excellent, or that received something once."""
    listed = DirectoryEntry.objects.filter(membership=OuterRef("pk"))
    referred = Referral.objects.filter(membership=OuterRef("pk"))
    return Membership.objects.filter(
        Q(is_member=True, tier=EXCELLENT) | Q(Exists(listed)) | Q(Exists(referred))
    )
