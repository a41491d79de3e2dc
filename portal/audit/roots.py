"""Daily roots over all events, and the proof that one event lies under a root."""

import hashlib
import json
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import Max

from portal.audit import merkle
from portal.audit.models import Event, Root

LOCK_WAIT = "10s"  # how long a root waits for writers before it is tried again later


def root_hash(root: Root) -> str:
    """The hash of a root over its own content and the hash of the root before it."""
    content = {
        "number": root.number,
        "first": root.first,
        "last": root.last,
        "count": root.count,
        "merkle": root.merkle,
        "previous": root.previous,
        "at": root.at.astimezone(UTC).isoformat(),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def hashes(first: int, last: int) -> list[str]:
    """The hashes of the events from ``first`` to ``last`` (ids), in order."""
    rows = Event.objects.filter(pk__gte=first, pk__lte=last).order_by("pk")
    return list(rows.values_list("hash", flat=True))


@transaction.atomic
def _last_settled() -> int:
    """The highest id below which no event can appear any more.

    On PostgreSQL a transaction may hold a lower id and commit later; the lock waits for all of
    them. SQLite has one writer at a time.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
            cursor.execute(f"LOCK TABLE {Event._meta.db_table} IN SHARE MODE")
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0


def make_root(at: datetime) -> Root | None:
    """Put every event that has no root yet under one; None when there is none. Safe to run twice."""
    last = _last_settled()
    with transaction.atomic():
        before = Root.objects.select_for_update().order_by("-number").first()
        first = before.last + 1 if before else 1
        values = hashes(first, last)
        if not values:
            return None
        root = Root(
            number=before.number + 1 if before else 1,
            first=first,
            last=last,
            count=len(values),
            merkle=merkle.root(values),
            previous=before.hash if before else "",
            at=at.astimezone(UTC),
        )
        root.hash = root_hash(root)
        root.save(force_insert=True)
    return root


def root_over(event: Event) -> Root | None:
    """The root that covers an event, or None before the next one is made."""
    return Root.objects.filter(first__lte=event.pk, last__gte=event.pk).first()


def as_dict(root: Root) -> dict:
    """A root for publication."""
    return {
        "number": root.number,
        "first": root.first,
        "last": root.last,
        "count": root.count,
        "merkle": root.merkle,
        "previous": root.previous,
        "at": root.at.astimezone(UTC).isoformat(),
        "hash": root.hash,
    }


def proof(event: Event) -> dict | None:
    """That ``event`` lies under its root, checkable without the portal; None before the next root.

    Holds hashes only: the event's hash, its path (RFC 6962) and the root.
    """
    root = root_over(event)
    if root is None:
        return None
    index = Event.objects.filter(pk__gte=root.first, pk__lt=event.pk).count()
    path = merkle.path(hashes(root.first, root.last), index)
    return {"version": 1, "event": event.hash, "index": index, "path": path, "root": as_dict(root)}


def holds(proof: dict) -> bool:
    """Whether a proof leads from its event to the Merkle root that it names."""
    return merkle.climb(proof["event"], proof["path"]) == proof["root"]["merkle"]
