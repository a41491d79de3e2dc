"""The dossier as data: what is read, what is missing, what is wrong, what differs."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from applications.dossier.completeness import missing_in
from applications.dossier.differences import between
from applications.dossier.recognition import RECOGNITION_1
from applications.dossier.schemas import SCHEMAS
from applications.dossier.specs import Context, FieldSpec, Type
from applications.dossier.validation import faults, tidied
from applications.dossier.values import canonical
from portal.demo import dossiers

CONTEXT = Context(2026, date(2026, 11, 30), "", {"440100": "广州市", **dict.fromkeys(dossiers.CITIES, "市")})


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("type", "typed", "kept"),
    [
        (Type.MONEY, "4,015.50", "4015.5"),
        (Type.MONEY, "-35", "-35"),
        (Type.MONEY, "0", "0"),
        (Type.INTEGER, "1，200", "1200"),
        (Type.DATE, "2026/1/5", "2026-01-05"),
        (Type.DATE, "2026年11月23日", "2026-11-23"),
        (Type.YESNO, "yes", "yes"),
        (Type.TEXT, "  a  ", "a"),
        (Type.MONEY, "", ""),
    ],
)
def test_what_was_typed_is_read(type, typed, kept):
    assert canonical(FieldSpec("x", "x", type), typed, CONTEXT) == kept


@pytest.mark.parametrize(
    ("type", "typed"),
    [
        (Type.MONEY, "much"),
        (Type.MONEY, "NaN"),
        (Type.MONEY, "1.234"),
        (Type.INTEGER, "1.5"),
        (Type.DATE, "2026-02-30"),
        (Type.YESNO, "maybe"),
        (Type.USCC, "1" * 18),
        (Type.CITY, "999999"),
    ],
)
def test_what_cannot_be_read_is_a_fault(type, typed):
    with pytest.raises(ValidationError):
        canonical(FieldSpec("x", "x", type), typed, CONTEXT)


def test_what_cannot_be_read_is_kept_as_typed():
    section = RECOGNITION_1.section("operations")
    data = tidied(section, {"years": [{"year": "2024", "revenue": "about 40"}]}, CONTEXT)
    assert [row["revenue"] for row in data["years"]] == ["", "about 40", ""]


@pytest.mark.parametrize("seed", range(20))
def test_sample_dossiers_are_complete(seed):
    samples = dossiers.sections(seed, year=2026)
    lacking = [
        item
        for section in RECOGNITION_1.sections
        for item in missing_in(section, tidied(section, samples[section.key], CONTEXT), CONTEXT)
    ]
    assert lacking == []


def test_industrial_internet_revenue_is_part_of_revenue():
    data = dossiers.sections(1, year=2026)["operations"]
    data["years"][2] |= {"revenue": "4015", "ii_revenue": "4250"}
    assert faults(RECOGNITION_1.section("operations"), data, CONTEXT) == {
        "years-2-ii_revenue": "Can't exceed the revenue of 4,015 (10,000 yuan)."
    }


def test_shares_together_are_at_most_the_whole():
    data = dossiers.sections(1, year=2026)["basic"]
    data["shareholders"] = [{"name": "a", "nature": "person", "share": "60"}] * 2
    found = faults(RECOGNITION_1.section("basic"), data, CONTEXT)
    assert list(found) == ["shareholders-1-share"]


def test_two_cases_are_needed():
    section = RECOGNITION_1.section("cases")
    data = dossiers.sections(1, year=2026)["cases"]
    data["cases"] = data["cases"][:1]
    assert [(m.field, m.label) for m in missing_in(section, data, CONTEXT)] == [
        ("cases-1-title", "Application cases: Cases: at least 2 (now 1)")
    ]


def test_a_start_up_says_why():
    section = RECOGNITION_1.section("basic")
    data = dossiers.sections(1, year=2026, startup=False)["basic"] | {"is_startup": "yes"}
    assert [m.field for m in missing_in(section, data, CONTEXT)] == ["startup_note"]


def test_the_client_is_somebody_else():
    data = dossiers.sections(1, year=2026)["cases"]
    own = Context(2026, date(2026, 11, 30), data["cases"][0]["client_uscc"], CONTEXT.cities)
    assert "cases-0-client_uscc" in faults(RECOGNITION_1.section("cases"), data, own)


def test_every_schema_has_unique_keys():
    for schema in SCHEMAS.values():
        for section in schema.sections:
            keys = [f.key for g in section.groups if not g.has_rows for f in g.fields]
            keys += [g.key for g in section.groups if g.has_rows]
            assert len(keys) == len(set(keys)), section.key


@pytest.mark.django_db
def test_differences_name_fields_rows_and_attachments():
    def content(**changes):
        return {
            "schema": ["recognition", 1],
            "year": 2026,
            "enterprise": {"uscc": "x"},
            "sections": {**dossiers.sections(1, year=2026), **changes},
            "attachments": [],
        }

    old, new = content(), content()
    new["sections"]["operations"]["years"][2]["revenue"] = "9999"
    gone = new["sections"]["basic"]["shareholders"].pop()
    new["attachments"] = [{"material": "form", "sha256": "a", "title": "申报书", "name": "f.pdf"}]
    found = [(d.section, d.field, d.kind) for d in between(old, new)]
    assert found == [
        ("Basic information", "shareholder 2", "removed"),
        ("Operations", "2025 Revenue", "changed"),
        ("Attachments", "申报书", "added"),
    ]
    assert gone["name"] in between(old, new)[0].old


def test_a_nul_out_of_a_copied_text_is_left_out():
    from django.http import QueryDict

    from applications.dossier.recognition import RECOGNITION_1
    from applications.dossier.specs import Context
    from applications.forms.dossier import posted

    section = RECOGNITION_1.section("operations")
    sent = QueryDict("business=%00a%00b")
    assert posted(section, sent, Context(2026, date(2026, 12, 31), "", {}))["business"] == "ab"
