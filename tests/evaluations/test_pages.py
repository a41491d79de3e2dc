"""The pages of evaluations: each list with the same queries for one row and for three; what each role finds."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations import hearings
from evaluations.market import disputes, sending
from evaluations.models import SetAside
from portal.accounts.roles import Role
from portal.documents.files import store_bytes
from tests import factories as make
from tests.evaluations import factories

pytestmark = pytest.mark.django_db


def queries(client, address: str) -> int:
    client.get(address)  # what is kept from one request to the next
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def call(now):
    return factories.round_of(at=now - timedelta(days=5), year=now.year)


def grows(client, address: str, add) -> None:
    """One row, then three: the same number of queries."""
    add(0)
    one = queries(client, address)
    add(1)
    add(2)
    assert queries(client, address) == one


def test_the_members_of_a_round(client, province, call, now):
    client.force_login(province)

    def add(number):
        factories.reported(factories.member(at=now), call, at=now)
        factories.member(at=now)

    grows(client, reverse("evaluations:round", args=[call.pk]), add)


def test_the_rounds(client, province, now):
    client.force_login(province)
    grows(client, reverse("evaluations:rounds"), lambda n: factories.round_of(at=now, year=2030 + n))


def test_the_market_records(client, province, now):
    client.force_login(province)
    member, owner = factories.member(at=now), None
    owner = make.owner(member)

    def add(number):
        record = factories.record(member, f"V{number}", at=now)
        paper = store_bytes("a.pdf", b"%PDF-1.4", "application/pdf", by=owner)
        disputes.open_dispute(record, grounds="不符", evidence=paper, by=owner, at=now)

    grows(client, reverse("evaluations:market"), add)


def test_a_suppliers_own_records_and_files(client, now):
    member = factories.member(at=now)
    client.force_login(make.owner(member))

    def add(number):
        factories.record(member, f"V{number}", at=now)
        factories.at_city(member, factories.round_of(at=now, year=2030 + number), at=now)

    grows(client, reverse("evaluations:mine"), add)


def test_rows_set_aside(client, province, now):
    client.force_login(province)
    sender, _token = sending.enter_sender("平台", by=province, at=now)

    def add(number):
        values, faults = {"number": "V"}, {"amount": "缺"}
        SetAside.objects.create(sender=sender, row=number, values=values, faults=faults, at=now)

    grows(client, reverse("evaluations:market_aside"), add)


def test_a_figure_leads_to_its_records(client, call, now):
    member = factories.member(at=now)
    period = {
        "signed_on": f"{now.year - 1}-05-06",
        "accepted_on": f"{now.year - 1}-08-01",
        "settled_on": None,
    }
    for number in range(3):
        factories.record(member, f"V{number}", at=now, **period)
    file = factories.reported(member, call, at=now)
    staff = make.person(Role.ALLIANCE)
    from reviews import opening

    opening.open_review(call, [file], by=staff, at=now)
    client.force_login(staff)
    page = client.get(reverse("evaluations:figure", args=[file.pk, "clients"])).content.decode()
    assert [f"V{number}" in page for number in range(3)] == [True] * 3
    panel = client.get(file.get_absolute_url() + "?tab=evaluations.file").content.decode()
    assert reverse("evaluations:figure", args=[file.pk, "clients"]) in panel
    assert client.get(reverse("evaluations:figure", args=[file.pk, "none"])).status_code == 404


def test_thresholds_are_tried_out_before_the_report_only(client, at):
    call = factories.round_of(at=at)
    rows = factories.scored([factories.reported(factories.member(), call, at=at)], "0.8", at=at)
    staff = make.person(Role.ALLIANCE)
    client.force_login(staff)
    address = reverse("evaluations:thresholds", args=[call.pk])
    assert client.get(address).context["split"][1].now == 0
    assert [one.then for one in client.get(address, {"excellent": 60, "qualified": 40}).context["split"]] == [
        0,
        1,
        0,
    ]
    assert client.get(address, {"excellent": 40, "qualified": 60}).status_code == 422
    make.sent_report(rows[0].review, rows, by=staff, at=at)
    assert client.get(address).context["split"] == []


def test_a_city_finds_its_own_members_alone(client, call, now):
    here, there = factories.member(at=now), factories.member(at=now, city="440300", county="440304")
    client.force_login(make.person(Role.CITY, division="440100"))
    page = client.get(reverse("evaluations:round", args=[call.pk])).content.decode()
    assert (here.name in page, there.name in page) == (True, False)


def test_the_province_decides_and_gives_notice_and_the_member_is_heard(client, province, now):
    call = factories.round_of(at=now - timedelta(days=60), year=now.year)
    member = factories.member(at=now)
    address = reverse("evaluations:member", args=[call.pk, member.pk])
    client.force_login(province)
    client.post(address, {"do": "decide", "decision": "remove", "reasons": "两年未参加"})
    sent = client.post(address, {"do": "notice", "reasons": "两年未参加"})
    hearing = member.hearings.get()
    assert sent.url == reverse("evaluations:hearing", args=[hearing.pk])
    client.force_login(make.owner(member))
    empty = client.post(sent.url, {"do": "state", "statement": ""})
    assert empty.status_code == 422
    client.post(sent.url, {"do": "state", "statement": "停产期间，请予保留"})
    client.force_login(province)
    client.post(sent.url, {"do": "rule", "ruling": "changed", "reasons": "情况属实"})
    hearing.refresh_from_db()
    assert (hearing.statement, hearing.ruling) == ("停产期间，请予保留", "changed")


def test_a_city_gives_its_mark_on_the_page_of_the_file(client, call, now):
    officer = make.person(Role.CITY, division="440100")
    file = factories.checked(factories.at_city(factories.member(at=now), call, at=now), by=officer, at=now)
    client.force_login(officer)
    address = reverse("applications:application_work", args=[file.pk])
    sent = {"seen": file.changed_at.isoformat(), "do": "report", "opinion": "服务良好"}
    lacking = client.post(address, sent)
    assert (lacking.status_code, sorted(lacking.context["work"].errors)) == (422, ["mark", "stance"])
    client.post(address, {**sent, "stance": "negative", "mark": "40"})
    assert (file.city_opinion.stance, file.city_opinion.mark) == ("negative", 40)


def test_hearings_are_not_for_others(client, now):
    call = factories.round_of(at=now - timedelta(days=60), year=now.year)
    province, member = make.person(Role.PROVINCE), factories.member(at=now)
    hearings.decide_absent(call, member, "remove", reasons="未参加", by=province, at=now)
    hearing = hearings.give_notice(call, member, reasons="未参加", by=province, at=now)
    client.force_login(make.owner(member))
    assert (
        client.post(
            reverse("evaluations:hearing", args=[hearing.pk]),
            {"do": "rule", "ruling": "kept", "reasons": "x"},
        ).status_code
        == 404
    )
