"""From the texts of a row to the values of an entry, every fault by its column."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from applications import uscc
from evaluations.benchmark_register.columns import COLUMNS
from evaluations.models import BenchmarkProject

BETWEEN_CODES = re.compile(r"[\s,，、;；/]+")
FIRST_YEAR, LAST_YEAR, MOST_BATCHES = 2000, 2100, 99
TEXTS = ("name", "client_name", "document_number")


@dataclass
class Checked:
    """A row read: the values of an entry, or what is wrong by column."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple:
        """What tells an entry from every other."""
        return tuple(self.values[name] for name in ("client_uscc", "year", "batch_number", "name"))


def check(row: Mapping[str, str], cities: Mapping[str, str]) -> Checked:
    """Read one row of texts by column key; ``cities``: code by code and by name."""
    found = Checked()
    for entry in COLUMNS:
        if entry.required and not row.get(entry.key, "").strip():
            found.faults[entry.key] = _("Missing.")
    for key in TEXTS:
        _text(row, key, found)
    _client(row, found)
    _suppliers(row, found)
    _number(row, "year", FIRST_YEAR, LAST_YEAR, found)
    _number({"batch_number": row.get("batch_number", "").strip() or "1"}, "batch_number", 1, MOST_BATCHES, found)  # fmt: skip
    city = row.get("city", "").strip()
    found.values["city_id"] = cities.get(city)
    if city and city not in cities:
        found.faults["city"] = _("“%(text)s” is not known here.") % {"text": city}
    return found


def _text(row: Mapping[str, str], key: str, found: Checked) -> None:
    text, most = " ".join(row.get(key, "").split()), BenchmarkProject._meta.get_field(key).max_length
    if len(text) > most:
        found.faults.setdefault(key, _("At most %(most)d characters.") % {"most": most})
    found.values[key] = text


def _client(row: Mapping[str, str], found: Checked) -> None:
    code = uscc.normalised(row.get("client_uscc", ""))
    if code and (fault := _wrong(code)):
        found.faults["client_uscc"] = fault
    found.values["client_uscc"] = code


def _suppliers(row: Mapping[str, str], found: Checked) -> None:
    codes = [uscc.normalised(code) for code in BETWEEN_CODES.split(row.get("supplier_codes", "")) if code]
    codes = list(dict.fromkeys(codes))
    wrong = {code: fault for code in codes if (fault := _wrong(code))}
    text = " ".join(codes)
    if wrong:
        found.faults["supplier_codes"] = " ".join(f"{code}: {fault}" for code, fault in wrong.items())
    elif len(text) > BenchmarkProject._meta.get_field("supplier_codes").max_length:
        found.faults["supplier_codes"] = _("At most 21 suppliers.")
    elif found.values["client_uscc"] and found.values["client_uscc"] in codes:
        found.faults["supplier_codes"] = _("Client and supplier are the same.")
    found.values["supplier_codes"] = text


def _wrong(code: str) -> str:
    """What is wrong with a code; "" when nothing is."""
    try:
        uscc.validate(code)
    except ValidationError as fault:
        return " ".join(fault.messages)
    return ""


def _number(row: Mapping[str, str], key: str, least: int, most: int, found: Checked) -> None:
    text = row.get(key, "").strip()
    value = int(text) if text.isascii() and text.isdigit() else None
    if text and (value is None or not least <= value <= most):
        found.faults[key] = _("A whole number from %(least)d to %(most)d.") % {"least": least, "most": most}
    found.values[key] = value
