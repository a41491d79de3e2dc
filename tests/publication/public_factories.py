"""Lists, announcements and members for the public pages, written as the domain functions leave them."""

from datetime import date, timedelta
from itertools import count

from publication.models import Announcement, ListEntry, ListVersion, Membership, MembershipStatus, Publicity
from tests import factories

codes = count(1)


def version(call, enterprises, *, at=factories.NOON, number=1) -> ListVersion:
    """A list with one line for each enterprise."""
    made = ListVersion.objects.create(
        call=call, number=number, sha256=f"{number:064d}", made_by=call.created_by, made_at=at
    )
    ListEntry.objects.bulk_create(
        [
            ListEntry(
                version=made,
                position=position,
                enterprise=one,
                name=one.name,
                uscc=one.uscc,
                city_id=one.city_id,
                supplier_class="service",
                result="recognised",
            )
            for position, one in enumerate(enterprises, start=1)
        ]
    )
    return made


def publicity(of: ListVersion, *, at=factories.NOON, days=7) -> Publicity:
    """A list in public from ``at``."""
    return Publicity.objects.create(
        version=of,
        first_day=at.date(),
        last_day=at.date() + timedelta(days=8),
        ends_at=at + timedelta(days=9),
        days=days,
        derivation=[
            {"date": at.date().isoformat(), "working": True, "reason": "工作日", "provisional": False}
        ],
        begun_by=of.made_by,
        begun_at=at,
    )


def announcement(of: ListVersion, *, at=factories.NOON) -> Announcement:
    return Announcement.objects.create(
        version=of, title="关于公布认定结果的公告", body="正文", by=of.made_by, at=at
    )


def member(enterprise, *, supplier_class="service", since=date(2025, 6, 3), announced=None) -> Membership:
    """An enterprise in the pool."""
    made = Membership.objects.create(
        enterprise=enterprise, code=f"TESTCODE{next(codes):04d}", supplier_class=supplier_class, since=since
    )
    MembershipStatus.objects.create(
        membership=made,
        what="recognised",
        supplier_class=supplier_class,
        from_date=since,
        announcement=announced,
        at=factories.NOON,
    )
    return made
