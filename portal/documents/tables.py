"""Tables in and out: XLSX and CSV, formulas neutralised."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """A column: its title and its width in characters."""

    title: Any
    width: int = 16


def _plain(value):
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def workbook(title: str, columns: list[Column], rows: Iterable[Sequence]) -> bytes:
    """An XLSX file with one sheet; texts are never read as formulas."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(str(title)[:31])
        bold = book.add_format({"bold": True})
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
        sheet.write_row(0, 0, [str(column.title) for column in columns], bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, ["" if value is None else _plain(value) for value in row])
    return out.getvalue()


def csv_bytes(columns: list[Column], rows: Iterable[Sequence]) -> bytes:
    """The same as CSV in UTF-8 with a mark, so that spreadsheets read it as such."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([str(column.title) for column in columns])
    writer.writerows([["" if value is None else _plain(value) for value in row] for row in rows])
    return ("\ufeff" + out.getvalue()).encode()


def read_rows(content: bytes) -> list[list]:
    """The rows of the first sheet of an XLSX file, header included. Raises CalamineError on anything else."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=True)
