"""Tables in and out: XLSX and CSV whose cells can't run formulas, and rows read from either kind of sheet."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from python_calamine import CalamineWorkbook

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_SHEET_NAME = 31
NUL = "\x00"  # copied along out of other programs; no database holds one


@dataclass(frozen=True)
class Column:
    """A column: its heading, and its width in characters."""

    title: Any
    width: int = 16


def neutral(value):
    """The value as a cell; text that a spreadsheet would run as a formula gets an apostrophe (CWE-1236)."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its name, its columns and its rows."""

    title: Any
    columns: Sequence[Column]
    rows: Iterable[Sequence]


def workbook(title: str, columns: Sequence[Column], rows: Iterable[Sequence]) -> bytes:
    """An XLSX with one sheet: fixed heading row, numbers as numbers, everything else as text."""
    return workbook_of([Sheet(title, columns, rows)])


def workbook_of(sheets: Iterable[Sheet]) -> bytes:
    """An XLSX with several such sheets."""
    out = io.BytesIO()
    write_workbook(out, sheets)
    return out.getvalue()


def write_workbook(out: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """The same into an open file; one row is held at a time, however many there are."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#E8EEF6", "border": 1, "text_wrap": True})
        for one in sheets:
            _write_sheet(book.add_worksheet(_sheet_name(one.title)), one, head)


def _sheet_name(title) -> str:
    return "".join(c for c in str(title) if c not in "[]:*?/\\'")[:LONGEST_SHEET_NAME]


def _write_sheet(sheet, one: Sheet, head) -> None:
    for index, column in enumerate(one.columns):
        sheet.set_column(index, index, column.width)
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(one.columns):
        sheet.write_string(0, index, str(column.title), head)
    for number, row in enumerate(one.rows, start=1):
        for index, value in enumerate(row):
            cell = neutral(value)
            sheet.write(number, index, cell if isinstance(cell, int | float) else str(cell))


def csv_bytes(columns: Sequence[Column], rows: Iterable[Sequence]) -> bytes:
    """CSV in UTF-8 with a byte-order mark, which Excel and WPS need to read Chinese."""
    return b"".join(csv_lines(columns, rows))


def csv_lines(columns: Sequence[Column], rows: Iterable[Sequence]) -> Iterator[bytes]:
    """The same line by line, so that a table of any length is never held whole."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    yield codecs.BOM_UTF8
    for row in chain([[str(column.title) for column in columns]], rows):
        writer.writerow([neutral(value) for value in row])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def read_rows(content: bytes) -> list[list]:
    """The rows of the first sheet of an XLSX file, header included. Raises CalamineError on anything else."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=True)


def read_sheets(content: bytes) -> dict[str, list[list]]:
    """The rows of every sheet of an XLSX file by its name, in order. Raises CalamineError on anything else."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def plain(cell) -> str:
    """A cell read as the text that a person sees, without the apostrophe of :func:`neutral`."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    text = "" if cell is None else str(cell).replace(NUL, "").strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
