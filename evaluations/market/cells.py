"""Cells of a long table, read once each: what a text stands for, kept by the text.

Tables repeat themselves: days, cities, products, clients. Such a column has a :class:`Cells`, a dictionary that reads
a text when it is missing; amounts and numbers, hardly one of which comes twice, are read by plain functions. Both only
ever say yes: a text that is wrong, or that needs a closer look, is ``DOUBT``, and its whole row is read by
:mod:`evaluations.market.checks`, which alone says what is wrong.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from applications import uscc
from evaluations.market import checks
from evaluations.market.columns import BY_KEY
from evaluations.models import MarketRecord
from portal.documents.tables import plain

Read = Callable[[str], Any]
DOUBT = None
LONGEST_WHOLE = len(str(checks.MOST)) - 1
MOST_KEPT = 100_000
"""Texts that a column keeps; a column of other texts in every row doesn't grow beyond it."""


class Cells(dict):
    """What the texts of one column stand for; ``read(text)`` gives it, or ``DOUBT``."""

    def __init__(self, read: Read) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, text: str) -> Any:
        if len(self) >= MOST_KEPT:
            self.clear()
        value = self[text] = self.read(plain(text))
        return value


def columns(known: checks.Known, today: date) -> dict[str, Read]:
    """A reader for each column of a table of market records, by its key."""
    day = _day(today)
    repeating = {
        **{key: _text(key) for key in ("client_name", "product", "category")},
        **{key: _required(day) if BY_KEY[key].required else day for key in checks.DAYS},
        "kind": _required(lambda text: checks.KINDS.get(text.casefold(), DOUBT)),
        "city": _required(lambda text: known.cities.get(text, DOUBT)),
        "supplier_uscc": _supplier(known),
        "client_uscc": _client,
        "client_since": _a_year_after(day),
        "is_connected": _choice({"": "", **_ones_and_noughts()}),
        "has_complaint": _choice({"": "0", **_ones_and_noughts()}),
        "spot_check": _choice(checks.SPOT),
        "rating": _rating,
    }
    found = {key: Cells(read).__getitem__ for key, read in repeating.items()}
    found |= {key: _plain_text(key) for key in ("number", "contract_number")}
    return found | {key: _required(_money) if BY_KEY[key].required else _money for key in checks.MONEY}


def _required(read: Read) -> Read:
    return lambda text: read(text) if text else DOUBT


def _text(key: str) -> Read:
    most, required = MarketRecord._meta.get_field(key).max_length, BY_KEY[key].required
    return lambda text: text if len(text) <= most and (text or not required) else DOUBT


def _plain_text(key: str) -> Read:
    most, required = MarketRecord._meta.get_field(key).max_length, BY_KEY[key].required

    def read(text: str) -> Any:
        text = text.strip()
        if text[:1] == "'":
            text = plain(text)
        return text if len(text) <= most and (text or not required) else DOUBT

    return read


def _ones_and_noughts() -> dict[str, str]:
    return {word: "1" if meant else "0" for word, meant in checks.YES_NO.items()}


def _choice(choices: dict[str, str]) -> Read:
    return lambda text: choices.get(text.casefold(), DOUBT)


def _money(text: str) -> Any:
    """Hundredths of a yuan, and the amount as it is kept; written as it is mostly written, it is quickly read."""
    whole, _point, cents = text.partition(".")
    if (
        len(cents) == 2
        and len(whole) <= LONGEST_WHOLE
        and text.isascii()
        and cents.isdigit()
        and whole.isdigit()
        and (whole[0] != "0" or whole == "0")
    ):
        return int(whole + cents), text
    text = plain(text)
    found = checks.Checked()
    value = checks.decimal_of(text, "amount", found)
    if found.faults or (value is not None and not 0 <= value < checks.MOST):
        return DOUBT
    value = value or checks.NOTHING
    return int(value * 100), f"{value:.2f}"


def _rating(text: str) -> Any:
    found = checks.Checked()
    value = checks.decimal_of(text, "rating", found)
    if found.faults or (value is not None and not 1 <= value <= 5):
        return DOUBT
    return "" if value is None else f"{value.quantize(checks.TENTH)}"


def _day(today: date) -> Read:
    def read(text: str) -> Any:
        try:
            day = checks.day_of(text)
        except (ValueError, TypeError):
            return DOUBT
        if day is None:
            return ""
        return DOUBT if day > today else day.isoformat()

    return read


def _a_year_after(day: Read) -> Read:
    """The first day on which a client founded on this day is a year old, to be compared as text."""

    def read(text: str) -> Any:
        found = day(text)
        return f"{int(found[:4]) + 1:04}{found[4:]}" if found else found

    return read


def _supplier(known: checks.Known) -> Read:
    def read(text: str) -> Any:
        code = uscc.normalised(text)
        return (str(known.suppliers[code]), code) if code in known.suppliers else DOUBT

    return read


def _client(text: str) -> Any:
    code = uscc.normalised(text)
    try:
        uscc.validate(code)
    except ValidationError:
        return DOUBT
    return code
