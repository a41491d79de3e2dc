"""Needs through their doors and pages: the check, the ranking, offers, answers, the outcome."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from applications.models import Enterprise
from applications.policies import Refused
from evaluations.models import NeedOffer
from evaluations.support import needs
from portal.notifications.models import InboxItem
from tests import factories as make
from tests.evaluations import factories as evaluations
from tests.evaluations.support import factories
from tests.evaluations.support.factories import NOON
from tests.evaluations.test_pages import grows

pytestmark = pytest.mark.django_db


@pytest.fixture
def poster():
    return factories.manufacturer()


def fitting(tier: str = "excellent"):
    member = factories.excellent(tier=tier)
    factories.product(member)
    make.owner(member.enterprise)
    return member


def test_it_is_offered_to_excellent_members_that_fit_before_qualified_ones(poster, alliance):
    fair, top = fitting("qualified"), fitting()
    factories.excellent()  # in the city alone: one point
    elsewhere = factories.excellent(city="440300", county="440304")  # fits in nothing
    need = needs.publish(factories.need(poster), by=alliance, at=NOON)
    offered = list(need.offers.values_list("membership", "rank"))
    assert [offered[0], offered[-1]] == [(top.pk, 1), (fair.pk, 4)]
    assert not NeedOffer.objects.filter(membership=elsewhere).exists()
    assert need.offers.get(rank=1).grounds == [["industry", 3], ["functions", 1], ["city", 1]]
    assert InboxItem.objects.filter(kind="need.offered").count() == 2  # those with an account
    needs.offer(need, elsewhere, by=alliance, at=NOON)
    needs.offer(need, elsewhere, by=alliance, at=NOON)
    assert need.offers.get(membership=elsewhere).rank == 3


def test_the_one_who_posts_is_not_ranked(alliance):
    member = factories.excellent()
    member.enterprise.proof = "confirmed"
    member.enterprise.save()
    other = fitting()
    need = factories.need(member.enterprise)
    assert [one.key for one in needs.ranking(need)] == [other.pk]
    needs.publish(need, by=alliance, at=NOON)
    with pytest.raises(Refused):
        needs.express(need, member, message="方案", by=alliance, at=NOON)


def test_needs_stand_under_a_true_name_and_make_sense(poster):
    claimed = make.enterprise()
    for of, more in (
        (Enterprise.objects.get(pk=claimed.pk), {}),
        (poster, {"wanted_until": date(2026, 1, 1)}),
        (poster, {"budget_from": Decimal(60)}),
    ):
        if of.pk == claimed.pk:
            Enterprise.objects.filter(pk=of.pk).update(proof="claimed")
            of.refresh_from_db()
        with pytest.raises(Refused):
            factories.need(of, **more)
    first, second = factories.need(poster), factories.need(poster)
    assert first.pk == second.pk


def test_a_refusal_has_reasons_and_ends_it(poster, alliance):
    need = factories.need(poster)
    with pytest.raises(Refused):
        needs.refuse(need, reasons="", by=alliance, at=NOON)
    needs.refuse(need, reasons="请补充预算依据", by=alliance, at=NOON)
    for act in (
        lambda: needs.publish(need, by=alliance, at=NOON),
        lambda: needs.express(need, fitting(), message="x", by=alliance, at=NOON),
        lambda: needs.close(need, matched=None, outcome="x", by=alliance, at=NOON),
    ):
        with pytest.raises(Refused):
            act()


def test_a_member_answers_and_the_outcome_names_one_that_did(poster, alliance):
    need = needs.publish(factories.need(poster), by=alliance, at=NOON)
    one, two = fitting(), fitting("qualified")
    needs.express(need, one, message="方案一", by=alliance, at=NOON)
    needs.express(need, one, message="方案二", by=alliance, at=NOON)
    assert need.interests.get().message == "方案二"
    assert InboxItem.objects.filter(kind="need.interest").count() == 1
    with pytest.raises(Refused):
        needs.close(need, matched=two, outcome="签约", by=alliance, at=NOON)
    closed = needs.close(need, matched=one, outcome="签约，合同额 38 万元", by=alliance, at=NOON)
    assert (closed.status, closed.matched) == ("matched", one)


def test_who_reads_what(client, poster, alliance):
    need = factories.need(poster)
    page, listing = reverse("evaluations:need", args=[need.pk]), reverse("evaluations:need_list")
    member, stranger = fitting(), factories.manufacturer()
    people = {
        "poster": poster.organisation.people.get(),
        "member": member.enterprise.organisation.people.get(),
        "stranger": make.owner(stranger),
        "staff": alliance,
    }

    def seen() -> dict:
        found = {}
        for name, user in people.items():
            client.force_login(user)
            found[name] = (
                client.get(page).status_code == 200,
                need.title in client.get(listing).content.decode(),
            )
        return found

    yes, no = (True, True), (False, False)
    assert seen() == {"poster": yes, "member": no, "stranger": no, "staff": yes}
    client.force_login(people["staff"])
    assert client.post(page, {"do": "publish"}).status_code == 302
    assert seen() == {"poster": yes, "member": yes, "stranger": no, "staff": yes}


def test_the_pages_of_each_side(client, poster, alliance):
    client.force_login(poster.organisation.people.first() or make.owner(poster))
    fields = factories.need_fields()
    sent = {**fields, "city": "440100", "wanted_until": "2099-12-31"}
    assert client.post(reverse("evaluations:need_new"), {**sent, "title": ""}).status_code == 422
    page = client.post(reverse("evaluations:need_new"), sent).url
    assert client.post(page, {"do": "publish"}).status_code == 403
    member = fitting()
    client.force_login(alliance)
    shown = client.get(page)
    assert [row["member"] for row in shown.context["ranked"]] == [member]
    client.post(page, {"do": "publish"})
    assert client.post(page, {"do": "nothing"}).status_code == 404
    assert client.post(page, {"do": "answer", "message": "x"}).status_code == 403
    client.force_login(member.enterprise.organisation.people.get())
    assert "推送给本单位" in client.get(reverse("evaluations:need_list")).content.decode()
    assert client.post(page, {"do": "answer", "message": ""}).status_code == 422
    client.post(page, {"do": "answer", "message": "七日内部署"})
    assert client.post(page, {"do": "close", "close-outcome": "x"}).status_code == 403
    client.force_login(poster.organisation.people.get())
    assert "七日内部署" in client.get(page).content.decode()
    client.post(page, {"do": "close", "close-matched": member.pk, "close-outcome": "已签约"})
    assert "已签约" in client.get(page).content.decode()


def test_the_lists_ask_as_much_for_one_as_for_three(client, poster, alliance):
    def add(number):
        need = needs.publish(factories.need(poster, title=f"需求{number}"), by=alliance, at=NOON)
        needs.express(need, fitting(), message="方案", by=alliance, at=NOON)

    client.force_login(alliance)
    grows(client, reverse("evaluations:need_list"), add)
    need = needs.publish(factories.need(poster), by=alliance, at=NOON)
    page = reverse("evaluations:need", args=[need.pk])
    grows(client, page, lambda _n: needs.express(need, fitting(), message="方案", by=alliance, at=NOON))
    client.force_login(make.owner(evaluations.member()))
    grows(client, reverse("evaluations:need_list"), lambda n: add(n + 10))
