"""A table of the register: looked at first, its good rows taken in together once that is confirmed.

Broken rows are never taken in; the register stays as it is until the person has seen them and confirms.
The same table again changes nothing, so that a corrected one is simply uploaded anew.
"""

import hashlib
import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.policies import Refused
from evaluations.benchmark_register import checks, entries
from evaluations.benchmark_register.columns import COLUMNS, TITLES
from evaluations.market import reading, records
from evaluations.market.importing import demand_unchanged
from evaluations.models import ImportBatch
from portal.audit.chain import record
from portal.documents import files
from portal.documents.models import StoredFile

MOST_SHOWN = 200


@dataclass
class Plan:
    """What a table would do: the rows that can be taken in, and what is wrong row by row."""

    good: list[checks.Checked] = field(default_factory=list)
    faults: list[dict] = field(default_factory=list)
    faulty: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    digest: str = ""

    @property
    def counts(self) -> dict:
        counts = {name: getattr(self, name) for name in ("new", "changed", "same", "faulty")}
        return {"rows": len(self.good) + self.faulty, **counts}


def hand_in(stored: StoredFile, *, by, at: datetime) -> ImportBatch:
    """Keep an uploaded table for the dry run. Raises Refused when it can't be read at all."""
    entries.demand(by)
    deque(_lines(stored), maxlen=0)
    return ImportBatch.objects.create(
        table=ImportBatch.Table.BENCHMARKS, file=stored, uploaded_by=by, uploaded_at=at
    )


def _lines(stored: StoredFile) -> Iterator[reading.Line]:
    with files.on_disk(stored) as path:
        yield from reading.open_table(path, name=stored.name, entries=COLUMNS).lines()


def plan(batch: ImportBatch) -> Plan:
    """What the table would do now; writes nothing. Raises Refused when the kept file isn't what was handed in."""
    demand_unchanged(batch)
    found, cities, seen = Plan(), records.known().cities, {}
    for line in _lines(batch.file):
        row = checks.check(line.values, cities)
        if not row.faults and row.key in seen:
            row.faults["name"] = _("The same project stands in row %(row)d.") % {"row": seen[row.key]}
        if row.faults:
            _keep_faults(found, line, row)
        else:
            seen[row.key] = line.number
            found.good.append(row)
    _total(found)
    text = json.dumps([batch.file.sha256, found.counts], sort_keys=True)
    found.digest = hashlib.sha256(text.encode()).hexdigest()
    return found


def _keep_faults(found: Plan, line: reading.Line, row: checks.Checked) -> None:
    found.faulty += 1
    if found.faulty <= MOST_SHOWN:
        name = line.values.get("name", "")
        found.faults += [
            {"row": line.number, "name": name, "column": str(TITLES.get(key, key)), "text": text}
            for key, text in row.faults.items()
        ]


def _total(found: Plan) -> None:
    there = entries.known(found.good)
    for row in found.good:
        before = there.get(row.key)
        if before is None:
            found.new += 1
        elif all(getattr(before, name) == value for name, value in row.values.items()):
            found.same += 1
        else:
            found.changed += 1


@transaction.atomic
def apply(batch: ImportBatch, *, digest: str, by, at: datetime) -> ImportBatch:
    """Take the good rows in, all of them; a second click changes nothing.

    Raises Refused when it would do something else now than what was shown, or when no row is good.
    """
    entries.demand(by)
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("file").get(pk=batch.pk)
    if batch.applied_at:
        return batch
    found = plan(batch)
    if found.digest != digest:
        raise Refused(_("The register has changed meanwhile; please look at what the table would do now."))
    if not found.good:
        raise Refused(_("No row can be taken in; please correct the table and upload it again."))
    entries.keep(found.good, by=by, at=at, batch=batch)
    batch.counts = {**found.counts, "faults": found.faults}
    batch.applied_by, batch.applied_at = by, at
    batch.save()
    data = {"sha256": batch.file.sha256, **found.counts}
    record(kind="benchmarks", id=str(batch.pk), action="import_benchmarks", by=by, at=at, data=data)
    return batch
