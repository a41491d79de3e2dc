"""The provincial pool: members enter with an announcement; their status is a history of rows."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.models import Enterprise, FormerName
from portal.documents.issuing import readable_code
from publication.models import Announcement, ListEntry, Membership, MembershipStatus

What = MembershipStatus.What


def enter(entries: Sequence[ListEntry], *, announcement: Announcement, at: datetime) -> list[Membership]:
    """Take the recognised enterprises into the pool, in their class, from the day of the announcement.

    A member belongs to one class at a time: one that was recognised in the other class changes it; one
    that is a member in this class already keeps its row and history. Bounded queries for any number.
    """
    entries, day = list(entries), timezone.localdate(at)
    known = Membership.objects.select_for_update().in_bulk(
        [entry.enterprise_id for entry in entries], field_name="enterprise_id"
    )
    fresh, changed, history = [], [], []
    for entry in entries:
        membership = known.get(entry.enterprise_id)
        if membership is None:
            membership, what = _new_member(entry, day), What.RECOGNISED
            fresh.append(membership)
        elif what := _take_in_again(membership, entry, day):
            changed.append(membership)
        if what:
            history.append((membership, what, entry))
    Membership.objects.bulk_create(fresh, batch_size=500)
    Membership.objects.bulk_update(changed, ["is_member", "since", "supplier_class", "tier"], batch_size=500)
    MembershipStatus.objects.bulk_create(
        [_status(*happened, announcement, day=day, at=at) for happened in history], batch_size=500
    )
    return fresh + changed


def evaluate(
    entries: Sequence[ListEntry], *, leaving: dict[str, str], announcement: Announcement, at: datetime
) -> list[Membership]:
    """Write each member's result into its history; who leaves the pool leaves it in the same transaction.

    ``leaving``: the results that end a membership, each with the reasons that its history states.
    """
    entries, day = list(entries), timezone.localdate(at)
    known = Membership.objects.select_for_update().in_bulk(
        [entry.enterprise_id for entry in entries], field_name="enterprise_id"
    )
    history, changed = [], []
    for entry in entries:
        membership = known.get(entry.enterprise_id)
        if membership is None or not membership.is_member:
            continue
        membership.tier = entry.result
        history.append(_status(membership, What.EVALUATED, entry, announcement, day=day, at=at))
        if entry.result in leaving:
            membership.is_member = False
            gone = _status(membership, What.REMOVED, entry, announcement, day=day, at=at)
            gone.reasons = leaving[entry.result]
            history.append(gone)
        changed.append(membership)
    Membership.objects.bulk_update(changed, ["is_member", "tier"], batch_size=500)
    for status in history:  # the class is the member's own, not what a file said
        status.supplier_class = status.membership.supplier_class
    MembershipStatus.objects.bulk_create(history, batch_size=500)
    return changed


def follow_name(enterprise: Enterprise, former: FormerName, *, at: datetime) -> None:
    """A member's new name enters its history, with the old one; code, class and tier stay what they are."""
    membership = Membership.objects.select_for_update().filter(enterprise=enterprise).first()
    if membership is None:
        return
    with override("zh-hans"):
        reasons = _("Formerly called “%(name)s”.") % {"name": former.name}
    MembershipStatus.objects.create(
        membership=membership,
        what=What.RENAMED,
        supplier_class=membership.supplier_class,
        result=membership.tier,
        from_date=former.until,
        reasons=reasons,
        at=at,
    )


def _new_member(entry: ListEntry, day: date) -> Membership:
    return Membership(
        enterprise_id=entry.enterprise_id,
        code="GD" + readable_code(10),
        supplier_class=entry.supplier_class,
        since=day,
    )


def _take_in_again(membership: Membership, entry: ListEntry, day: date) -> str:
    """What changes for an enterprise that the pool knows: What, or "" where nothing does."""
    if not membership.is_member:
        membership.is_member, membership.since, membership.tier = True, day, ""
        membership.supplier_class = entry.supplier_class
        return What.RECOGNISED
    if membership.supplier_class != entry.supplier_class:
        membership.supplier_class = entry.supplier_class
        return What.CLASS_CHANGED
    return ""


def _status(
    membership: Membership,
    what: str,
    entry: ListEntry,
    announcement: Announcement,
    *,
    day: date,
    at: datetime,
) -> MembershipStatus:
    return MembershipStatus(
        membership=membership,
        what=what,
        supplier_class=entry.supplier_class,
        result=entry.result,
        from_date=day,
        announcement=announcement,
        at=at,
    )
