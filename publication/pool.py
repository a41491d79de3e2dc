"""The provincial pool: members enter with an announcement; their status is a history of rows."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from publication.models import Announcement, ListEntry, Membership, MembershipStatus

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
What = MembershipStatus.What


def new_code() -> str:
    """A verification code that can be read out over the telephone."""
    return "GD" + "".join(secrets.choice(ALPHABET) for _ in range(10))


def enter(entries: Sequence[ListEntry], *, announcement: Announcement, at: datetime) -> list[Membership]:
    """Take the recognised enterprises into the pool, in their class, from the day of the announcement.

    A member belongs to one class at a time: one that was recognised in the other class changes it; one
    that is a member in this class already keeps its row and history. Bounded queries for any number.
    """
    entries = list(entries)
    day = timezone.localdate(at)
    known = Membership.objects.select_for_update().in_bulk(
        [entry.enterprise_id for entry in entries], field_name="enterprise_id"
    )
    fresh, changed, history = [], [], []
    for entry in entries:
        membership = known.get(entry.enterprise_id)
        if membership is None:
            membership = Membership(
                enterprise_id=entry.enterprise_id,
                code=new_code(),
                supplier_class=entry.supplier_class,
                since=day,
            )
            fresh.append(membership)
            history.append((membership, What.RECOGNISED, entry))
        elif not membership.is_member:
            membership.is_member, membership.since, membership.tier = True, day, ""
            membership.supplier_class = entry.supplier_class
            changed.append(membership)
            history.append((membership, What.RECOGNISED, entry))
        elif membership.supplier_class != entry.supplier_class:
            membership.supplier_class = entry.supplier_class
            changed.append(membership)
            history.append((membership, What.CLASS_CHANGED, entry))
    Membership.objects.bulk_create(fresh, batch_size=500)
    Membership.objects.bulk_update(changed, ["is_member", "since", "supplier_class", "tier"], batch_size=500)
    MembershipStatus.objects.bulk_create(
        [
            MembershipStatus(
                membership=membership,
                what=what,
                supplier_class=entry.supplier_class,
                result=entry.result,
                from_date=day,
                announcement=announcement,
                at=at,
            )
            for membership, what, entry in history
        ],
        batch_size=500,
    )
    return fresh + changed


def verify(code: str) -> Membership | None:
    """The member with this verification code, with its history, or None."""
    rows = Membership.objects.select_related("enterprise__city").prefetch_related("history")
    return rows.filter(code=code.strip().upper()).first()
