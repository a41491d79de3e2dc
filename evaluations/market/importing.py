"""A table from upload to records: looked at first, then taken in whole, its broken rows kept aside.

Nothing is written before the confirmation; the confirmation writes records and rows set aside in one transaction,
so that there is never half an import, whatever happens to the process. The table is read chunk by chunk
(:mod:`evaluations.market.chunks`); a long one is looked at and taken in by a job, and read by a process of its own
(:mod:`evaluations.market.apart`).
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.policies import Refused
from evaluations.market import apart, checks, reading, records, storing
from evaluations.market.chunks import Chunk
from evaluations.models import ImportBatch, MarketRecord, SetAside
from portal.accounts.permissions import Permission as P
from portal.audit.chain import record
from portal.documents import files
from portal.documents.models import StoredFile

MOST_SHOWN = 200
AT_ONCE = 20_000  # rows that one request may work on


@dataclass
class Plan:
    """What a table would do: totals (money in hundredths of a yuan), and the first rows that are wrong."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    faulty: int = 0
    broken: int = 0
    hundredths: int = 0
    hundredths_paid: int = 0
    shown_faults: list[dict] = field(default_factory=list)
    digest: str = ""

    @property
    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("rows", "new", "changed", "same", "faulty", "broken")}

    @property
    def amount(self) -> Decimal:
        return self.hundredths / checks.HUNDRED

    @property
    def paid(self) -> Decimal:
        return self.hundredths_paid / checks.HUNDRED

    def add(self, chunk: Chunk) -> None:
        """Count a chunk in; the first faulty rows are shown, one line a column."""
        self.rows += len(chunk.rows) + len(chunk.faulty)
        self.broken += chunk.broken
        self.hundredths += chunk.amount
        self.hundredths_paid += chunk.paid
        for line, faults in chunk.faulty[: max(0, MOST_SHOWN - self.faulty)]:
            number = line.values.get("number", "")
            self.shown_faults += [
                {"row": line.number, "number": number, "column": checks.title_of(key), "text": text}
                for key, text in faults.items()
            ]
        self.faulty += len(chunk.faulty)

    def finish(self, batch: ImportBatch, counts: storing.Counts) -> None:
        """The totals, and the digest of what the person sees: the file and what it would do."""
        self.new, self.changed, self.same = counts.new, counts.changed, counts.same
        text = json.dumps([batch.file.sha256, self.counts, self.hundredths], sort_keys=True)
        self.digest = hashlib.sha256(text.encode()).hexdigest()


def demand_unchanged(batch: ImportBatch) -> None:
    """Raises Refused when the kept file isn't what was handed in."""
    digest = hashlib.sha256()
    with files.opened(batch.file) as file:
        while piece := file.read(reading.PIECE):
            digest.update(piece)
    if digest.hexdigest() != batch.file.sha256:
        raise Refused(_("The kept file is not the one that was handed in. Please upload it again."))


def hand_in(stored: StoredFile, *, by, at: datetime) -> ImportBatch:
    """Keep an uploaded table for the dry run. Raises Refused when it can't be read at all."""
    if not by.may(P.MANAGE_MARKET):
        raise PermissionDenied
    with files.on_disk(stored) as path:
        table = reading.open_table(path, name=stored.name)
        rows = sum(len(some) for _first, some in table.chunks())
    return ImportBatch.objects.create(file=stored, uploaded_by=by, uploaded_at=at, counts={"rows": rows})


def is_long(batch: ImportBatch) -> bool:
    """Whether nobody should wait for it in a request."""
    return batch.counts.get("rows", 0) > AT_ONCE


def chunks_of(batch: ImportBatch) -> Iterator[Chunk]:
    """The table as it can be taken in now. Raises Refused when the kept file isn't what was handed in."""
    demand_unchanged(batch)
    with files.on_disk(batch.file) as path:
        order = apart.Order(path, batch.file.name, records.known(), timezone.localdate(), get_language())
        yield from apart.chunks(order) if is_long(batch) else order.chunks()


def plan(batch: ImportBatch) -> Plan:
    """What the table would do now; writes nothing."""
    found, counts = Plan(), storing.Counts()
    for chunk in chunks_of(batch):
        found.add(chunk)
        storing.compare(chunk.rows, counts)
    found.finish(batch, counts)
    return found


@transaction.atomic
def apply(batch: ImportBatch, *, digest: str, by, at: datetime) -> ImportBatch:
    """Take the table in, all of it: good rows as records, broken ones aside. A second click changes nothing.

    Raises Refused when it would do something else now than what was shown.
    """
    if not by.may(P.MANAGE_MARKET):
        raise PermissionDenied
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("file").get(pk=batch.pk)
    if batch.applied_at:
        return batch
    found, counts = Plan(), storing.Counts()
    origin = records.Origin(MarketRecord.Source.IMPORT, batch=batch)
    for chunk in chunks_of(batch):
        found.add(chunk)
        fresh, old = storing.compare(chunk.rows, counts, lock=True)
        storing.store(fresh, old, origin, at=at)
        _keep_aside(batch, chunk, at)
    found.finish(batch, counts)
    if found.digest != digest:
        raise Refused(_("Records have changed meanwhile; please look at what the table would do now."))
    batch.counts, batch.plan, batch.failure = found.counts, None, ""
    batch.applied_by, batch.applied_at = by, at
    batch.save()
    data = {"sha256": batch.file.sha256, **batch.counts}
    record(kind="market", id=str(batch.pk), action="import", by=by, at=at, data=data)
    return batch


def _keep_aside(batch: ImportBatch, chunk: Chunk, at: datetime) -> None:
    SetAside.objects.bulk_create(
        [
            SetAside(batch=batch, row=line.number, values=line.values, faults=faults, at=at)
            for line, faults in chunk.faulty
        ],
        batch_size=500,
    )


@transaction.atomic
def correct(row: SetAside, values: dict[str, str], *, by, at: datetime) -> checks.Checked:
    """A row set aside with corrected texts: a record once nothing is wrong with it; else its faults come back."""
    if not by.may(P.MANAGE_MARKET):
        raise PermissionDenied
    row = SetAside.objects.select_for_update().get(pk=row.pk)
    if row.settled_at:
        raise Refused(_("This row was settled already."))
    found = checks.check(values, records.known(), today=timezone.localdate(at))
    if found.faults:
        return found
    numbers = (found.values["kind"], found.values["number"])
    kept = records.keep([found], records.Origin(MarketRecord.Source.CORRECTION, row.batch, row.sender), at=at)
    made = kept.records[0] if kept.records else records.current_of([numbers])[numbers]
    row.record, row.settled_by, row.settled_at = made, by, at
    row.save()
    data = {"row": row.pk, "record": made.pk}
    record(
        kind="market",
        id=str(row.batch_id or f"sender-{row.sender_id}"),
        action="correct_row",
        by=by,
        at=at,
        data=data,
    )
    return found
