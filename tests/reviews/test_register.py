"""The register: relations, absence, the integrity record, and workbooks in and out."""

import io
from datetime import date, timedelta

import pytest
import time_machine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.documents import files
from portal.documents.tables import read_sheets
from portal.notifications.models import InboxItem
from reviews import (
    availability,
    panels,
    register,
    register_import,
    register_integrity,
    register_relations,
    register_sheet,
)
from reviews.models import Expert, ExpertField, ExpertImport, IntegrityEntry, Recusal, Relation
from reviews.register_sheet import EXPERTS, RELATIONS
from tests import factories as make

pytestmark = pytest.mark.django_db

HEAD = [str(entry.title) for entry in EXPERTS]
CODE_TITLE = HEAD[6]
ROW = {
    "username": "new-expert",
    "email": "new@example.test",
    "name": "新专家",
    "kind": "技术",
    "title": "教授",
    "employer": "研究院",
    "employer_code": "",
    "region": "广州市",
    "fields": "工业互联网平台、财务审计",
    "languages": "普通话、英语",
    "is_committee_member": "是",
    "is_available": "是",
    "away_from": "",
    "away_until": "",
}
RELATION = {
    "username": "new-expert",
    "kind": "顾问",
    "organisation": "某科技有限公司",
    "code": "",
    "position": "技术顾问",
    "share": "",
    "kin": "",
    "kin_name": "",
    "since": "2024-01-01",
    "until": "",
}


def workbook(experts=(), relations=None, *, english: bool = False) -> bytes:
    """A workbook as somebody else's program writes it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, entries, rows in (("专家", EXPERTS, experts), ("利害关系", RELATIONS, relations)):
            if rows is None:
                continue
            sheet = book.add_worksheet(name)
            for column, entry in enumerate(entries):
                sheet.write(0, column, str(entry.title))
                for number, row in enumerate(rows, start=1):
                    sheet.write_string(number, column, row.get(entry.key, ""))
    return out.getvalue()


def handed_in(content: bytes, staff, at) -> ExpertImport:
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    stored = files.store_bytes("experts.xlsx", content, sheet, by=staff)
    return register_import.hand_in(stored, by=staff, at=at)


def faults(plan) -> list[tuple[str, int, str]]:
    return [(fault.sheet, fault.row, fault.column) for fault in plan.faults]


def test_a_workbook_changes_nothing_until_it_is_confirmed(staff, at):
    upload = handed_in(workbook([ROW], [RELATION]), staff, at)
    plan = register_import.plan(upload)
    assert plan.counts == {"new": 1, "changed": 0, "relations": 1, "same": 0, "faults": 0}
    assert (Expert.objects.count(), Relation.objects.count()) == (0, 0)
    [fresh] = register_import.apply(upload, digest=plan.digest, by=staff, at=at)
    assert (fresh.name, fresh.kind, fresh.region_id, fresh.is_confirmed) == (
        "新专家",
        "technical",
        "440100",
        True,
    )
    assert [f.key for f in fresh.fields.all()] == ["platform", "audit"]
    assert (fresh.languages, fresh.is_committee_member) == (["mandarin", "english"], True)
    stated = Relation.objects.get()
    assert (stated.person, stated.kind, stated.since) == (fresh.user, "adviser", date(2024, 1, 1))
    assert register_import.apply(upload, digest=plan.digest, by=staff, at=at) == []
    assert (Expert.objects.count(), Relation.objects.count()) == (1, 1)


def test_broken_rows_are_named_and_left_out(staff, at):
    other = make.expert()
    rows = [
        ROW,
        {**ROW, "username": "b", "email": "b@example.test", "kind": "魔法", "region": "火星"},
        {**ROW, "username": "c", "email": "", "name": ""},
        {**ROW, "username": "new-expert", "email": "d@example.test"},
        {**ROW, "username": "e", "email": other.user.email},
        {**ROW, "username": "f", "email": "f@example.test", "employer_code": "123", "away_from": "明天"},
        {
            **ROW,
            "username": "g",
            "email": "g@example.test",
            "away_from": "2026-12-02",
            "away_until": "2026-12-01",
        },
        {**ROW, "username": staff.username, "email": ""},
    ]
    relations = [
        RELATION,
        {**RELATION, "username": "nobody"},
        {**RELATION, "kind": "近亲属任职"},
        {**RELATION, "share": "120", "since": "2024/13/01"},
    ]
    upload = handed_in(workbook(rows, relations), staff, at)
    plan = register_import.plan(upload)
    assert faults(plan) == [
        ("专家", 3, "类型"),
        ("专家", 3, "所在地区"),
        ("专家", 4, "姓名"),
        ("专家", 5, ""),
        ("专家", 6, ""),
        ("专家", 7, CODE_TITLE),
        ("专家", 7, "外出起始"),
        ("专家", 8, ""),
        ("专家", 9, ""),
        ("利害关系", 3, ""),
        ("利害关系", 4, ""),
        ("利害关系", 5, "持股比例（%）"),
        ("利害关系", 5, "起始日期"),
    ]
    assert (len(plan.experts), len(plan.relations)) == (1, 1)
    assert (Expert.objects.count(), Relation.objects.count()) == (1, 0)
    register_import.apply(upload, digest=plan.digest, by=staff, at=at)
    assert set(Expert.objects.values_list("name", flat=True)) == {other.name, "新专家"}


def test_what_was_seen_is_what_is_applied(staff, at):
    expert = make.expert(name="原名")
    expert.fields.set(ExpertField.objects.filter(key="platform"))
    row = {**ROW, "username": expert.user.username, "email": "", "fields": "工业互联网平台"}
    upload = handed_in(workbook([row]), staff, at)
    plan = register_import.plan(upload)
    register.change_expert(expert, fields=list(expert.fields.all()), by=staff, at=at, name="又改名")
    with pytest.raises(register_import.Refused):
        register_import.apply(upload, digest=plan.digest, by=staff, at=at)
    again = register_import.plan(upload)
    assert ("姓名", "又改名", "新专家") in again.experts[0].differences
    register_import.apply(upload, digest=again.digest, by=staff, at=at)
    expert.refresh_from_db()
    assert expert.name == "新专家"


def test_a_file_that_was_touched_is_refused(staff, at):
    upload = handed_in(workbook([ROW]), staff, at)
    files.path_of(upload.file).write_bytes(workbook([{**ROW, "name": "别人"}]))
    with pytest.raises(register_import.Refused):
        register_import.plan(upload)


@pytest.mark.parametrize("content", [b"no workbook", workbook(), workbook([])])
def test_what_holds_no_rows_is_refused(staff, at, content):
    with pytest.raises(register_import.Refused):
        handed_in(content, staff, at)
    assert not ExpertImport.objects.exists()


def test_a_missing_heading_is_a_fault_of_the_sheet(staff, at):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Experts").write_row(0, 0, ["User name", "Name"])
    plan = register_import.plan(handed_in(out.getvalue(), staff, at))
    assert faults(plan) == [("专家", 1, "")]
    assert not plan.does_something


def test_the_export_reads_back_without_a_difference(staff, at):
    expert = make.expert(name="=陈", languages=["english"], away_until=date(2026, 12, 1))
    expert.fields.set(ExpertField.objects.filter(key__in=["platform", "ai"]))
    register_relations.state(
        expert.user,
        kind="kin",
        kin="spouse",
        kin_name="李",
        organisation="某公司",
        since=date(2020, 1, 1),
        by=staff,
        at=at,
    )
    content = register_sheet.export(
        Expert.objects.select_related("user", "region").prefetch_related("fields")
    )
    assert list(read_sheets(content)) == ["专家", "利害关系"]
    plan = register_import.plan(handed_in(content, staff, at))
    assert plan.counts == {"new": 0, "changed": 0, "relations": 0, "same": 2, "faults": 0}
    changed = content_with(content, "=陈", "陈")
    plan = register_import.plan(handed_in(changed, staff, at))
    assert plan.experts[0].differences == [("姓名", "=陈", "陈")]


def content_with(content: bytes, before: str, after: str) -> bytes:
    """The workbook with one text changed, written anew."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, rows in read_sheets(content).items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    text = str(cell).replace("'" + before, after)
                    sheet.write_string(number, column, text)
    return out.getvalue()


def test_a_corrected_relation_takes_the_place_of_the_earlier_one(staff, at):
    expert = make.expert()
    columns = {"kind": "adviser", "organisation": "某科技有限公司", "since": date(2024, 1, 1)}
    before = register_relations.state(expert.user, by=staff, at=at, **columns)
    row = {**RELATION, "username": expert.user.username, "until": "2026-01-31"}
    upload = handed_in(workbook(relations=[row], experts=[]), staff, at)
    plan = register_import.plan(upload)
    assert plan.relations[0].before == before
    register_import.apply(upload, digest=plan.digest, by=staff, at=at)
    [kept] = register_relations.of(expert.user)
    assert (kept.until, kept.position) == (date(2026, 1, 31), "技术顾问")
    before.refresh_from_db()
    assert before.status == Relation.Status.REMOVED


def test_an_imported_relation_is_looked_at(seats, staff, at):
    applicant = seats[0].file.application.enterprise
    row = {
        **RELATION,
        "username": seats[0].expert.user.username,
        "organisation": applicant.name,
        "code": applicant.uscc,
    }
    upload = handed_in(workbook(relations=[row], experts=[]), staff, at)
    register_import.apply(upload, digest=register_import.plan(upload).digest, by=staff, at=at)
    assert Recusal.objects.get().assignment == seats[0]


def test_the_import_through_its_pages(client, staff, at, mailoutbox):
    client.force_login(staff)
    template = read_sheets(client.get(reverse("reviews:expert_import_template")).content)
    assert [row for row in template["专家"] if any(row)] == [HEAD]
    assert "技术" in [row[0] for row in template["可填内容"]]
    broken = {**ROW, "username": "b", "email": "b@example.test", "kind": "魔法"}
    content = workbook([ROW, broken])
    upload = SimpleUploadedFile("experts.xlsx", content)
    with time_machine.travel(at, tick=False):
        answer = client.post(reverse("reviews:expert_import"), {"workbook": upload})
        page = client.get(answer["Location"])
        assert page.status_code == 200
        assert "“魔法”不在模板所列的可填内容中。" in page.content.decode()
        assert not Expert.objects.exists()
        digest = page.context["plan"].digest
        for _twice in range(2):
            done = client.post(answer["Location"], {"digest": digest})
            assert done.status_code == 302
    assert Expert.objects.count() == 1
    assert [mail.to for mail in mailoutbox] == [["new@example.test"]]
    assert b"".join(client.get(answer["Location"] + "file/").streaming_content) == content
    wrong = client.post(reverse("reviews:expert_import"), {"workbook": SimpleUploadedFile("a.xlsx", b"text")})
    assert wrong.status_code == 422


def test_the_plan_s_queries_do_not_grow(staff, at):
    def asked(many: int) -> int:
        rows = [
            {**ROW, "username": f"n{many}-{n}", "email": f"n{many}-{n}@example.test"} for n in range(many)
        ]
        upload = handed_in(workbook(rows), staff, at)
        with CaptureQueriesContext(connection) as queries:
            register_import.plan(upload)
        return len(queries)

    assert asked(1) == asked(3)


def test_who_is_away_or_barred_gets_no_seat(staff, opened, at):
    today = timezone.localdate(at)
    here, away, back, off, barred, free = (make.expert() for _ in range(6))
    Expert.objects.filter(pk=away.pk).update(away_from=today, away_until=today + timedelta(days=3))
    Expert.objects.filter(pk=back.pk).update(away_until=today - timedelta(days=1))
    Expert.objects.filter(pk=off.pk).update(is_available=False)
    entry = {"on": today, "what": "无故缺席", "consequence": "suspended", "by": staff, "at": at}
    register_integrity.enter(barred, until=today, **entry)
    register_integrity.enter(free, until=today - timedelta(days=1), **entry)
    assert set(availability.seatable(at)) == {here, back, free}
    [(_file, reason)] = panels.set_panel(opened(1), [barred], chair=None, by=staff, at=at).refused
    assert barred.name in reason


def test_the_integrity_record(client, staff, at):
    expert = make.expert()
    client.force_login(staff)
    address = reverse("reviews:integrity_enter", args=[expert.pk])
    data = {"on": "2026-11-01", "what": "泄露评审信息", "consequence": "suspended", "until": ""}
    with time_machine.travel(at, tick=False):
        refused = client.post(address, data)
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["until"])
        assert "泄露评审信息" in refused.content.decode()
        for _twice in range(2):
            client.post(address, {**data, "until": "2027-11-01"})
        entry = IntegrityEntry.objects.get()
        assert entry.bars(date(2027, 11, 1)) and not entry.bars(date(2027, 11, 2))
        assert InboxItem.objects.filter(user=expert.user, kind="review.integrity_entered").count() == 1
        client.post(reverse("reviews:integrity_lift", args=[entry.pk]), {"reasons": "申诉成立"})
        assert set(availability.seatable(at)) == {expert}
        client.force_login(expert.user)
        own = client.get(reverse("reviews:profile")).content.decode()
    assert "泄露评审信息" in own
    assert "申诉成立" in own
    other = make.expert()
    client.force_login(other.user)
    assert "泄露评审信息" not in client.get(reverse("reviews:profile")).content.decode()


def test_experts_keep_their_relations_and_the_alliance_confirms(client, staff, at):
    expert = make.expert()
    client.force_login(expert.user)
    data = {"kind": "kin", "organisation": "某公司", "position": "财务总监", "since": "2022-05-01"}
    with time_machine.travel(at, tick=False):
        wrong = client.post(reverse("reviews:relation_new"), data)
        assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["kin"])
        for _twice in range(2):
            client.post(reverse("reviews:relation_new"), {**data, "kin": "spouse"})
        one = Relation.objects.get()
        expert.refresh_from_db()
        assert (one.kin, expert.is_confirmed) == ("spouse", False)
        client.post(
            reverse("reviews:relation_edit", args=[one.pk]), {**data, "kin": "spouse", "until": "2026-01-01"}
        )
        assert register_relations.of(expert.user).count() == 2
        assert "撤回待确认" in client.get(reverse("reviews:relations")).content.decode()
        client.force_login(make.expert().user)
        assert client.get(reverse("reviews:relation_edit", args=[one.pk])).status_code == 404
        client.force_login(staff)
        client.post(reverse("reviews:expert_confirm", args=[expert.pk]))
        assert register_relations.of(expert.user).get().until == date(2026, 1, 1)
        client.post(reverse("reviews:expert_relation_new", args=[expert.pk]), {**data, "kind": "post"})
    assert set(register_relations.of(expert.user).values_list("kind", flat=True)) == {"kin", "post"}
    assert User.objects.get(pk=expert.user_id).relations.count() == 3
