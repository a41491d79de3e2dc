"""Market records: every fault found, never half an import, idempotent, corrections with history, disputes."""

import json
from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from applications import uscc
from applications.policies import Refused
from evaluations.market import checks, disputes, importing, records, sending
from evaluations.market.columns import COLUMNS
from evaluations.models import MarketRecord, RecordDispute, SetAside
from portal.accounts.roles import Role
from portal.documents.files import store_bytes
from portal.documents.tables import Column, csv_bytes, workbook
from tests import factories as make
from tests.evaluations import factories

pytestmark = pytest.mark.django_db
CLIENT = uscc.invented("441900", 501)  # no member of a test has its code
TODAY = date(2026, 11, 10)


@pytest.fixture
def member(db):
    return factories.member()


def row(member, number: str = "V1", **changes) -> dict[str, str]:
    """A row without a fault."""
    return {
        "kind": "服务券",
        "number": number,
        "supplier_uscc": member.uscc,
        "client_uscc": CLIENT,
        "city": "广州市",
        "product": "设备上云",
        "signed_on": "2025-05-06",
        "amount": "100,000",
        "voucher_amount": "30000",
        "invoice_amount": "100000",
        "paid_amount": "95000",
        "accepted_on": "2025/08/01",
        "is_connected": "是",
        "rating": "4.5",
        "has_complaint": "否",
        "settled_on": "2025-09-01",
        **changes,
    }


def checked(member, **changes) -> checks.Checked:
    return checks.check(row(member, **changes), records.known(), today=TODAY)


def test_a_row_without_a_fault_is_read(member):
    found = checked(member)
    assert (found.faults, found.broken) == ({}, [])
    assert found.values["amount"] == D("100000.00")
    assert found.values["accepted_on"] == date(2025, 8, 1)
    assert (found.values["city_id"], found.values["is_connected"], found.values["rating"]) == (
        "440100",
        True,
        D("4.5"),
    )


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("number", ""),
        ("number", "9" * 41),
        ("kind", "赠送"),
        ("supplier_uscc", uscc.invented("440300", 502)),
        ("client_uscc", "914401010000000000"),
        ("city", "成都市"),
        ("amount", "壹拾万"),
        ("amount", "NaN"),
        ("amount", "-1"),
        ("signed_on", "2025-13-01"),
        ("settled_on", "2026-11-11"),
        ("accepted_on", "2025-05-05"),
        ("settled_on", "2025-07-31"),
        ("rating", "5.5"),
        ("is_connected", "也许"),
        ("spot_check", "优"),
    ],
)
def test_every_fault_stands_by_its_column(member, column, text):
    assert list(checked(member, **{column: text}).faults) == [column]


def test_a_supplier_is_not_its_own_client(member):
    assert list(checked(member, client_uscc=member.uscc).faults) == ["client_uscc"]
    assert list(checked(member, accepted_on="").faults) == ["settled_on"]


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({"invoice_amount": "29999.99"}, ["invoice_below_voucher"]),
        ({"invoice_amount": "30000"}, []),
        ({"paid_amount": "90000"}, []),
        ({"paid_amount": "89999.99"}, ["paid_below_contract"]),
        ({"paid_amount": "29999.99"}, ["paid_below_voucher", "paid_below_contract"]),
        ({"client_since": "2024-05-06"}, []),
        ({"client_since": "2024-05-07"}, ["young_client"]),
        ({"paid_amount": "0", "settled_on": ""}, []),
    ],
)
def test_broken_rules_of_payment_are_questions_not_faults(member, changes, broken):
    found = checked(member, **changes)
    assert (found.faults, found.broken) == ({}, broken)


def table(rows: list[dict], *, xlsx: bool = False, by, name: str = "清单"):
    headings = [Column(entry.title) for entry in COLUMNS]
    cells = [[one.get(entry.key, "") for entry in COLUMNS] for one in rows]
    if xlsx:
        return store_bytes(f"{name}.xlsx", workbook("数据", headings, cells), "application/xlsx", by=by)
    return store_bytes(f"{name}.csv", csv_bytes(headings, cells), "text/csv", by=by)


def taken_in(rows, by, at, **how):
    batch = importing.hand_in(table(rows, by=by, **how), by=by, at=at)
    return importing.apply(batch, digest=importing.plan(batch).digest, by=by, at=at)


@pytest.mark.parametrize("xlsx", [True, False])
def test_a_dry_run_writes_nothing_and_the_confirmation_all_of_it(member, province, at, xlsx):
    rows = [
        row(member, "V1"),
        row(member, "V2", amount="x"),
        row(member, "V1"),
        row(member, "V3", paid_amount="1"),
    ]
    batch = importing.hand_in(table(rows, xlsx=xlsx, by=province), by=province, at=at)
    plan = importing.plan(batch)
    assert plan.counts == {"rows": 4, "new": 2, "changed": 0, "same": 0, "faulty": 2, "broken": 1}
    assert [(fault["row"], fault["column"]) for fault in plan.shown_faults] == [
        (3, "合同金额（元）"),
        (4, "记录编号"),
    ]
    assert (plan.amount, plan.paid) == (D("200000.00"), D("95001.00"))
    assert not MarketRecord.objects.exists()
    with pytest.raises(Refused):
        importing.apply(batch, digest="0" * 64, by=province, at=at)
    assert not MarketRecord.objects.exists()
    done = importing.apply(batch, digest=plan.digest, by=province, at=at)
    assert importing.apply(batch, digest=plan.digest, by=province, at=at).applied_at == done.applied_at
    assert list(MarketRecord.objects.order_by("pk").values_list("number", flat=True)) == ["V1", "V3"]
    assert list(SetAside.objects.values_list("row", flat=True)) == [3, 4]


def test_an_import_that_breaks_off_leaves_nothing(member, province, at, monkeypatch):
    batch = importing.hand_in(
        table([row(member), row(member, "V2", amount="x")], by=province), by=province, at=at
    )
    plan = importing.plan(batch)

    def broken(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(SetAside.objects, "bulk_create", broken)
    with pytest.raises(RuntimeError):
        importing.apply(batch, digest=plan.digest, by=province, at=at)
    monkeypatch.undo()
    assert not MarketRecord.objects.exists()
    assert importing.apply(batch, digest=plan.digest, by=province, at=at).counts["new"] == 1


def test_the_same_again_changes_nothing_and_a_correction_keeps_its_history(member, province, at):
    taken_in([row(member)], province, at)
    assert taken_in([row(member)], province, at, name="再次").counts["same"] == 1
    assert taken_in([row(member, paid_amount="98000")], province, at, name="更正").counts["changed"] == 1
    [now, before] = records.history(MarketRecord.objects.get(superseded_at=None))
    assert (now.paid_amount, before.paid_amount, before.superseded_at) == (D(98000), D(95000), at)


def test_a_row_set_aside_is_corrected(member, province, at):
    taken_in([row(member, amount="x")], province, at)
    aside = SetAside.objects.get()
    still = importing.correct(aside, row(member, rating="9", amount="100000"), by=province, at=at)
    assert list(still.faults) == ["rating"]
    assert not importing.correct(aside, row(member), by=province, at=at).faults
    aside.refresh_from_db()
    assert (aside.record.number, aside.settled_by) == ("V1", province)
    with pytest.raises(Refused):
        importing.correct(aside, row(member), by=province, at=at)


def test_a_row_set_aside_says_which_column_is_wrong(client, member, province, at):
    taken_in([row(member, amount="x")], province, at)
    client.force_login(province)
    assert "合同金额（元）：“x”不是数字。" in client.get(reverse("evaluations:market_aside")).content.decode()
    page = client.get(reverse("evaluations:market_row", args=[SetAside.objects.get().pk]))
    assert "合同金额（元）" in page.content.decode()
    assert [page.context["form"].fields[key].demanded for key in ("number", "amount")] == [True, True]


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", "类型\n".encode(), b"PK\x03\x04broken"])
def test_what_is_no_table_is_refused(province, at, content):
    name = "x.xlsx" if content.startswith(b"PK") else "x.csv"
    stored = store_bytes(name, content, "text/csv", by=province)
    with pytest.raises(Refused):
        importing.hand_in(stored, by=province, at=at)


def test_only_the_province_takes_records_in(member, at):
    city = make.person(Role.CITY, division="440100")
    with pytest.raises(PermissionDenied):
        importing.hand_in(table([row(member)], by=city), by=city, at=at)
    with pytest.raises(PermissionDenied):
        sending.enter_sender("平台", by=city, at=at)


def send(client, rows, token: str):
    return client.post(
        reverse("evaluations:interface"),
        json.dumps({"records": rows}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


def test_the_interface_takes_the_same_once(member, province, at, client):
    sender, token = sending.enter_sender("服务券平台", by=province, at=at)
    rows = [row(member), row(member, "V2", amount="x")]
    for new, same in ((1, 0), (0, 1)):
        answer = send(client, rows, token)
        assert answer.status_code == 200
        assert {key: answer.json()[key] for key in ("new", "changed", "same")} == {
            "new": new,
            "changed": 0,
            "same": same,
        }
        assert [(one["index"], list(one["errors"])) for one in answer.json()["refused"]] == [(1, ["amount"])]
    assert MarketRecord.objects.get().sender == sender
    assert SetAside.objects.count() == 1
    assert send(client, [row(member, paid_amount="99000")], token).json()["changed"] == 1
    sending.revoke(sender, by=province, at=at)
    assert send(client, rows, token).status_code == 401


def test_the_interface_says_what_it_can_not_read(province, at, client):
    _sender, token = sending.enter_sender("服务券平台", by=province, at=at)
    assert send(client, [{}] * 1001, token).status_code == 400
    assert send(client, "x", token).status_code == 400
    assert send(client, [1], token).json()["refused"][0]["index"] == 0
    assert send(client, [{}], "gdm_wrong").status_code == 401


def test_signs_that_no_database_holds_are_left_out(member, province, at, client):
    taken_in([row(member, "V\x001", client_name="甲\x00厂")], province, at)
    _sender, token = sending.enter_sender("服务券平台", by=province, at=at)
    assert send(client, [row(member, "V\x001", client_name="甲\x00厂")], token).json()["same"] == 1
    [made] = MarketRecord.objects.all()
    assert (made.number, made.client_name) == ("V1", "甲厂")


def evidence(by):
    return store_bytes("凭证.pdf", b"%PDF-1.4", "application/pdf", by=by)


def test_a_supplier_disputes_a_record_and_the_city_rules(member, at):
    record, owner = factories.record(member, "V1"), make.owner(member)
    stranger = make.owner(make.enterprise())
    with pytest.raises(PermissionDenied):
        disputes.open_dispute(record, grounds="不符", evidence=evidence(stranger), by=stranger, at=at)
    opened = disputes.open_dispute(record, grounds="不符", evidence=evidence(owner), by=owner, at=at)
    assert disputes.open_dispute(record, grounds="再次", evidence=evidence(owner), by=owner, at=at) == opened
    elsewhere = make.person(Role.CITY, division="440300")
    with pytest.raises(PermissionDenied):
        disputes.rule(opened, upheld=True, reasons="属实", by=elsewhere, at=at)
    city = make.person(Role.CITY, division="440100")
    ruled = disputes.rule(opened, upheld=True, reasons="属实", by=city, at=at)
    assert ruled.status == RecordDispute.Status.UPHELD
    assert MarketRecord.objects.get(superseded_at=None).is_struck
    with pytest.raises(Refused):
        disputes.rule(opened, upheld=False, reasons="改判", by=city, at=at)


def test_a_struck_record_stays_struck_when_it_is_corrected(member, province, at):
    taken_in([row(member)], province, at)
    owner, city = make.owner(member), make.person(Role.CITY, division="440100")
    opened = disputes.open_dispute(
        MarketRecord.objects.get(), grounds="不符", evidence=evidence(owner), by=owner, at=at
    )
    disputes.rule(opened, upheld=True, reasons="属实", by=city, at=at)
    taken_in([row(member, paid_amount="96000")], province, at, name="更正")
    assert MarketRecord.objects.get(superseded_at=None).is_struck
