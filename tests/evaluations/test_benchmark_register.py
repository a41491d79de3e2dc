"""The register of benchmark projects: tables, corrections with history, and what dossiers say against it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from applications import uscc
from applications.models import SubmittedVersion
from applications.policies import Refused
from evaluations.benchmark_register import checks, entries, importing, matching
from evaluations.benchmark_register.columns import COLUMNS
from evaluations.market import records
from evaluations.models import BenchmarkProject, SetAside
from portal.accounts.roles import Role
from portal.audit.words import history_of
from portal.documents.files import store_bytes
from portal.documents.tables import Column, csv_bytes, workbook
from tests import factories as make
from tests.evaluations import factories
from tests.evaluations.test_pages import grows

pytestmark = pytest.mark.django_db
CLIENT, OTHER = uscc.invented("441900", 601), uscc.invented("440600", 602)
SUPPLIER, SECOND = uscc.invented("440100", 603), uscc.invented("440300", 604)


def row(**changes) -> dict[str, str]:
    return {
        "name": "注塑车间设备上云标杆项目",
        "client_name": "东莞客户有限公司",
        "client_uscc": CLIENT,
        "supplier_codes": f"{SUPPLIER}、{SECOND}",
        "city": "东莞市",
        "year": "2025",
        "batch_number": "2",
        "document_number": "粤工信函〔2025〕88号",
        **changes,
    }


def read(**changes) -> checks.Checked:
    return checks.check(row(**changes), records.known().cities)


def entry(province, at, **changes) -> BenchmarkProject:
    return entries.add(read(**changes), by=province, at=at)


def handed_in(rows, by, at, *, xlsx: bool = False, name: str = "标杆"):
    headings = [Column(one.title) for one in COLUMNS]
    cells = [[one.get(column.key, "") for column in COLUMNS] for one in rows]
    kind, content = ("xlsx", workbook("表", headings, cells)) if xlsx else ("csv", csv_bytes(headings, cells))
    return importing.hand_in(store_bytes(f"{name}.{kind}", content, "text/csv", by=by), by=by, at=at)


def test_a_row_without_a_fault_is_read():
    found = read()
    assert found.faults == {}
    assert found.values == {
        "name": "注塑车间设备上云标杆项目",
        "client_name": "东莞客户有限公司",
        "client_uscc": CLIENT,
        "supplier_codes": f"{SUPPLIER} {SECOND}",
        "city_id": "441900",
        "year": 2025,
        "batch_number": 2,
        "document_number": "粤工信函〔2025〕88号",
    }
    assert read(batch_number="").values["batch_number"] == 1


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("name", ""),
        ("name", "长" * 121),
        ("client_uscc", "914401010000000000"),
        ("supplier_codes", f"{SUPPLIER},914401010000000000"),
        ("supplier_codes", f"{SUPPLIER},{CLIENT}"),
        ("city", "成都市"),
        ("year", "二〇二五"),
        ("year", "1999"),
        ("batch_number", "0"),
        ("document_number", ""),
    ],
)
def test_every_fault_stands_by_its_column(column, text):
    assert list(read(**{column: text}).faults) == [column]


@pytest.mark.parametrize("xlsx", [True, False])
def test_broken_rows_change_nothing_and_the_good_ones_wait_for_the_confirmation(province, at, xlsx):
    rows = [row(), row(name="第二项", year="x"), row(), row(name="第三项")]
    batch = handed_in(rows, province, at, xlsx=xlsx)
    plan = importing.plan(batch)
    assert plan.counts == {"rows": 4, "new": 2, "changed": 0, "same": 0, "faulty": 2}
    assert [(fault["row"], fault["column"]) for fault in plan.faults] == [(3, "年度"), (4, "项目名称")]
    assert not BenchmarkProject.objects.exists()
    with pytest.raises(Refused):
        importing.apply(batch, digest="0" * 64, by=province, at=at)
    done = importing.apply(batch, digest=plan.digest, by=province, at=at)
    assert importing.apply(batch, digest=plan.digest, by=province, at=at).applied_at == done.applied_at
    assert list(BenchmarkProject.objects.order_by("pk").values_list("name", flat=True)) == [
        row()["name"],
        "第三项",
    ]
    assert not SetAside.objects.exists()
    assert [fault["row"] for fault in done.counts["faults"]] == [3, 4]


def test_the_same_again_changes_nothing_and_a_changed_row_is_a_correction(province, at):
    for document, counts in (("甲", (1, 0, 0)), ("甲", (0, 0, 1)), ("乙", (0, 1, 0))):
        plan = importing.plan(batch := handed_in([row(document_number=document)], province, at))
        assert (plan.new, plan.changed, plan.same) == counts
        importing.apply(batch, digest=plan.digest, by=province, at=at)
    only = BenchmarkProject.objects.get()
    assert only.document_number == "乙"
    assert [change.before.get("document_number") for change in only.changes.all()] == ["甲", None]


def test_a_table_without_a_good_row_is_not_taken_in(province, at):
    batch = handed_in([row(year="x")], province, at)
    with pytest.raises(Refused):
        importing.apply(batch, digest=importing.plan(batch).digest, by=province, at=at)


def test_a_correction_says_why_and_keeps_what_was(province, at):
    made = entry(province, at)
    with pytest.raises(Refused):
        entry(province, at)
    with pytest.raises(Refused):
        entries.correct(made, read(year="2024"), status="listed", reason=" ", by=province, at=at)
    entries.correct(made, read(year="2024"), status="listed", reason="年度有误", by=province, at=at)
    entries.correct(made, read(year="2024"), status="revoked", reason="文件撤销", by=province, at=at)
    made.refresh_from_db()
    assert (made.year, made.status) == (2024, "revoked")
    assert [change.reason for change in made.changes.all()] == ["文件撤销", "年度有误", ""]
    assert [event.action for event in history_of("benchmark", str(made.pk))] == [
        "enter_benchmark",
        "correct_benchmark",
        "correct_benchmark",
    ]


def test_a_correction_never_becomes_a_second_entry_of_the_same_project(province, at):
    entry(province, at)
    second = entry(province, at, year="2024")
    with pytest.raises(Refused):
        entries.correct(second, read(), status="listed", reason="年度有误", by=province, at=at)


def test_only_the_province_keeps_the_register(at):
    city = make.person(Role.CITY, division="440100")
    with pytest.raises(PermissionDenied):
        entries.add(read(), by=city, at=at)
    with pytest.raises(PermissionDenied):
        handed_in([row()], city, at)


STATED = {
    "name": "注塑车间设备上云标杆项目",
    "client": "客户",
    "client_uscc": CLIENT,
    "signed_on": "2024-05-06",
}


@pytest.mark.parametrize(
    ("changes", "found_by"),
    [
        ({"name": "注塑车间 设备上云（标杆）项目", "signed_on": "2019-01-01"}, "name"),
        ({"name": "另一名称"}, "year"),  # signed 2024, announced 2025
        ({"name": "另一名称", "signed_on": "2023-12-31", "accepted_on": "2025-01-05"}, "year"),
        ({"name": "另一名称", "signed_on": "2023-12-31"}, ""),
        ({"name": "另一名称", "signed_on": ""}, ""),
        ({"client_uscc": OTHER}, ""),
    ],
)
def test_a_project_is_found_by_its_client_and_its_name_or_year(province, at, changes, found_by):
    made = entry(province, at)
    [match] = matching.find([{**STATED, **changes}], [made], supplier=SECOND)
    assert (match.found_by, match.entry, match.is_supplier) == (
        found_by,
        made if found_by else None,
        bool(found_by),
    )


def test_a_listed_entry_goes_before_a_revoked_one_and_others_are_counted(province, at):
    revoked, listed = entry(province, at), entry(province, at, batch_number="1")
    entries.correct(revoked, read(), status="revoked", reason="撤销", by=province, at=at)
    revoked.refresh_from_db()
    [match] = matching.find([STATED], [revoked, listed], supplier=uscc.invented("440100", 699))
    assert (match.entry, match.others, match.is_supplier) == (listed, 1, False)


def test_the_file_says_what_the_register_says_to_all_who_read_it(client, province):
    now = timezone.now()
    member = factories.member(at=now)
    file = factories.at_city(member, factories.round_of(at=now - timedelta(days=5), year=now.year), at=now)
    made = entry(province, now, supplier_codes=member.uscc)
    stated = [STATED, {**STATED, "client_uscc": OTHER}]
    content = {"sections": {"benchmarks": {"projects": stated}}, "attachments": []}
    owner = make.owner(member)
    SubmittedVersion.objects.create(
        application=file, number=1, content=content, sha256="0" * 64, submitted_at=now, submitted_by=owner
    )
    address = file.get_absolute_url() + "?tab=evaluations.benchmarks"
    for reader, linked in ((owner, False), (make.person(Role.CITY, division="440100"), True)):
        client.force_login(reader)
        page = client.get(address).content.decode()
        assert made.document_number in page
        assert "未在登记库中查到" in page
        assert (reverse("evaluations:benchmark", args=[made.pk]) in page) == linked


def test_the_pages_of_the_register(client, province):
    now = timezone.now()
    client.force_login(province)
    grows(
        client,
        reverse("evaluations:benchmarks"),
        lambda n: entry(province, now, name=f"项目{n}", year=str(2020 + n)),
    )
    sent = client.post(reverse("evaluations:benchmark_new"), row(year="x", city="441900"))
    assert (sent.status_code, list(sent.context["form"].errors)) == (422, ["year"])
    sent = client.post(reverse("evaluations:benchmark_new"), row(city="441900"))
    made = BenchmarkProject.objects.get(name=row()["name"])
    assert sent.url == reverse("evaluations:benchmark", args=[made.pk])
    client.post(sent.url, {**row(city="441900", year="2024"), "status": "listed", "reason": "年度有误"})
    page = client.get(sent.url).content.decode()
    assert all(text in page for text in ("年度有误", ">2025<", ">2024<"))
    assert len(client.get(reverse("evaluations:benchmarks"), {"q": CLIENT}).context["page"].rows) == 4
    client.force_login(make.person(Role.ALLIANCE))
    assert client.get(sent.url).status_code == 200
    assert client.post(sent.url, {}).status_code == 404


def test_a_table_goes_through_the_pages(client, province):
    client.force_login(province)
    headings = [Column(one.title) for one in COLUMNS]
    cells = [[one.get(column.key, "") for column in COLUMNS] for one in (row(), row(year="x"))]
    sent = client.post(
        reverse("evaluations:benchmarks_import"),
        {"table": SimpleUploadedFile("标杆.csv", csv_bytes(headings, cells))},
    )
    plan = client.get(sent.url).context["plan"]
    assert (plan.new, plan.faulty) == (1, 1)
    client.post(sent.url, {"digest": plan.digest})
    assert BenchmarkProject.objects.count() == 1
    assert client.get(sent.url).context["batch"].counts["faults"][0]["row"] == 3
    assert client.get(reverse("evaluations:benchmarks_template")).content.startswith(b"PK")
