"""Keeping records: idempotent by kind and number, every correction a version of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from applications.models import Enterprise, FormerName
from evaluations.market import checks
from evaluations.models import ImportBatch, MarketRecord, Sender
from portal.accounts.models import Division
from publication.models import Membership

CHUNK = 500


@dataclass
class Kept:
    """What keeping did: numbers of new and of changed records, and how many said nothing new."""

    new: int = 0
    changed: int = 0
    same: int = 0
    records: list[MarketRecord] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {"new": self.new, "changed": self.changed, "same": self.same}


def known() -> checks.Known:
    """Members, present and past, by code, also by codes that they had; cities by code and both names."""
    members = Membership.objects.values("enterprise")
    suppliers = dict(Enterprise.objects.filter(pk__in=members).values_list("uscc", "pk"))
    old = FormerName.objects.filter(enterprise__in=members).exclude(uscc="").values_list("uscc", "enterprise")
    suppliers = {**dict(old), **suppliers}
    cities: dict[str, str] = {}
    for place in Division.objects.filter(level="city"):
        short = place.name.removesuffix("市")
        cities |= {name: place.pk for name in (place.pk, place.name, short, place.name_en) if name}
    return checks.Known(suppliers, cities)


@dataclass(frozen=True)
class Origin:
    """Where records come from."""

    source: str
    batch: ImportBatch | None = None
    sender: Sender | None = None


@transaction.atomic
def keep(rows: Sequence[checks.Checked], origin: Origin, *, at: datetime) -> Kept:
    """Keep checked rows: a known number with the same values changes nothing, with others it makes a new version.

    All or nothing; the rows of one call name each number once.
    """
    kept = Kept()
    for start in range(0, len(rows), CHUNK):
        _keep(rows[start : start + CHUNK], origin, kept, at)
    return kept


def _keep(rows: Sequence[checks.Checked], origin: Origin, kept: Kept, at: datetime) -> None:
    current = current_of([(row.values["kind"], row.values["number"]) for row in rows])
    fresh, old = [], []
    for row in rows:
        digest = checks.digest(row.values)
        before = current.get((row.values["kind"], row.values["number"]))
        if before is not None and before.digest == digest:
            kept.same += 1
            continue
        record = MarketRecord(
            **row.values,
            broken=row.broken,
            digest=digest,
            source=origin.source,
            batch=origin.batch,
            sender=origin.sender,
            recorded_at=at,
        )
        if before is None:
            kept.new += 1
        else:
            record.is_struck = before.is_struck
            kept.changed += 1
            old.append(before.pk)
        fresh.append(record)
    MarketRecord.objects.filter(pk__in=old).update(superseded_at=at)
    kept.records += MarketRecord.objects.bulk_create(fresh, batch_size=CHUNK)


def current_of(numbers: Sequence[tuple[str, str]]) -> dict[tuple[str, str], MarketRecord]:
    """The versions that count now, locked, by kind and number."""
    by_kind: dict[str, list[str]] = {}
    for kind, number in numbers:
        by_kind.setdefault(kind, []).append(number)
    condition = Q(pk__in=[])
    for kind, many in by_kind.items():
        condition |= Q(kind=kind, number__in=many)
    rows = MarketRecord.objects.select_for_update().filter(condition, superseded_at=None).order_by("pk")
    return {(row.kind, row.number): row for row in rows}


def again(record: MarketRecord, *, source: str, at: datetime, **changes: Any) -> MarketRecord:
    """A new version of a record with ``changes``; must run in the transaction that locked it."""
    MarketRecord.objects.filter(pk=record.pk).update(superseded_at=at)
    columns = [f.attname for f in MarketRecord._meta.concrete_fields if f.attname != "id"]
    values = {name: getattr(record, name) for name in columns}
    values |= {
        "source": source,
        "recorded_at": at,
        "superseded_at": None,
        "batch_id": None,
        "sender_id": None,
    }
    return MarketRecord.objects.create(**{**values, **changes})


def history(record: MarketRecord) -> list[MarketRecord]:
    """Every version of a record, the newest first."""
    rows = MarketRecord.objects.filter(kind=record.kind, number=record.number)
    return list(rows.select_related("city", "batch__uploaded_by", "sender").order_by("-pk"))
