"""Tables in and out: XLSX and CSV whose cells can't run formulas, and rows read from either kind of sheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils import timezone
from python_calamine import CalamineWorkbook

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_SHEET_NAME = 31


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


def workbook(title: str, columns: Sequence[Column], rows: Iterable[Sequence]) -> bytes:
    """An XLSX with one sheet: fixed heading row, numbers as numbers, everything else as text."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(
            "".join(c for c in str(title) if c not in "[]:*?/\\'")[:LONGEST_SHEET_NAME]
        )
        head = book.add_format({"bold": True, "bg_color": "#E8EEF6", "border": 1, "text_wrap": True})
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
        sheet.freeze_panes(1, 0)
        for index, column in enumerate(columns):
            sheet.write_string(0, index, str(column.title), head)
        for number, row in enumerate(rows, start=1):
            for index, value in enumerate(row):
                cell = neutral(value)
                sheet.write(number, index, cell if isinstance(cell, int | float) else str(cell))
    return out.getvalue()


def csv_bytes(columns: Sequence[Column], rows: Iterable[Sequence]) -> bytes:
    """CSV in UTF-8 with a byte-order mark, which Excel and WPS need to read Chinese."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([str(column.title) for column in columns])
    writer.writerows([neutral(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def read_rows(content: bytes) -> list[list]:
    """The rows of the first sheet of an XLSX file, header included. Raises CalamineError on anything else."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=True)
