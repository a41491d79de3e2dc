"""The catalogue's doors: a member asks, the alliance's staff approve or refuse, the public reads the result."""

import hashlib
import json
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.policies import Refused
from portal.accounts.permissions import Permission
from portal.accounts.who import who_may
from portal.audit.chain import record
from portal.notifications.notices import notify, people_of
from publication.models import CatalogueEntry, EntryChange, Membership

What, Status = EntryChange.What, EntryChange.Status
DECIDED = {Status.APPROVED: "approve", Status.REFUSED: "refuse"}


@transaction.atomic
def ask(
    membership: Membership, *, kind: str, name: str, content: dict, by, at: datetime, entry=None
) -> EntryChange:
    """Ask for a new entry, or for a change of ``entry``; a later wish takes the place of one that waits.

    Raises Refused from an enterprise that is no member, and when nothing would change.
    """
    membership = _member(membership)
    if entry is None:
        same = membership.entry_changes.filter(status=Status.WAITING, entry=None, kind=kind, name=name)
        if waiting := same.first():
            if waiting.content == content:
                return waiting  # sent twice
            waiting.status = Status.REPLACED
            waiting.save(update_fields=["status"])
        return _asked(membership, What.ADD, None, kind, name, content, by, at)
    entry = _own(membership, entry)
    if (entry.name, entry.content) == (name, content):
        raise Refused(_("Nothing differs from what the public reads already."))
    return _asked(membership, What.CHANGE, entry, entry.kind, name, content, by, at)


@transaction.atomic
def withdraw(membership: Membership, entry: CatalogueEntry, *, by, at: datetime) -> EntryChange:
    """Ask to take an entry out of the catalogue."""
    membership = _member(membership)
    entry = _own(membership, entry)
    waiting = entry.changes.filter(status=Status.WAITING, what=What.WITHDRAW).first()
    return waiting or _asked(membership, What.WITHDRAW, entry, entry.kind, entry.name, entry.content, by, at)


@transaction.atomic
def approve(change: EntryChange, *, by, at: datetime) -> CatalogueEntry:
    """Show what was asked for. Raises Refused when it was decided before or the enterprise left the pool."""
    change = _waiting(change)
    if not change.membership.is_member and change.what != What.WITHDRAW:
        raise Refused(_("The enterprise is no longer a member of the pool; its products are not shown."))
    entry = change.entry or CatalogueEntry(membership=change.membership, kind=change.kind)
    if change.entry:
        change.before = {"name": entry.name, "content": entry.content}
    entry.name, entry.content, entry.approved_at = change.name, change.content, at
    entry.is_listed = change.what != What.WITHDRAW
    entry.save()
    change.entry = entry
    _decided(change, Status.APPROVED, "", by, at)
    return entry


@transaction.atomic
def refuse(change: EntryChange, *, reasons: str, by, at: datetime) -> EntryChange:
    """Leave the catalogue as it is, with reasons for the member. Raises Refused without them."""
    change = _waiting(change)
    if not reasons.strip():
        raise Refused(_("Please write the reasons; the enterprise reads them."))
    if change.entry:
        change.before = {"name": change.entry.name, "content": change.entry.content}
    _decided(change, Status.REFUSED, reasons.strip(), by, at)
    return change


def listed(kind: str) -> QuerySet[CatalogueEntry]:
    """What the public may read of a kind: approved, not withdrawn, of present members."""
    return CatalogueEntry.objects.filter(kind=kind, is_listed=True, membership__is_member=True)


def _member(membership: Membership) -> Membership:
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    if not locked.is_member:
        raise Refused(_("Only members of the provincial pool have products in the catalogue."))
    return locked


def _own(membership: Membership, entry: CatalogueEntry) -> CatalogueEntry:
    """The entry as it stands, locked; what waits on it gives way."""
    entry = CatalogueEntry.objects.select_for_update().get(pk=entry.pk, membership=membership)
    if not entry.is_listed:
        raise Refused(_("This entry was withdrawn; please enter it anew."))
    return entry


def _asked(
    membership: Membership, what: str, entry, kind: str, name: str, content: dict, by, at: datetime
) -> EntryChange:
    if entry:
        entry.changes.filter(status=Status.WAITING).update(status=Status.REPLACED)
    change = EntryChange.objects.create(
        membership=membership,
        entry=entry,
        kind=kind,
        what=what,
        name=name,
        content=content,
        asked_by=by,
        asked_at=at,
    )
    _record(change, f"ask_{what}", by, at)
    staff = who_may(Permission.APPROVE_PRODUCTS)
    params = {"enterprise": membership.enterprise.name, "name": name}
    link = reverse("publication:entry_change", args=[change.pk])
    notify("catalogue.asked", to=staff, params=params, link=link, at=at)
    return change


def _waiting(change: EntryChange) -> EntryChange:
    rows = EntryChange.objects.select_for_update(of=("self",)).select_related("membership", "entry")
    change = rows.get(pk=change.pk)
    if change.status != Status.WAITING:
        raise Refused(_("This was decided before, or a later wish took its place; nothing has changed."))
    return change


def _decided(change: EntryChange, status: str, reasons: str, by, at: datetime) -> None:
    change.status, change.reasons, change.decided_by, change.decided_at = status, reasons, by, at
    change.save()
    _record(change, DECIDED[status], by, at)
    notify(
        f"catalogue.{status}",
        to=people_of(change.membership.enterprise.organisation),
        params={"name": change.name},
        link=reverse("publication:products"),
        at=at,
    )


def _record(change: EntryChange, action: str, by, at: datetime) -> None:
    text = json.dumps([change.name, change.content], ensure_ascii=False, sort_keys=True)
    data = {
        "change": change.pk,
        "entry": change.entry_id,
        "kind": change.kind,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    record(kind="catalogue", id=str(change.membership_id), action=action, by=by, at=at, data=data)
