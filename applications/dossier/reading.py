"""A frozen dossier (or a preview of one) as rendered-ready parts, the same for every reader."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext

from applications.dossier.schemas import SCHEMAS, cities
from applications.dossier.specs import Context, GroupSpec, SectionSpec, Type
from applications.dossier.values import shown


@dataclass(frozen=True)
class Shown:
    """A field as readers see it."""

    label: str
    value: str
    long: bool = False
    numeric: bool = False


@dataclass(frozen=True)
class ShownRow:
    """A row: its heading and its fields."""

    heading: str
    fields: list[Shown]


@dataclass(frozen=True)
class ShownGroup:
    """A group: ``layout`` is "fields", "table" or "cards" (both with ``rows``)."""

    title: str
    layout: str
    fields: list[Shown] = field(default_factory=list)
    rows: list[ShownRow] = field(default_factory=list)


@dataclass(frozen=True)
class ShownSection:
    """A section of the dossier, ready to be drawn by ``applications/dossier/_section.html``."""

    key: str
    label: str
    groups: list[ShownGroup]


def context_of_content(content: dict) -> Context:
    """The context that belongs to a frozen document."""
    year = int(content.get("year") or 0)
    return Context(year, date.max, content["enterprise"]["uscc"], cities())


def page(content: dict) -> dict:
    """What ``applications/dossier/reading.html`` shows of a frozen document: applicant and sections."""
    context = context_of_content(content)
    return {"applicant": _applicant(content["enterprise"], context), "sections": sections(content, context)}


def _applicant(enterprise: dict, context: Context) -> list[Shown]:
    """Who applies, as it stood when the document was frozen."""
    return [
        Shown(gettext("Name of the enterprise"), enterprise.get("name", "")),
        Shown(gettext("Unified social credit code"), enterprise["uscc"]),
        Shown(gettext("City"), context.cities.get(enterprise.get("city", ""), "")),
    ]


def sections(content: dict, context: Context) -> list[ShownSection]:
    """The sections of a frozen document (``SubmittedVersion.content``), in the order of its schema."""
    schema = SCHEMAS[tuple(content["schema"])]
    return [section_of(spec, content["sections"].get(spec.key, {}), context) for spec in schema.sections]


def section_of(section: SectionSpec, data: dict, context: Context) -> ShownSection:
    """One section with its data."""
    return ShownSection(
        section.key, str(section.label), [_group(group, data, context) for group in section.groups]
    )


def _group(group: GroupSpec, data: dict, context: Context) -> ShownGroup:
    title = str(group.title)
    if not group.has_rows:
        return ShownGroup(title, "fields", _fields(group, data, context))
    kept = [row for row in data.get(group.key) or [] if isinstance(row, dict)]
    rows = [
        ShownRow(_heading(group, row, number), _fields(group, row, context))
        for number, row in enumerate(kept, start=1)
    ]
    return ShownGroup(title, group.layout, rows=rows)


def _heading(group: GroupSpec, row: dict, number: int) -> str:
    if group.yearly:
        return str(row.get("year", ""))
    if group.layout == "table":
        return str(number)
    return f"{number}. {row.get(group.identity) or group.noun}"


def _fields(group: GroupSpec, values: dict, context: Context) -> list[Shown]:
    numeric = {Type.NUMBER, Type.MONEY, Type.PERCENT, Type.INTEGER}
    return [
        Shown(
            str(spec.label),
            shown(spec, values.get(spec.key), context),
            long=spec.type is Type.LONGTEXT,
            numeric=spec.type in numeric,
        )
        for spec in group.fields
    ]
