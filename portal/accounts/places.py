"""Divisions and authorities of Guangdong, kept in step with the fixture after every migrate."""

import json
from pathlib import Path

from django.db.models import CharField
from django.utils.translation import get_language

from portal.accounts.models import Division, Organisation
from portal.statements import Slot, Statement

FIXTURE = Path(__file__).parent / "fixtures/divisions.json"
PLACE = ("code", "name", "name_en")
CITIES = Statement(lambda: Division.objects.filter(level="city").order_by("code").values_list(*PLACE))
COUNTIES = Statement(
    lambda: Division.objects.filter(parent_id=Slot("city", CharField())).order_by("code").values_list(*PLACE)
)
BUREAU, BUREAU_EN = "工业和信息化局", "Bureau of Industry and Information Technology"


def cities() -> list[tuple[str, str]]:
    """Code and name of the 21 cities, in the reader's language."""
    return _labelled(CITIES.rows())


def counties_of(city: str) -> list[tuple[str, str]]:
    """Code and name of a city's counties, in the reader's language."""
    return _labelled(COUNTIES.rows(city=city))


def _labelled(rows: list) -> list[tuple[str, str]]:
    english = (get_language() or "").startswith("en")
    return [(row.code, row.name_en if english else row.name) for row in rows]


def ensure(**_signal) -> None:
    """Load the 144 divisions and their authorities where they are missing; what was edited stays."""
    if Division.objects.count() < 144:
        rows = [{"code": row["pk"], **row["fields"]} for row in json.loads(FIXTURE.read_text())]
        for level in ("province", "city", "county"):
            Division.objects.bulk_create(
                [
                    Division(parent_id=row.pop("parent"), **row)
                    for row in (dict(r) for r in rows if r["level"] == level)
                ],
                ignore_conflicts=True,
            )
    if not Organisation.objects.filter(kind=Organisation.Kind.COUNTY).exists():
        Organisation.objects.bulk_create(_authorities(), ignore_conflicts=True)


def _authorities() -> list[Organisation]:
    kind = Organisation.Kind
    made = [
        Organisation(
            kind=kind.PROVINCE,
            code="440000",
            division_id="440000",
            name="广东省工业和信息化厅",
            name_en="Department of Industry and Information Technology of Guangdong",
        ),
        Organisation(
            kind=kind.ALLIANCE,
            code="alliance",
            division_id="440000",
            name="广东省工业互联网产业联盟",
            name_en="Guangdong Industrial Internet Industry Alliance",
        ),
        Organisation(kind=kind.EXPERTS, code="experts", name="评审专家库", name_en="Expert register"),
        Organisation(
            kind=kind.OVERSIGHT,
            code="oversight",
            name="审计与运行维护",
            name_en="Oversight and administration",
        ),
    ]
    for division in Division.objects.exclude(level="province"):
        made.append(
            Organisation(
                kind=kind.CITY if division.level == "city" else kind.COUNTY,
                code=division.code,
                division=division,
                name=division.name + BUREAU,
                name_en=f"{division.name_en} {BUREAU_EN}",
            )
        )
    return made
