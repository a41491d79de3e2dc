"""Whether an enterprise is, or was on a day, a member of the pool: by code, name (old ones too) or USCC."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from publication.models import Membership, MembershipStatus

What = MembershipStatus.What


@dataclass(frozen=True)
class Standing:
    """What a member was on a day. ``tier`` is '' before the first evaluation."""

    is_member: bool
    supplier_class: str
    tier: str
    since: date | None


def find(text: str) -> list[Membership]:
    """Present and past members that ``text`` names: a verification code, a USCC, or a whole name, old ones too."""
    text = text.strip()
    code = "".join(text.split()).replace("-", "").upper()
    rows = Membership.objects.select_related("enterprise__city").prefetch_related(
        "history", "enterprise__former_names"
    )
    named = Q(enterprise__name=text) | Q(enterprise__former_names__name=text)
    coded = Q(code=code) | Q(enterprise__uscc=code) | Q(enterprise__former_names__uscc=code)
    return list(rows.filter(named | coded).distinct().order_by("pk")[:10]) if text else []


def standing(membership: Membership, on: date) -> Standing:
    """The status at the end of the day ``on``, told from the history alone."""
    found = Standing(False, "", "", None)
    for row in membership.history.all():
        if row.from_date > on:
            continue
        if row.what == What.REMOVED:
            found = Standing(False, row.supplier_class, row.result, None)
        elif row.what == What.RECOGNISED:
            found = Standing(True, row.supplier_class, "", row.from_date)
        else:
            tier = row.result if row.what == What.EVALUATED else found.tier
            found = Standing(found.is_member, row.supplier_class, tier, found.since)
    return found
