"""Divisions and authorities of Guangdong, kept in step with the fixture after every migrate."""

import json
from pathlib import Path

from portal.accounts.models import Division, Organisation

FIXTURE = Path(__file__).parent / "fixtures/divisions.json"
BUREAU, BUREAU_EN = "工业和信息化局", "Bureau of Industry and Information Technology"


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
