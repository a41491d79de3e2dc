"""The register as a workbook: what its columns are called, and the sheets of an export and of the template."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.accounts.models import Division
from portal.documents.tables import Column, Sheet, workbook_of
from reviews.models import Expert, ExpertField, Relation

LIST = "、"
"""What stands between several values in one cell."""


@dataclass(frozen=True)
class Entry:
    """A column: the key of what stands in it, its heading, its width in characters."""

    key: str
    title: Any
    width: int = 16


EXPERTS = [
    Entry("username", gettext_lazy("User name")),
    Entry("email", gettext_lazy("E-mail"), 26),
    Entry("name", pgettext_lazy("person", "Name")),
    Entry("kind", gettext_lazy("Kind"), 12),
    Entry("title", pgettext_lazy("person", "Title"), 20),
    Entry("employer", gettext_lazy("Employer"), 30),
    Entry("employer_code", gettext_lazy("Employer's code"), 22),
    Entry("region", gettext_lazy("Region"), 12),
    Entry("fields", gettext_lazy("Fields"), 40),
    Entry("languages", gettext_lazy("Languages"), 20),
    Entry("is_committee_member", gettext_lazy("Committee member"), 12),
    Entry("is_available", gettext_lazy("Available"), 10),
    Entry("away_from", gettext_lazy("Away from"), 12),
    Entry("away_until", gettext_lazy("Away until"), 12),
]
RELATIONS = [
    Entry("username", gettext_lazy("User name")),
    Entry("kind", gettext_lazy("Kind of relation")),
    Entry("organisation", gettext_lazy("Organisation"), 30),
    Entry("code", gettext_lazy("Organisation's code"), 22),
    Entry("position", gettext_lazy("Post or matter"), 20),
    Entry("share", gettext_lazy("Share (%)"), 10),
    Entry("kin", gettext_lazy("Kin"), 12),
    Entry("kin_name", gettext_lazy("Name of the kin")),
    Entry("since", gettext_lazy("From"), 12),
    Entry("until", gettext_lazy("Until"), 12),
]
EXPERTS_SHEET, RELATIONS_SHEET = pgettext_lazy("sheet", "Experts"), gettext_lazy("Relations")
VALUES_SHEET = gettext_lazy("Values")
YES, NO = gettext_lazy("yes"), gettext_lazy("no")


def in_every_language(text) -> set[str]:
    """A lazy text as it reads in each language of the site, in lower case."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(str(text).strip().casefold())
    return found


def export(experts: Iterable[Expert]) -> bytes:
    """The experts with the relations that count, as the import reads them."""
    rows = list(experts)
    accounts = {expert.user_id: expert.user.username for expert in rows}
    relations = Relation.objects.filter(person__in=accounts, status=Relation.Status.STATED)
    return workbook_of(
        [
            Sheet(EXPERTS_SHEET, _columns(EXPERTS), [_cells(_expert(expert), EXPERTS) for expert in rows]),
            Sheet(
                RELATIONS_SHEET,
                _columns(RELATIONS),
                [
                    _cells({"username": accounts[one.person_id], **relation(one)}, RELATIONS)
                    for one in relations.order_by("person__username", "pk")
                ],
            ),
        ]
    )


def template() -> bytes:
    """An empty workbook with the headings, and a sheet with the values that the cells may have."""
    lists = [
        (_("Kind"), [str(label) for label in Expert.Kind.labels]),
        (_("Region"), [place.label for place in Division.objects.exclude(level=Division.Level.COUNTY)]),
        (_("Fields"), [str(one) for one in ExpertField.objects.filter(parent__isnull=False)]),
        (_("Languages"), [str(label) for label in Expert.Language.labels]),
        (_("Kind of relation"), [str(label) for label in Relation.Kind.labels]),
        (_("Kin"), [str(label) for label in Relation.Kin.labels]),
        (_("Yes or no"), [str(YES), str(NO)]),
        (_("Dates"), ["2026-11-23"]),
    ]
    longest = max(len(values) for _title, values in lists)
    rows = [[values[n] if n < len(values) else "" for _title, values in lists] for n in range(longest)]
    return workbook_of(
        [
            Sheet(EXPERTS_SHEET, _columns(EXPERTS), []),
            Sheet(RELATIONS_SHEET, _columns(RELATIONS), []),
            Sheet(VALUES_SHEET, [Column(title, 24) for title, _values in lists], rows),
        ]
    )


def _columns(entries: list[Entry]) -> list[Column]:
    return [Column(entry.title, entry.width) for entry in entries]


def _cells(values: dict[str, str], entries: list[Entry]) -> list[str]:
    return [values[entry.key] for entry in entries]


def _expert(expert: Expert) -> dict[str, str]:
    return {
        "username": expert.user.username,
        "email": expert.user.email,
        **shown(
            {
                "name": expert.name,
                "kind": expert.kind,
                "title": expert.title,
                "employer": expert.employer,
                "employer_code": expert.employer_code,
                "region": expert.region,
                "fields": list(expert.fields.all()),
                "languages": expert.languages,
                "is_committee_member": expert.is_committee_member,
                "is_available": expert.is_available,
                "away_from": expert.away_from,
                "away_until": expert.away_until,
            }
        ),
    }


def relation(one: Relation) -> dict[str, str]:
    """A relation's cells by key, but for whose it is."""
    keys = [entry.key for entry in RELATIONS if entry.key != "username"]
    return shown({key: getattr(one, key) for key in keys})


def shown(values: dict) -> dict[str, str]:
    """Values of a profile or a relation as their cells show them, in the reader's language."""
    return {key: _shown(key, value) for key, value in values.items()}


def _shown(key: str, value) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(YES if value else NO)
    if key == "kind":
        labels = {**dict(Expert.Kind.choices), **dict(Relation.Kind.choices)}
        return str(labels[value])
    if key == "kin":
        return str(Relation.Kin(value).label)
    if key == "languages":
        return LIST.join(str(label) for one, label in Expert.Language.choices if one in value)
    if key == "fields":
        return LIST.join(sorted(str(field) for field in value))
    if key == "share":
        return f"{value.normalize():f}"
    if key == "region":
        return value.label
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
