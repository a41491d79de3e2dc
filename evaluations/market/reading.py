"""Reading a table: XLSX or CSV, chunk by chunk, so that a table of a million rows is never held whole."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _
from python_calamine import CalamineError

from applications.policies import Refused
from evaluations.market.columns import COLUMNS, Entry, headings
from portal.documents.tables import NUL, plain, read_rows

MOST_ROWS = {"csv": 1_000_000, "xlsx": 100_000}
CHUNK = 2_000
ENCODINGS = ("utf-8-sig", "gb18030")
PIECE = 1 << 20


@dataclass(frozen=True)
class Line:
    """A row as it came: its number in the file (the heading is 1) and its texts by column key."""

    number: int
    values: dict[str, str]


@dataclass
class Table:
    """An open table: the key of each column ("" for one that isn't known), and its rows, to be read once."""

    keys: list[str]
    rows: Iterator[Sequence]
    most: int

    def chunks(self) -> Iterator[tuple[int, list[Sequence]]]:
        """The number of the first row and up to :data:`CHUNK` rows, each as long as the heading.

        Raises Refused when there are none, or too many.
        """
        width, first = len(self.keys), 2
        while rows := list(islice(self.rows, CHUNK)):
            if first - 2 + len(rows) > self.most:
                raise Refused(_("More than %(most)d rows: please split the table.") % {"most": self.most})
            yield first, [row if len(row) == width else _as_long(row, width) for row in rows]
            first += len(rows)
        if first == 2:
            raise Refused(_("The table has no rows."))

    def line(self, number: int, cells: Sequence) -> Line:
        return Line(number, {key: plain(cell) for key, cell in zip(self.keys, cells, strict=True) if key})

    def lines(self) -> Iterator[Line]:
        """The rows in which something is written."""
        for first, rows in self.chunks():
            for number, row in enumerate(rows, start=first):
                line = self.line(number, row)
                if any(line.values.values()):
                    yield line


def _as_long(row: Sequence, width: int) -> Sequence:
    return [*row[:width], *[""] * (width - len(row))]


def open_table(path: Path, *, name: str, entries: Sequence[Entry] = COLUMNS) -> Table:
    """A table with the columns ``entries``. Raises Refused when it can't be read or lacks a column."""
    kind = "csv" if name.casefold().endswith(".csv") else "xlsx"
    rows = _csv(path) if kind == "csv" else _xlsx(path)
    head = next(rows, None)
    if head is None:
        raise Refused(_("The table is empty."))
    known = headings(entries)
    keys = [known.get(plain(cell).casefold(), "") for cell in head]
    if lacking := [str(entry.title) for entry in entries if entry.required and entry.key not in keys]:
        raise Refused(_("The table lacks these columns: %(titles)s.") % {"titles": "、".join(lacking)})
    return Table(keys, rows, MOST_ROWS[kind])


def _xlsx(path: Path) -> Iterator[list[str]]:
    try:
        return ([plain(cell) for cell in row] for row in read_rows(path.read_bytes()))
    except CalamineError as fault:
        raise Refused(_("This is no XLSX or CSV table.")) from fault


def _csv(path: Path) -> Iterator[list[str]]:
    for encoding in ENCODINGS:
        if _reads_as(path, encoding):
            return _csv_rows(path, encoding)
    raise Refused(_("The CSV is neither UTF-8 nor GB 18030."))


def _reads_as(path: Path, encoding: str) -> bool:
    with path.open(encoding=encoding, newline="") as file:
        try:
            while file.read(PIECE):
                pass
        except UnicodeDecodeError:
            return False
    return True


def _csv_rows(path: Path, encoding: str) -> Iterator[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        yield from csv.reader(line.replace(NUL, "") if NUL in line else line for line in file)
