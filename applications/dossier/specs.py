"""The words in which a dossier is described: fields, groups of fields, sections, schemas.

A section's data is ``{field key: value, group key: [row, …]}``. Every value is a string in canonical
form (``"4015.5"``, ``"2026-11-23"``, ``"yes"``; several choices are a list of strings); what a person
typed and the portal can't read is kept as typed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Type(StrEnum):
    """What a field takes; money is in 万元."""

    TEXT = "text"
    LONGTEXT = "longtext"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    INTEGER = "integer"
    DATE = "date"
    CHOICE = "choice"
    MULTICHOICE = "multichoice"
    YESNO = "yesno"
    USCC = "uscc"
    CITY = "city"


NUMERIC = {Type.NUMBER, Type.MONEY, Type.PERCENT, Type.INTEGER}


@dataclass(frozen=True)
class FieldSpec:
    """One question. ``minimum`` and ``maximum`` are inclusive; ``min_chars`` leaves blanks out."""

    key: str
    label: Any
    type: Type = Type.TEXT
    required: bool = True
    required_if: tuple[str, str] | None = None  # (field key of the same part, value)
    help: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    min_chars: int = 0
    max_chars: int = 200
    counts: bool = True  # False for a figure that is no quantity (a year): written without separators


@dataclass(frozen=True)
class Context:
    """What a dossier is judged against: the call's year and end, and the applicant's own code."""

    year: int
    latest: date
    uscc: str
    cities: dict[str, str] = field(default_factory=dict)

    @property
    def years(self) -> list[str]:
        """The three years before the call's."""
        return [str(self.year - back) for back in (3, 2, 1)]


Fault = tuple[str, Any]
RowsCheck = Callable[[list[dict], Context], list[tuple[int, str, Any]]]
"""``check(rows, context)`` gives (row index, field key, message) for each fault."""


@dataclass(frozen=True)
class GroupSpec:
    """Fields that stand together: once, once a year, or in rows that the applicant adds.

    ``identity``: the field that tells which row of an older version a row continues.
    """

    key: str
    title: Any
    fields: tuple[FieldSpec, ...]
    help: Any = ""
    yearly: bool = False
    repeat: bool = False
    min_rows: int = 0
    max_rows: int = 50
    noun: Any = ""
    layout: str = "cards"  # of rows: "cards" or "table"
    identity: str = ""
    check: RowsCheck | None = None

    @property
    def has_rows(self) -> bool:
        return self.yearly or self.repeat


@dataclass(frozen=True)
class SectionSpec:
    """One page of the dossier; its key is the indicator that experts score by it."""

    key: str
    label: Any
    groups: tuple[GroupSpec, ...]
    intro: Any = ""
    check: Callable[[dict, Context], list[Fault]] | None = None


@dataclass(frozen=True)
class Schema:
    """The dossier of a kind and version.

    ``material_if``: a material that becomes mandatory with an answer: key → (section, field, value).
    """

    kind: str
    version: int
    sections: tuple[SectionSpec, ...]
    material_if: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def section(self, key: str) -> SectionSpec | None:
        return next((section for section in self.sections if section.key == key), None)


def path(group: GroupSpec, index: int, key: str) -> str:
    """The name of a field in a row, the same in the form, in faults and in links."""
    return f"{group.key}-{index}-{key}"
