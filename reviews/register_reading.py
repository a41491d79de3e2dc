"""Reading a workbook of experts: each row becomes values or faults that name row and column."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from python_calamine import CalamineError

from applications.policies import Refused
from portal.accounts.models import Division, User
from portal.documents.tables import plain, read_sheets
from reviews.conflicts import names
from reviews.models import Expert, ExpertField, Relation
from reviews.register_sheet import (
    EXPERTS,
    EXPERTS_SHEET,
    NO,
    RELATIONS,
    RELATIONS_SHEET,
    YES,
    Entry,
    in_every_language,
)

MOST_ROWS = 3000
CODE_LENGTH = 18
USERNAME = User._meta.get_field("username")
LONGEST = {
    "username": USERNAME.max_length,
    **{key: Expert._meta.get_field(key).max_length for key in ("name", "title", "employer")},
    **{key: Relation._meta.get_field(key).max_length for key in ("organisation", "position", "kin_name")},
}


@dataclass(frozen=True)
class Layout:
    """A sheet to read: how it is called, its columns, which of them must be filled, and its kinds."""

    title: Any
    entries: list[Entry]
    required: frozenset[str]
    kinds: type


EXPERTS_LAYOUT = Layout(
    EXPERTS_SHEET,
    EXPERTS,
    frozenset({"username", "name", "kind", "title", "employer", "region", "fields"}),
    Expert.Kind,
)
RELATIONS_LAYOUT = Layout(
    RELATIONS_SHEET, RELATIONS, frozenset({"username", "kind", "organisation"}), Relation.Kind
)


@dataclass(frozen=True)
class Fault:
    """What is wrong in a cell, or in a row as a whole (``column`` empty). Rows count from 1, headings included."""

    sheet: str
    row: int
    column: str
    text: str


@dataclass
class Row:
    """A row that could be read: its number and its values by key."""

    number: int
    values: dict[str, Any]


@dataclass
class Read:
    """A workbook as it was read."""

    experts: list[Row] = field(default_factory=list)
    relations: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(content: bytes) -> Read:
    """Read the workbook's two sheets. Raises Refused when it is none, or no sheet has the headings."""
    try:
        sheets = read_sheets(content)
    except CalamineError:
        raise Refused(_("This file can't be read as a workbook (XLSX). Nothing was changed.")) from None
    found = Read()
    parsers = _parsers()
    for layout, rows in ((EXPERTS_LAYOUT, found.experts), (RELATIONS_LAYOUT, found.relations)):
        called = in_every_language(layout.title)
        cells = next((sheets[name] for name in sheets if name.strip().casefold() in called), None)
        if cells is not None:
            rows.extend(_rows(layout, cells, parsers, found.faults))
    if not found.experts and not found.relations and not found.faults:
        raise Refused(
            _("No row was found. The sheets have to be called as in the template, with its headings.")
        )
    return found


def _rows(layout: Layout, cells: list[list], parsers, faults: list[Fault]) -> list[Row]:
    places = _places(layout, cells)
    missing = [str(e.title) for e in layout.entries if e.key in layout.required and places[e.key] is None]
    if missing:
        text = _("The heading “%(column)s” is missing.") % {"column": "”, “".join(missing)}
        faults.append(Fault(str(layout.title), 1, "", text))
        return []
    if len(cells) > MOST_ROWS + 1:
        text = _("At most %(most)d rows are taken at once.") % {"most": MOST_ROWS}
        faults.append(Fault(str(layout.title), 1, "", text))
        return []
    parsers = {**parsers, "kind": _choice(_labels(layout.kinds))}
    found = []
    for number, row in enumerate(cells[1:], start=2):
        texts = {key: plain(row[place]) for key, place in places.items() if place is not None}
        if not any(texts.values()):
            continue
        values, wrong = _values(layout, texts, parsers)
        faults += [Fault(str(layout.title), number, column, text) for column, text in wrong]
        if not wrong:
            found.append(Row(number, values))
    return found


def _places(layout: Layout, cells: list[list]) -> dict[str, int | None]:
    """Where each column stands, whatever language its heading is in; None where it is missing."""
    head = [plain(cell).casefold() for cell in cells[0]] if cells else []
    return {
        entry.key: next((n for n, text in enumerate(head) if text in in_every_language(entry.title)), None)
        for entry in layout.entries
    }


def _values(layout: Layout, texts: dict[str, str], parsers) -> tuple[dict, list[tuple[str, str]]]:
    """The row's values, and what is wrong by heading. A column that the sheet lacks gives no value."""
    values, wrong = {}, []
    for entry in layout.entries:
        text = texts.get(entry.key)
        if text is None:
            continue
        if not text and entry.key in layout.required:
            wrong.append((str(entry.title), _("This must not be empty.")))
            continue
        try:
            values[entry.key] = parsers[entry.key](text)
        except ValidationError as error:
            wrong.append((str(entry.title), error.messages[0]))
    return values, wrong or _across(values)


def _across(values: dict) -> list[tuple[str, str]]:
    """What only shows when columns are read together."""
    for first, last in (("since", "until"), ("away_from", "away_until")):
        if values.get(first) and values.get(last) and values[last] < values[first]:
            return [("", _("The last day lies before the first."))]
    if values.get("kind") == Relation.Kind.KIN and not values.get("kin"):
        return [("", _("A post of close kin names the kin."))]
    return []


def _parsers() -> dict[str, Callable[[str], Any]]:
    """How each column is read; lists of values are fetched once for the whole workbook."""
    places = {place.code: place for place in Division.objects.exclude(level=Division.Level.COUNTY)}
    regions = {text.casefold(): p for p in places.values() for text in (p.code, p.name, p.name_en)}
    tree = ExpertField.objects.filter(parent__isnull=False)
    fields = {text.casefold(): one for one in tree for text in (one.key, one.name, one.name_en)}
    answers = dict.fromkeys((*in_every_language(YES), "true", "1", "yes"), True)
    answers |= dict.fromkeys((*in_every_language(NO), "false", "0", "no"), False)
    date_keys = ("since", "until", "away_from", "away_until")
    text_keys = ("name", "title", "employer", "organisation", "position", "kin_name")
    return {
        "username": _username,
        "email": _email,
        "employer_code": _code,
        "code": _code,
        "region": _choice(regions),
        "fields": _several(fields),
        "languages": _several(_labels(Expert.Language)),
        "kin": _choice(_labels(Relation.Kin) | {"": ""}),
        "share": _share,
        "is_committee_member": _choice(answers | {"": False}),
        "is_available": _choice(answers | {"": True}),
        **dict.fromkeys(date_keys, _date),
        **{key: _text(key) for key in text_keys},
    }


def _labels(choices) -> dict[str, str]:
    """Values of a choice by their key and by their label in every language."""
    found = {value: value for value in choices.values}
    for member in choices:
        found |= dict.fromkeys(in_every_language(member.label), member.value)
    return found


def _choice(known: dict[str, Any]) -> Callable[[str], Any]:
    def parse(text: str):
        if text.casefold() not in known:
            raise ValidationError(
                _("“%(value)s” is not one of the values of the template.") % {"value": text}
            )
        return known[text.casefold()]

    return parse


def _several(known: dict[str, Any]) -> Callable[[str], list]:
    one = _choice(known)

    def parse(text: str) -> list:
        parts = text.replace("，", "、").replace(",", "、").replace(";", "、").replace("；", "、").split("、")
        return list(dict.fromkeys(one(part.strip()) for part in parts if part.strip()))

    return parse


def _text(key: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if len(text) > LONGEST[key]:
            raise ValidationError(_("At most %(most)d characters.") % {"most": LONGEST[key]})
        return text

    return parse


def _username(text: str) -> str:
    for check in USERNAME.validators:
        check(text)
    return _text("username")(text)


def _email(text: str) -> str:
    if text:
        validate_email(text)
    return text.lower()


def _code(text: str) -> str:
    code = names.code(text)
    if code and len(code) != CODE_LENGTH:
        raise ValidationError(_("The code has 18 characters."))
    return code


def _date(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-").replace(".", "-")[:10])
    except ValueError:
        raise ValidationError(_("Please write the day as 2026-11-23.")) from None


def _share(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        share = Decimal(text.rstrip("%％"))
    except InvalidOperation:
        raise ValidationError(_("Please write the share in percent.")) from None
    if not 0 < share <= 100 or share != round(share, 2):
        raise ValidationError(_("The share lies above 0 and up to 100, with two decimals at most."))
    return share
