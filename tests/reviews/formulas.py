"""Reads an XLSX and works out its formulas anew: the few functions that the portal's workbooks use."""

import io
import math
import re
import zipfile
from statistics import pstdev
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REFERENCE = re.compile(r"(?:'([^']+)'!)?\$?([A-Z]{1,2})\$?(\d+)(?::\$?([A-Z]{1,2})\$?(\d+))?")


def column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def half_up(value: float, places: int) -> float:
    """As spreadsheets round: half away from zero, on fifteen significant digits."""
    shifted = float(f"{value * 10**places:.15g}")
    return math.copysign(math.floor(abs(shifted) + 0.5), shifted) / 10**places


def numbers(values) -> list[float]:
    flat = [one for value in values for one in (value if isinstance(value, list) else [value])]
    return [one for one in flat if isinstance(one, int | float)]


def meets(value, criterion) -> bool:
    if isinstance(criterion, str) and criterion[:1] in "<>" and criterion[1:]:
        other = float(criterion[1:])
        return isinstance(value, int | float) and (value < other if criterion[0] == "<" else value > other)
    return value == criterion


def countifs(*pairs) -> int:
    areas, criteria = pairs[::2], pairs[1::2]
    return sum(
        all(meets(v, c) for v, c in zip(row, criteria, strict=True)) for row in zip(*areas, strict=True)
    )


FUNCTIONS = {
    "SUM": lambda *v: sum(numbers(v)),
    "AVERAGE": lambda *v: sum(numbers(v)) / len(numbers(v)),
    "MAX": lambda *v: max(numbers(v)),
    "MIN": lambda *v: min(numbers(v)),
    "COUNT": lambda *v: len(numbers(v)),
    "STDEVP": lambda *v: pstdev(numbers(v)),
    "ROUND": half_up,
    "COUNTIFS": countifs,
    "IF": lambda test, yes, no: yes if test else no,
    "AND": lambda *tests: all(tests),
}


class Workbook:
    """``values(sheet)``: the rows with every formula worked out, never the values stored beside them."""

    def __init__(self, content: bytes) -> None:
        self.files = zipfile.ZipFile(io.BytesIO(content))
        root = ET.fromstring(self.files.read("xl/workbook.xml"))
        self.names = [sheet.get("name") for sheet in root.iter(f"{MAIN}sheet")]
        self.cells = {name: dict(self._cells(n)) for n, name in enumerate(self.names, start=1)}

    def _cells(self, number: int):
        root = ET.fromstring(self.files.read(f"xl/worksheets/sheet{number}.xml"))
        for cell in root.iter(f"{MAIN}c"):
            letters, row = re.match(r"([A-Z]+)(\d+)", cell.get("r")).groups()
            formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
            if formula is not None:
                kept = "=" + formula.text
            elif cell.get("t") == "inlineStr":
                kept = "".join(text.text or "" for text in cell.iter(f"{MAIN}t"))
            else:
                kept = float(value.text) if value is not None else None
            yield (int(row), column(letters)), kept

    def value(self, sheet: str, row: int, place: int):
        kept = self.cells[sheet].get((row, place))
        return self.work_out(sheet, kept[1:]) if isinstance(kept, str) and kept.startswith("=") else kept

    def work_out(self, sheet: str, formula: str):
        found = {}

        def named(match) -> str:
            other, first, top, last, bottom = match.groups()
            key = f"v{len(found)}"
            where = other or sheet
            if last is None:
                value = self.value(where, int(top), column(first))
                found[key] = 0 if value is None and "COUNT(" not in formula else value
            else:
                found[key] = [
                    self.value(where, row, place)
                    for row in range(int(top), int(bottom) + 1)
                    for place in range(column(first), column(last) + 1)
                ]
            return key

        texts = re.split(r'("[^"]*")', formula)
        told = "".join(one if one.startswith('"') else REFERENCE.sub(named, one) for one in texts)
        told = re.sub(r"(?<![<>=])=(?!=)", "==", told)
        told = re.sub(r'("[<>]")&(\w+)', r"\1+str(\2)", told)
        return eval(told, {"__builtins__": {}, "str": str, **FUNCTIONS}, found)  # our own formulas

    def rows(self, sheet: str) -> list[list]:
        last = max(row for row, _column in self.cells[sheet])
        wide = max(place for _row, place in self.cells[sheet])
        return [[self.value(sheet, row, place) for place in range(1, wide + 1)] for row in range(1, last + 1)]
