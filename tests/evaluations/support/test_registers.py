"""Priority lists with their exports, referrals, and what each member received."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from applications.policies import Refused
from evaluations.support import directory, needs, priority, received, referrals, registering
from portal.documents.tables import read_rows
from publication.models import Membership
from tests import factories as make
from tests.evaluations import factories as evaluations
from tests.evaluations.support import factories
from tests.evaluations.support.factories import NOON
from tests.evaluations.test_pages import grows

pytestmark = pytest.mark.django_db
FIELDS = {
    "target": "committee",
    "addressee": "广东省工业互联网专家委员会",
    "subject": "技术专家一名",
    "made_on": date(2026, 11, 9),
}


@pytest.fixture
def call():
    return factories.announced_call()


def test_the_lists_of_a_year_hold_members_that_are_excellent_still(call):
    here = factories.excellent(call)
    factories.product(here, name="甲")
    factories.excellent(factories.announced_call(year=2025))
    factories.excellent(call, tier="qualified")
    supplier = here.enterprise
    evaluations.record(supplier, "V-1", settled_on=None, accepted_on=date(2026, 3, 1))
    evaluations.record(supplier, "V-2", settled_on=None, accepted_on=date(2026, 2, 1))
    evaluations.record(supplier, "V-3", settled_on=None, accepted_on=None)
    evaluations.record(supplier, "V-4")
    evaluations.record(supplier, "C-1", kind="contract", settled_on=None)
    evaluations.record(factories.excellent(call, tier="qualified").enterprise, "V-9", settled_on=None)
    (line,) = priority.pilots(2026)
    assert (line.member, line.products) == (here, ["甲"])
    assert (line.vouchers, line.unsettled, line.settled) == (4, 3, Decimal(30_000))
    assert [one.number for one in priority.unsettled(2026)] == ["V-2", "V-1"]
    assert priority.years() == [2026, 2025]


def test_the_files_hold_the_same_and_run_no_formula(client, call, alliance):
    member = factories.excellent(call)
    factories.product(member, name="=HYPERLINK(1)")
    evaluations.record(member.enterprise, "V-1", settled_on=None, product="+1", client_name="@x")
    client.force_login(alliance)
    book = client.get(reverse("evaluations:priority_file", args=["pilots", "xlsx"])).content
    assert read_rows(book)[1][5] == "'=HYPERLINK(1)"
    text = client.get(
        reverse("evaluations:priority_file", args=["vouchers", "csv"]) + "?year=2026"
    ).content.decode()
    assert ("'+1" in text, "'@x" in text, "V-1" in text) == (True, True, True)
    for address in (
        reverse("evaluations:priority_file", args=["others", "csv"]),
        reverse("evaluations:priority_file", args=["pilots", "pdf"]),
        reverse("evaluations:priority") + "?year=1999",
        reverse("evaluations:priority") + "?list=others",
    ):
        assert client.get(address).status_code == 404


def test_the_lists_ask_as_much_for_one_as_for_three(client, call, alliance):
    client.force_login(alliance)

    def add(number):
        member = factories.excellent(call)
        factories.product(member)
        evaluations.record(member.enterprise, f"V-{number}", settled_on=None)
        referrals.refer(member, FIELDS, by=alliance, at=NOON)

    address = reverse("evaluations:priority")
    grows(client, address, add)
    grows(client, address + "?list=vouchers", lambda n: add(n + 10))
    grows(client, reverse("evaluations:referral_list"), lambda n: add(n + 20))
    grows(client, reverse("evaluations:received_list"), lambda n: add(n + 30))


def test_a_referral_runs_to_its_outcome(alliance):
    member = factories.excellent()
    with pytest.raises(Refused):
        referrals.refer(factories.excellent(tier="qualified"), FIELDS, by=alliance, at=NOON)
    with pytest.raises(Refused):
        referrals.refer(member, {**FIELDS, "made_on": date(2026, 11, 11)}, by=alliance, at=NOON)
    made = referrals.refer(member, FIELDS, by=alliance, at=NOON)
    later = {"by": alliance, "at": NOON + timedelta(days=5)}
    for on, outcome in ((date(2026, 11, 8), "入选"), (date(2026, 11, 16), "入选"), (date(2026, 11, 12), " ")):
        with pytest.raises(Refused):
            referrals.settle(made, taken=True, outcome=outcome, on=on, **later)
    settled = referrals.settle(made, taken=True, outcome="入选", on=date(2026, 11, 12), **later)
    assert settled.status == "taken"
    with pytest.raises(Refused):
        referrals.settle(made, taken=False, outcome="未入选", on=date(2026, 11, 12), **later)


def test_the_pages_of_a_referral(client, alliance):
    member = factories.excellent()
    client.force_login(alliance)
    address = reverse("evaluations:referral_new")
    assert client.post(address, {"membership": member.pk}).status_code == 422
    sent = {**FIELDS, "membership": member.pk, "made_on": "2026-01-05"}
    page = client.post(address, sent).url
    assert client.post(page, {"taken": "yes", "on": "2026-01-04", "outcome": "入选"}).status_code == 422
    assert client.post(page, {"taken": "yes", "on": "2026-01-06", "outcome": "已入选"}).status_code == 302
    assert "已入选" in client.get(page).content.decode()
    listing = reverse("evaluations:referral_list")
    assert FIELDS["subject"] in client.get(listing, {"target": "committee"}).content.decode()
    assert FIELDS["subject"] not in client.get(listing, {"target": "media"}).content.decode()


def test_a_members_year_counts_everything_once(client, call, alliance, province):
    member = factories.excellent(call)
    factories.product(member)
    owner = make.owner(member.enterprise)
    made = directory.prepare(call, title="名录", preface="前言", by=alliance, at=NOON)
    directory.issue(made, by=province, at=NOON)
    event = factories.event(by=alliance)
    place = registering.sign_up(event, member.enterprise, by=owner, at=NOON)
    registering.check_in(place, how="qr", by=alliance, at=event.starts_at)
    registering.sign_up(factories.event(by=alliance), member.enterprise, by=owner, at=NOON)  # never came
    need = needs.publish(factories.need(factories.manufacturer()), by=alliance, at=NOON)
    needs.express(need, member, message="方案", by=owner, at=NOON)
    needs.close(need, matched=member, outcome="签约", by=alliance, at=NOON)
    one, _two = (referrals.refer(member, FIELDS, by=alliance, at=NOON) for _n in range(2))
    referrals.settle(one, taken=True, outcome="入选", on=date(2026, 11, 10), by=alliance, at=NOON)
    evaluations.record(member.enterprise, "V-1", settled_on=date(2026, 5, 1))
    evaluations.record(member.enterprise, "V-2", settled_on=date(2025, 5, 1))
    counted = received.counts([member], 2026)[member.pk]
    assert dict(counted) == {
        "directory": 1, "events": 1, "offers": 1, "matches": 1, "referrals": 2, "taken": 1, "vouchers": 1,
    }  # fmt: skip
    year = received.of_member(member, 2026)
    assert (year.vouchers, year.voucher_amount, len(year.referrals)) == (1, Decimal(30_000), 2)
    (line,) = year.needs
    assert (line.need, line.rank, line.offered_at, line.answered_at, line.matched_at) == (
        need,
        1,
        NOON,
        NOON,
        NOON,
    )
    assert received.of_member(member, 2024).is_empty
    client.force_login(owner)
    page = client.get(reverse("evaluations:support_mine"), {"year": 2026}).content.decode()
    assert all(text in page for text in ("名录", event.title, need.title, FIELDS["addressee"]))
    client.force_login(alliance)
    assert client.get(reverse("evaluations:received_member", args=[member.pk])).status_code == 200


def test_somebody_outside_the_pool_reads_that_there_is_nothing(client):
    client.force_login(make.owner(make.enterprise()))
    assert client.get(reverse("evaluations:support_mine")).status_code == 200


def test_one_that_left_is_on_the_list_for_what_it_received(alliance):
    member = factories.excellent()
    referrals.refer(member, FIELDS, by=alliance, at=NOON)
    Membership.objects.filter(pk=member.pk).update(is_member=False)
    assert list(received.supported()) == [member]
