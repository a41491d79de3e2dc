"""What mutual recognition adds to a member's public page and to the verification of its status."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.city_pools import entries
from publication.member_parts import MemberPart, facts, parts
from publication.models import Membership

KEY = "evaluations.city_pools"


def register() -> None:
    """Enter the facts of the verification and the part of the member's page."""
    facts.add(KEY, city_pools)
    parts.add(KEY, MemberPart(KEY, 10, "evaluations/city_pools/_member.html", context))


def city_pools(membership: Membership, on: date) -> list[tuple]:
    """The city pools that list a member today; what they held on a past day is told by their published lists."""
    if not membership.is_member or on != timezone.localdate():
        return []
    said = [
        listing.city.label if listing.source == "provincial" else f"{listing.city.label}（{served(listing)}）"
        for listing in entries.listings(membership.enterprise)
    ]
    return [(_("Listed in the city pools of"), _(", ").join(said))]


def served(listing: entries.Listing) -> str:
    """How many records prove service in the city, in words."""
    text = ngettext("%(many)d record of service", "%(many)d records of service", listing.records)
    return text % {"many": listing.records}


def context(membership: Membership) -> dict:
    """The listings for the template."""
    return {"listings": entries.listings(membership.enterprise) if membership.is_member else []}
