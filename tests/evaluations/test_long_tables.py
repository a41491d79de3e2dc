"""Long tables: what is read by columns is what is read row by row, and what a job takes in is the whole table."""

import json
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import uscc
from evaluations.market import chunks, importing, reading, records, storing, work
from evaluations.models import MarketRecord, SetAside
from portal.documents.tables import plain
from portal.notifications import worker
from tests.evaluations import factories
from tests.evaluations.test_market import CLIENT, TODAY, checks, row, table, taken_in

pytestmark = pytest.mark.django_db
ODD = "甲\\乙\t丙\r\n丁"  # what COPY reads as its own signs
CHANGES = [
    {},
    {"kind": "服务合同", "voucher_amount": "", "is_connected": "", "rating": "", "settled_on": ""},
    {"accepted_on": "", "settled_on": "", "has_complaint": "是", "spot_check": "不合格"},
    {"product": ODD, "client_name": "  客户  "},
    {"client_uscc": CLIENT.lower()},
    {"city": "440300"},
    {"amount": "1，000.005", "paid_amount": "1000"},
    {"rating": "4.25"},
    {"client_since": "2024-05-07"},
    {"client_since": "2024-05-07", "settled_on": "", "accepted_on": ""},
    {"client_since": "2023/1/2"},
    {"invoice_amount": "29999.99", "paid_amount": "1"},
    {"paid_amount": "89999.99"},
    {"contract_number": "'=SUM(A1)"},
    {"contract_number": "9" * 61},
    {"amount": "x"},
    {"amount": "-1"},
    {"amount": "100000000000"},
    {"kind": ""},
    {"supplier_uscc": uscc.invented("440300", 502)},
    {"city": "成都市"},
    {"signed_on": "2025-02-30"},
    {"signed_on": "2026-11-11"},
    {"settled_on": "2025-07-31"},
    {"accepted_on": ""},
    {"accepted_on": "2025-05-05", "settled_on": ""},
    {"rating": "0.9"},
    {"has_complaint": "也许"},
]


def read_by_row(one: dict[str, str]) -> checks.Checked:
    return checks.check({key: plain(text) for key, text in one.items()}, records.known(), today=TODAY)


@pytest.fixture
def member(db):
    return factories.member()


def test_by_columns_is_the_same_as_row_by_row(member):
    rows = [row(member, f"V{number}", **changes) for number, changes in enumerate(CHANGES)]
    rows.append(row(member, "V99", client_uscc=member.uscc))
    keys = list(dict.fromkeys(key for one in rows for key in one))
    cells = [[one.get(key, "") for key in keys] for one in rows]
    known = records.known()
    opened = reading.Table(keys, iter(cells), most=100)
    [chunk] = chunks.Reader(opened, known, today=TODAY).chunks()
    slow = [read_by_row(one) for one in rows]
    good = [found for found in slow if not found.faults]
    assert [stored[-1] for stored in chunk.rows] == [checks.digest(found.values) for found in good]
    assert [json.loads(stored[-2]) for stored in chunk.rows] == [found.broken for found in good]
    assert [faults for _line, faults in chunk.faulty] == [found.faults for found in slow if found.faults]
    assert chunk.amount == sum(found.values["amount"] for found in good) * 100
    assert chunk.paid == sum(found.values["paid_amount"] for found in good) * 100
    assert chunk.broken == sum(bool(found.broken) for found in good)


def test_what_was_read_by_columns_stands_in_the_database(member, province, at):
    good = [changes for changes in CHANGES if not read_by_row(row(member, **changes)).faults]
    rows = [row(member, f"V{number}", **changes) for number, changes in enumerate(good)]
    taken_in(rows, province, at)
    for one in rows:
        found = read_by_row(one)
        made = MarketRecord.objects.get(number=one["number"])
        assert {key: getattr(made, key) for key in checks.FIELDS} == found.values
        assert (made.broken, made.digest, made.is_struck) == (
            found.broken,
            checks.digest(found.values),
            False,
        )
        assert (made.source, made.batch.applied_at, made.recorded_at, made.superseded_at) == (
            "import",
            at,
            at,
            None,
        )


def test_a_table_of_several_chunks_is_one_table(member, province, at, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 2)
    rows = [row(member, f"V{number % 4}", amount="x" if number == 2 else "100000") for number in range(6)]
    batch = importing.hand_in(table(rows, by=province), by=province, at=at)
    plan = importing.plan(batch)
    assert plan.counts == {"rows": 6, "new": 3, "changed": 0, "same": 0, "faulty": 3, "broken": 0}
    assert [fault["row"] for fault in plan.shown_faults] == [4, 6, 7]
    assert (plan.amount, plan.paid) == (D(300_000), D(285_000))
    importing.apply(batch, digest=plan.digest, by=province, at=at)
    assert list(MarketRecord.objects.order_by("number").values_list("number", flat=True)) == [
        "V0",
        "V1",
        "V3",
    ]
    assert list(SetAside.objects.values_list("row", flat=True)) == [4, 6, 7]


def test_a_row_that_is_too_short_or_too_long_is_read_as_far_as_it_goes(member):
    keys = list(row(member))
    cells = [row(member)[key] for key in keys]
    opened = reading.Table(keys, iter([cells[:3], [*cells, "多出的"], []]), most=100)
    [chunk] = chunks.Reader(opened, records.known(), today=TODAY).chunks()
    assert (len(chunk.rows), [line.number for line, _faults in chunk.faulty]) == (1, [2])


def test_no_text_breaks_a_line_of_the_copy():
    shared = ("import", 1, None, "2026-11-10", None)
    values = ["x"] * (len(storing.COLUMNS) - len(shared))
    values[4], values[5] = ODD, None
    text = storing.lines([tuple(values)], shared)
    assert text.count("\n") == 1
    cells = text.rstrip("\n").split("\t")
    assert (len(cells), cells[4], cells[5]) == (len(storing.COLUMNS), "甲\\\\乙\\t丙\\r\\n丁", storing.NONE)


def test_a_long_table_is_looked_at_and_taken_in_by_jobs(client, member, province, monkeypatch):
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    now = timezone.now()
    rows = [row(member, "V1"), row(member, "V2", amount="x")]
    batch = importing.hand_in(table(rows, by=province), by=province, at=now)
    work.look(batch, by=province, at=now)
    client.force_login(province)
    address = reverse("evaluations:market_plan", args=[batch.pk])
    assert client.get(address).context["plan"] is None
    worker.run_due_jobs(timezone.now())
    plan = client.get(address).context["plan"]
    assert (plan.counts["new"], plan.counts["faulty"]) == (1, 1)
    for _click in range(2):
        client.post(address, {"do": "take_in", "digest": plan.digest})
    assert not MarketRecord.objects.exists()
    worker.run_due_jobs(timezone.now())
    assert MarketRecord.objects.get().number == "V1"
    page = client.get(address)
    assert (page.context["batch"].work, page.context["batch"].counts["new"]) == ("", 1)


def test_a_job_that_is_refused_says_so_on_the_page(client, member, province, monkeypatch):
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    now = timezone.now()
    batch = importing.hand_in(table([row(member), row(member, "V2")], by=province), by=province, at=now)
    work.take_in(batch, digest="0" * 64, by=province, at=now)
    worker.run_due_jobs(timezone.now())
    client.force_login(province)
    address = reverse("evaluations:market_plan", args=[batch.pk])
    page = client.get(address)
    assert (page.status_code, page.context["plan"]) == (200, None)
    assert page.context["error"]
    client.post(address, {"do": "look"})
    worker.run_due_jobs(timezone.now())
    assert client.get(address).context["plan"].counts["new"] == 2
    assert not MarketRecord.objects.exists()
