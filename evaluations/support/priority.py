"""Priority of excellent suppliers: in the choice of pilots, and in issuing and settling vouchers (服务券)."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from evaluations.models import MarketRecord
from evaluations.support.excellent import announced_evaluations, excellent_of
from portal.documents.tables import Column
from publication.catalogue import listed
from publication.models import CatalogueEntry, Membership


def years() -> list[int]:
    """The years of announced evaluations, newest first."""
    return sorted(set(announced_evaluations().order_by().values_list("year", flat=True)), reverse=True)


def members(year: int) -> QuerySet[Membership]:
    """Members excellent at present by an evaluation of that year, platform providers first, then by city."""
    rows = excellent_of(year=year).select_related("enterprise__city")
    return rows.order_by("supplier_class", "enterprise__city_id", "enterprise__name", "pk")


@dataclass(frozen=True)
class PilotLine:
    """A member with the products that a pilot can use, and the vouchers that it has issued and settled."""

    member: Membership
    products: list[str]
    vouchers: int
    unsettled: int
    settled: Decimal


def pilots(year: int) -> list[PilotLine]:
    """Who goes first when pilots are chosen, in three queries."""
    found = list(members(year))
    products = defaultdict(list)
    rows = listed(CatalogueEntry.Kind.PRODUCT).filter(membership__in=found).order_by("name", "pk")
    for member, name in rows.values_list("membership_id", "name"):
        products[member].append(name)
    counted = {
        row["supplier"]: row
        for row in _vouchers(found)
        .values("supplier")
        .annotate(
            many=Count("pk"),
            unsettled=Count("pk", filter=Q(settled_on=None)),
            settled=Sum("voucher_amount", filter=Q(settled_on__isnull=False)),
        )
        .order_by()
    }
    lines = []
    for one in found:
        row = counted.get(one.enterprise_id, {})
        settled = row.get("settled") or Decimal(0)
        lines.append(PilotLine(one, products[one.pk], row.get("many", 0), row.get("unsettled", 0), settled))
    return lines


def unsettled(year: int) -> QuerySet[MarketRecord]:
    """Vouchers of these members that are settled first: accepted and not settled, the longest waiting in front."""
    rows = _vouchers(list(members(year))).filter(settled_on=None, accepted_on__isnull=False)
    return rows.select_related("supplier", "city").order_by("accepted_on", "pk")


def _vouchers(found: list[Membership]) -> QuerySet[MarketRecord]:
    return MarketRecord.objects.filter(
        kind=MarketRecord.Kind.VOUCHER,
        superseded_at=None,
        is_struck=False,
        supplier__in=[one.enterprise_id for one in found],
    )


def pilot_table(year: int) -> tuple[list[Column], list[list]]:
    """The list of pilots as a table."""
    columns = [
        Column(_("Number"), 8),
        Column(_("Enterprise"), 36),
        Column(_("Unified social credit code"), 22),
        Column(_("City"), 12),
        Column(_("Class"), 12),
        Column(_("Products"), 50),
        Column(_("Vouchers"), 10),
        Column(_("Vouchers not settled"), 10),
        Column(_("Settled by voucher (yuan)"), 18),
    ]
    rows = [
        [
            number,
            line.member.enterprise.name,
            line.member.enterprise.uscc,
            line.member.enterprise.city.label,
            str(line.member.get_supplier_class_display()),
            "、".join(line.products),
            line.vouchers,
            line.unsettled,
            float(line.settled),
        ]
        for number, line in enumerate(pilots(year), start=1)
    ]
    return columns, rows


def voucher_table(year: int) -> tuple[list[Column], list[list]]:
    """The vouchers that are settled first, as a table."""
    columns = [
        Column(_("Number"), 8),
        Column(_("Voucher"), 22),
        Column(_("Supplier"), 36),
        Column(_("Unified social credit code"), 22),
        Column(_("Client"), 30),
        Column(_("City"), 12),
        Column(_("Product"), 30),
        Column(_("Voucher amount (yuan)"), 16),
        Column(_("Signed on"), 12),
        Column(_("Accepted on"), 12),
    ]
    rows = [
        [
            number,
            one.number,
            one.supplier.name,
            one.supplier.uscc,
            one.client_name,
            one.city.label,
            one.product,
            float(one.voucher_amount),
            one.signed_on,
            one.accepted_on,
        ]
        for number, one in enumerate(unsettled(year), start=1)
    ]
    return columns, rows


TABLES = {"pilots": pilot_table, "vouchers": voucher_table}
