"""Signs of false trade: each rule against records counted by hand; who is asked, who asks, what is noted."""

from datetime import date, datetime, timedelta
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from applications.policies import Refused
from evaluations.models import Sender, SignNote
from evaluations.signs import finding, notes, rules
from evaluations.signs.rules import Limits, Row, Tie
from portal.accounts.roles import Role
from portal.audit.words import history_of
from reviews.conflicts import names
from reviews.models import CompanyTie
from tests import factories as make
from tests.evaluations import factories
from tests.evaluations.test_pages import queries

LIMITS = Limits()
NOON = datetime(2026, 3, 2, 12, tzinfo=timezone.get_default_timezone())
ME, NAME = "ME", "me"


def row(pk: int, **more) -> Row:
    values = {
        "client": f"C{pk}",
        "client_key": f"c{pk}",
        "signed_on": date(2025, 3, pk % 28 + 1),
        "amount": D(1000 + pk),
    }
    return Row(pk, **{**values, **more})


def tie(holder: str, subject: str, **more) -> Tie:
    return Tie(holder, frozenset({holder}), frozenset({subject}), **more)


@pytest.mark.parametrize(
    ("ties", "how"),
    [
        ([tie("C1", ME, share=D(20))], "client_holds"),
        ([tie("C1", ME, share=D("19.99"))], None),
        ([tie("C1", ME)], "client_holds"),  # nobody stated the share
        ([tie("c1", ME, share=D(30))], "client_holds"),  # by name, where the dossier has no code
        ([tie(ME, "C1", share=D(60))], "member_holds"),
        ([tie("H", ME, share=D(20)), tie("H", "C1", share=D(50))], "holder"),
        ([tie("H", ME, share=D(20)), tie("H", "C1", share=D(19))], None),
        (
            [tie("张三", ME, is_representative=True), tie("张三", "C1", is_representative=True)],
            "representative",
        ),
        ([tie("张三", ME, is_representative=True), tie("张三", "C1", share=D(51))], "holder"),
        ([tie("H", ME, share=D(90)), tie("G", "C1", share=D(90))], None),
        ([tie("C2", ME, share=D(90))], None),
    ],
)
def test_related_clients(ties, how):
    found = rules.related([row(1), row(2, client="C1", client_key="c1")], {ME, NAME}, ties, LIMITS)
    assert [(sign.facts["how"], sign.rows) for sign in found] == ([(how, (1, 2))] if how else [])


def test_circles_of_two_and_three():
    rows = [row(1, client="A"), row(2, client="B"), row(3, client="OUTSIDE")]
    supplies = {"A": {ME: [11], "B": [12]}, "B": {"X": [21]}}
    assert [sign.key for sign in rules.circular(rows, ME, supplies)] == ["circular:A"]
    supplies["B"][ME] = [22]
    found = {sign.key: sign.rows for sign in rules.circular(rows, ME, supplies)}
    assert found == {"circular:A": (1, 11), "circular:A-B": (1, 12, 22), "circular:B": (2, 22)}


def test_many_contracts_on_one_day():
    four = [row(n, signed_on=date(2025, 5, 6)) for n in range(1, 5)]
    assert rules.same_day([*four, row(9)], LIMITS) == []
    [found] = rules.same_day([*four, row(9), row(5, signed_on=date(2025, 5, 6))], LIMITS)
    assert (found.key, found.facts["count"], found.rows) == ("same_day:2025-05-06", 5, (1, 2, 3, 4, 5))


def test_identical_amounts_of_several_clients():
    five = [row(n, amount=D(50000), client=f"C{n % 2}") for n in range(1, 6)]
    assert rules.same_amount(five, LIMITS) == []  # two clients only
    [found] = rules.same_amount([*five[:4], row(5, amount=D("50000.00"), client="C9")], LIMITS)
    assert (found.key, found.facts["clients"], found.rows) == ("same_amount:50000.00", 3, (1, 2, 3, 4, 5))


def test_high_ratings_through_one_sender_within_an_hour():
    def rated(n: int, minutes: int, rating: str = "4.5", sender: int = 7) -> Row:
        return row(n, rating=D(rating), sender=sender, sent_at=NOON + timedelta(minutes=minutes))

    ten = [rated(n, 6 * n) for n in range(1, 11)]  # from minute 6 to minute 60
    [found] = rules.ratings_at_once(ten, LIMITS)
    assert (found.facts["count"], found.rows) == (10, tuple(range(1, 11)))
    assert rules.ratings_at_once([*ten[:9], rated(10, 67)], LIMITS) == []  # 61 minutes after the first
    assert rules.ratings_at_once([*ten[:9], rated(10, 60, "4.4")], LIMITS) == []
    assert rules.ratings_at_once([*ten[:9], rated(10, 60, sender=8)], LIMITS) == []
    assert rules.ratings_at_once([row(n, rating=D(5)) for n in range(20)], LIMITS) == []  # of a table


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def call(db, now):
    return factories.round_of(at=now - timedelta(days=5), year=now.year)


def in_period(now, **more) -> dict:
    days = {"signed_on": date(now.year - 1, 5, 6), "accepted_on": date(now.year - 1, 8, 1)}
    return {**days, "settled_on": date(now.year - 1, 9, 1), **more}


def test_signs_are_found_in_the_records_that_count(call, now, province):
    member, other = factories.member(at=now), factories.member(at=now)
    made = [factories.record(member, f"V{n}", at=now, **in_period(now, amount=D(100 + n))) for n in range(5)]
    out = factories.record(member, "X1", at=now, **in_period(now, client_uscc=other.uscc))
    back = factories.record(other, "X2", at=now, **in_period(now, client_uscc=member.uscc))
    struck = factories.record(member, "S", at=now, **in_period(now, is_struck=True))
    CompanyTie.objects.create(
        kind="shareholder", nature="person", holder="李四", holder_key=names.person("李四"), subject=member.name,
        subject_key=names.company(member.name), subject_code=member.uscc, share=D(40), source="register",
        entered_by=province, entered_at=now,
    )  # fmt: skip
    CompanyTie.objects.create(
        kind="shareholder", nature="person", holder="李 四", holder_key=names.person("李 四"), subject="客户",
        subject_key=names.company("客户"), subject_code="CLIENTV0", share=D(40), source="register",
        entered_by=province, entered_at=now,
    )  # fmt: skip
    found = {sign.rule: sign for sign in finding.signs_of(call, member)}
    assert sorted(found) == ["circular", "related", "same_day"]
    assert found["related"].rows == (made[0].pk,)
    assert found["circular"].rows == (out.pk, back.pk)
    assert struck.pk not in found["same_day"].rows
    assert len(found["same_day"].rows) == 6


def many_on_one_day(member, now, numbers=range(5)):
    for n in numbers:
        factories.record(member, f"V{member.pk}-{n}", at=now, **in_period(now, amount=D(100 + n)))


def test_what_was_found_is_noted_and_stays_on_record(call, now, province):
    member = factories.member(at=now)
    many_on_one_day(member, now)
    [sign] = finding.signs_of(call, member)
    with pytest.raises(Refused):
        notes.note(call, member, sign.key, " ", by=province, at=now)
    with pytest.raises(Refused):
        notes.note(call, member, "same_day:2020-01-01", "无此事", by=province, at=now)
    notes.note(call, member, sign.key, "已核查合同原件，属批量签约。", by=province, at=now)
    assert [event.action for event in history_of("sign", f"{call.pk}-{member.pk}")] == ["note_sign"]


@pytest.mark.parametrize(
    ("role", "division", "may"),
    [
        (Role.PROVINCE, None, True),
        (Role.ALLIANCE, None, True),
        (Role.CITY, "440100", True),
        (Role.CITY, "440300", False),
        (Role.AUDITOR, None, False),
        (Role.EXPERT, None, False),
    ],
)
def test_who_asks(client, call, now, role, division, may):
    member = factories.member(at=now)
    many_on_one_day(member, now)
    person = make.person(role, **({"division": division} if division else {}))
    client.force_login(person)
    assert (client.get(reverse("evaluations:signs", args=[call.pk, member.pk])).status_code == 200) == may
    if not may:
        with pytest.raises(PermissionDenied):
            notes.note(call, member, finding.signs_of(call, member)[0].key, "核查", by=person, at=now)


def test_the_page_leads_to_the_rows_and_takes_the_note(client, call, now, province):
    member = factories.member(at=now)
    many_on_one_day(member, now)
    address = reverse("evaluations:signs", args=[call.pk, member.pk])
    client.force_login(province)
    page = client.get(address)
    [question] = page.context["questions"]
    assert all(reverse("evaluations:record", args=[one.pk]) in page.content.decode() for one in question.rows)
    assert client.post(address, {"key": question.key, "text": ""}).status_code == 422
    client.post(address, {"key": question.key, "text": "已核查"})
    assert SignNote.objects.get().text == "已核查"
    assert "已核查" in client.get(address).content.decode()
    client.force_login(make.owner(member))
    assert client.get(address).status_code == 403


def test_a_city_opens_only_the_records_of_services_in_it(client, call, now):
    member = factories.member(at=now)
    many_on_one_day(member, now, range(4))
    factories.record(member, "ELSEWHERE", at=now, **in_period(now, city_id="440300"))
    client.force_login(make.person(Role.CITY, division="440100"))
    page = client.get(reverse("evaluations:signs", args=[call.pk, member.pk]))
    [question] = page.context["questions"]
    assert (len(question.rows), len(page.context["readable"])) == (5, 4)


def test_the_page_asks_as_often_for_three_signs_as_for_one(client, call, now, province):
    Sender.objects.create(name="平台", digest="1" * 64, created_by=province, created_at=now)
    one, three = factories.member(at=now), factories.member(at=now)
    many_on_one_day(one, now)
    for day in (1, 2, 3):
        for n in range(5):
            factories.record(
                three,
                f"D{day}-{n}",
                at=now,
                **in_period(now, signed_on=date(now.year - 1, 5, day), amount=D(day * 100 + n)),
            )
    client.force_login(province)
    addresses = [reverse("evaluations:signs", args=[call.pk, member.pk]) for member in (one, three)]
    assert queries(client, addresses[0]) == queries(client, addresses[1])
