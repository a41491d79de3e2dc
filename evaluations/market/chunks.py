"""A long table chunk by chunk, its cells read by columns: records ready to be kept, and rows with faults.

What a chunk gives is what :func:`evaluations.market.checks.check` gives row by row (a test compares them); a row in
which anything is wrong or doubtful goes through it.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import repeat
from typing import Any

from django.utils.translation import gettext as _

from evaluations.market import cells, checks, reading
from evaluations.market.columns import COLUMNS

KEYS = [entry.key for entry in COLUMNS]
Row = tuple[Any, ...]
"""The values of a record as texts (None: none) in the order of :data:`checks.FIELDS`, then the broken rules as JSON
and the digest."""


@dataclass
class Chunk:
    """Rows of a table that were read together; amounts in hundredths of a yuan."""

    rows: list[Row] = field(default_factory=list)
    faulty: list[tuple[reading.Line, dict[str, str]]] = field(default_factory=list)
    amount: int = 0
    paid: int = 0
    broken: int = 0


class Reader:
    """Reads one table from its first row to its last; a number that came before is a fault of the later row."""

    def __init__(self, table: reading.Table, known: checks.Known, *, today: date) -> None:
        self.table, self.known, self.today = table, known, today
        self.read = cells.columns(known, today)
        self.seen: set[int] = set()  # hashes: the numbers of a million rows would not be small

    def chunks(self) -> Iterator[Chunk]:
        """The whole table; rows without any text are left out."""
        for first, rows in self.table.chunks():
            yield self._read(first, rows)

    def _read(self, first: int, rows: Sequence[Sequence]) -> Chunk:
        chunk = Chunk()
        for number, texts, values in zip(
            range(first, first + len(rows)), rows, self._values(rows), strict=True
        ):
            if cells.DOUBT in values or not self._take(values, chunk):
                self._look_closer(number, texts, chunk)
        return chunk

    def _values(self, rows: Sequence[Sequence]) -> Iterator[tuple]:
        """What the cells stand for, row by row in the order of :data:`KEYS`, read column by column."""
        columns = dict(zip(self.table.keys, zip(*rows, strict=True), strict=True))
        return zip(
            *(map(self.read[key], columns.get(key) or repeat("", len(rows))) for key in KEYS),
            strict=True,
        )

    def _take(self, values: tuple, chunk: Chunk) -> bool:
        """Keep a row in which every cell is fine by itself; False where its cells don't fit together."""
        (kind, number, (supplier, supplier_code), client, client_name, city, product, category, contract,
         signed, (amount, amount_text), (voucher, voucher_text), (invoice, invoice_text), (paid, paid_text),
         accepted, connected, rating, complaint, spot, settled, year_old) = values  # fmt: skip
        key = hash((kind, number))
        if client == supplier_code or (accepted and accepted < signed) or key in self.seen:
            return False
        broken = "[]"
        if settled:
            if not accepted or settled < accepted:
                return False
            if invoice < voucher or paid < voucher or paid * 10 < amount * 9:
                broken = self._broken(voucher, invoice, paid, amount, year_old > signed)
            elif year_old > signed:
                broken = '["young_client"]'
        elif year_old > signed:
            broken = '["young_client"]'
        self.seen.add(key)
        texts = (kind, number, supplier, client, client_name, city, product, category, contract, signed,
                 amount_text, voucher_text, invoice_text, paid_text, accepted, connected, rating, complaint,
                 spot, settled)  # fmt: skip
        digest = hashlib.sha256("\x1f".join(texts).encode()).hexdigest()
        chunk.rows.append(
            (*texts[:14], accepted or None, connected or None, rating or None, complaint, spot, settled or None,
             broken, digest)
        )  # fmt: skip
        chunk.amount += amount
        chunk.paid += paid
        chunk.broken += broken != "[]"
        return True

    def _broken(self, voucher: int, invoice: int, paid: int, amount: int, young: bool) -> str:
        """The rules of payment that a settled record breaks, in the order of :func:`checks.broken_rules`."""
        asked = {
            "invoice_below_voucher": invoice < voucher,
            "paid_below_voucher": paid < voucher,
            "paid_below_contract": paid * 10 < amount * 9,
            "young_client": young,
        }
        return json.dumps([rule for rule, is_broken in asked.items() if is_broken])

    def _look_closer(self, number: int, texts: Sequence, chunk: Chunk) -> None:
        line = self.table.line(number, texts)
        if not any(line.values.values()):
            return
        found = checks.check(line.values, self.known, today=self.today)
        if not found.faults:
            key = hash((found.values["kind"], found.values["number"]))
            if key in self.seen:
                found.faults["number"] = _("The same number stands in an earlier row.")
            self.seen.add(key)
        if found.faults:
            chunk.faulty.append((line, found.faults))
            return
        values = found.values
        texts = [checks.text_of(key, values[key]) for key in checks.FIELDS]
        stored = (
            None if values[key] is None else text for key, text in zip(checks.FIELDS, texts, strict=True)
        )
        chunk.rows.append((*stored, json.dumps(found.broken), checks.digest(values)))
        chunk.amount += int(values["amount"] * 100)
        chunk.paid += int(values["paid_amount"] * 100)
        chunk.broken += bool(found.broken)
