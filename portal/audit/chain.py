"""The only writer of the record of decisions."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import QuerySet

from portal.audit import bulk
from portal.audit.models import AccessLog, Chain, Event

VERSION = 1
CHUNK = 5000  # chains locked by one statement


@dataclass(frozen=True)
class Entry:
    """What happened: ``data`` holds ids, codes, digests and figures, never personal data."""

    kind: str
    id: str
    action: str
    by: object | None
    at: datetime
    data: dict = field(default_factory=dict)


def canonical(event: Event) -> bytes:
    """The bytes that an event's hash covers: sorted keys, no spaces, UTF-8, times in UTC."""
    content = {
        "version": event.version,
        "kind": event.kind,
        "id": event.chain_id,
        "sequence": event.sequence,
        "action": event.action,
        "actor": event.actor,
        "role": event.actor_role,
        "organisation": event.actor_organisation,
        "at": event.at.isoformat(),
        "data": event.data,
        "previous": event.previous,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(event: Event) -> str:
    return hashlib.sha256(canonical(event)).hexdigest()


def record(*, kind: str, id: str, action: str, by, data: dict, at: datetime) -> Event:
    """Write one event; ``by=None`` is the portal itself. Must run in the transaction of what it records."""
    return record_many([Entry(kind, id, action, by, at, data)])[0]


def record_many(entries: Sequence[Entry]) -> list[Event]:
    """Write events of many chains in a number of queries that doesn't grow with them (by chunks)."""
    if not entries:
        return []
    with transaction.atomic():
        heads = _locked_heads({(entry.kind, str(entry.id)) for entry in entries})
        events = [_link(heads[entry.kind, str(entry.id)], entry) for entry in entries]
        bulk.insert_events(events)
        bulk.write_heads(list(heads.values()))
    return events


def _locked_heads(keys: set[tuple[str, str]]) -> dict[tuple[str, str], Chain]:
    """The chains' heads, made where missing, locked in one fixed order."""
    heads = _lock(keys)
    if missing := keys - heads.keys():
        bulk.make_heads(sorted(missing))
        heads |= _lock(missing)
    return heads


def _lock(keys: set[tuple[str, str]]) -> dict[tuple[str, str], Chain]:
    by_kind: dict[str, list[str]] = {}
    for kind, chain_id in sorted(keys):
        by_kind.setdefault(kind, []).append(chain_id)
    heads = {}
    for kind, ids in by_kind.items():
        for start in range(0, len(ids), CHUNK):
            rows = Chain.objects.select_for_update().filter(
                kind=kind, chain_id__in=ids[start : start + CHUNK]
            )
            heads |= {(chain.kind, chain.chain_id): chain for chain in rows.order_by("chain_id")}
    return heads


def _link(chain: Chain, entry: Entry) -> Event:
    by = entry.by
    event = Event(
        kind=entry.kind,
        chain_id=str(entry.id),
        sequence=chain.length + 1,
        action=entry.action,
        actor=by.pk if by else None,
        actor_role=by.role if by else "",
        actor_organisation=by.organisation_id if by else None,
        at=entry.at.astimezone(UTC),
        data=json.loads(json.dumps(entry.data, default=str)),
        previous=chain.head,
        version=VERSION,
    )
    event.hash = digest(event)
    chain.length, chain.head = event.sequence, event.hash
    return event


def history(kind: str, id: str) -> QuerySet[Event]:
    """The events of one chain, in order."""
    return Event.objects.filter(kind=kind, chain_id=str(id)).order_by("sequence")


def log_read(*, by, kind: str, id: str, what: str, at: datetime) -> None:
    """Note that a person read a dossier or an attachment (allowed during a GET)."""
    AccessLog.objects.create(actor=by.pk, actor_role=by.role, kind=kind, object_id=str(id), what=what, at=at)
