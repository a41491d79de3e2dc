"""The recommended directory: two people, the members of the announced evaluation, a document and a public page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.policies import Refused
from evaluations.support import directory as domain
from portal.accounts.roles import Role
from portal.documents import making
from portal.documents.rendering import render_pdf
from portal.notifications.models import InboxItem
from publication.models import Membership
from tests import factories as make
from tests.evaluations.support import factories
from tests.evaluations.support.factories import NOON
from tests.evaluations.test_pages import grows

pytestmark = pytest.mark.django_db
WORDS = {"title": "推荐名录（测试）", "preface": "一段。\n二段。"}


@pytest.fixture
def call():
    return factories.announced_call()


def prepared(call, by):
    return domain.prepare(call, **WORDS, by=by, at=NOON)


def test_it_names_the_excellent_members_of_that_evaluation_platforms_first(call, alliance):
    service = factories.excellent(call)
    platform = factories.excellent(call, supplier_class="platform")
    factories.product(platform, name="甲产品")
    factories.excellent(call, tier="qualified")
    factories.excellent(factories.announced_call(year=2025))  # of another year
    gone = factories.excellent(call)
    Membership.objects.filter(pk=gone.pk).update(is_member=False)
    later = factories.excellent(call)
    Membership.objects.filter(pk=later.pk).update(tier="qualified")  # a later evaluation said otherwise
    made = prepared(call, alliance)
    assert list(made.entries.values_list("position", "membership", "products")) == [
        (1, platform.pk, ["甲产品"]),
        (2, service.pk, []),
    ]


def test_another_person_of_the_province_issues_it_once(call, province):
    member = factories.excellent(call)
    made = prepared(call, province)
    make.owner(member.enterprise)
    with pytest.raises(Refused):
        domain.issue(made, by=province, at=NOON)
    second = make.person(Role.PROVINCE)
    issued = domain.issue(made, by=second, at=NOON + timedelta(hours=1))
    assert issued.document.number.startswith("推荐名录〔2026〕")
    assert issued.document.data["groups"][0]["entries"][0]["name"] == member.enterprise.name
    assert InboxItem.objects.filter(kind="directory.listed").count() == 1
    for act in (
        lambda: domain.issue(made, by=second, at=NOON),
        lambda: prepared(call, province),
        lambda: domain.send_back(made, reason="理由", by=second, at=NOON),
    ):
        with pytest.raises(Refused):
            act()


def test_what_was_sent_back_or_has_changed_is_prepared_anew(call, alliance, province):
    member = factories.excellent(call)
    made = prepared(call, alliance)
    domain.send_back(made, reason="补充前言", by=province, at=NOON)
    with pytest.raises(Refused):
        domain.issue(made, by=province, at=NOON)
    prepared(call, alliance)
    factories.product(member)
    with pytest.raises(Refused):
        domain.issue(made, by=province, at=NOON)
    prepared(call, alliance)
    assert domain.issue(made, by=province, at=NOON).status == "issued"


def test_only_of_an_announced_evaluation_with_excellent_members(call, alliance):
    with pytest.raises(Refused):
        prepared(call, alliance)
    with pytest.raises(Refused):
        prepared(make.call(kind="evaluation"), alliance)


def test_the_document_is_a_pdf_in_the_provinces_layout(call, alliance, province):
    factories.excellent(call)
    issued = domain.issue(prepared(call, alliance), by=province, at=NOON)
    context = making.page_context(issued.document)
    assert (context["paragraphs"], context["data"]["count"]) == (["一段。", "二段。"], 1)
    assert render_pdf("documents/supplier_directory.html", context).startswith(b"%PDF")


def test_pages_of_both_people_and_of_the_public(client, call, alliance, province):
    member = factories.excellent(call)
    client.force_login(alliance)
    listing = reverse("evaluations:directory_list")
    new = reverse("evaluations:directory_new", args=[call.pk])
    assert new in client.get(listing).content.decode()
    assert member.enterprise.name in client.get(new).content.decode()
    page = client.post(new, WORDS).url
    assert client.post(page, {"do": "issue"}).status_code == 403
    client.force_login(province)
    assert client.post(page, {"do": "send_back", "reason": ""}).status_code == 422
    assert (
        client.get(reverse("evaluations:directory_public", args=[2026, call.directory.pk])).status_code == 404
    )
    assert client.post(page, {"do": "issue"}).status_code == 302
    client.logout()
    public = client.get(reverse("evaluations:directory_public", args=[2026, call.directory.pk]))
    assert member.enterprise.name in public.content.decode()
    assert call.directory.title in client.get(reverse("evaluations:directories_public")).content.decode()
    assert (
        client.get(reverse("evaluations:directory_public", args=[2025, call.directory.pk])).status_code == 404
    )


def test_the_lists_ask_as_much_for_one_as_for_three(client, alliance, province):
    client.force_login(alliance)

    def add(number):
        call = factories.announced_call(year=2030 + number)
        factories.excellent(call)
        domain.issue(prepared(call, alliance), by=province, at=NOON)

    grows(client, reverse("evaluations:directory_list"), add)
    grows(client, reverse("evaluations:directories_public"), lambda n: add(n + 3))
    call = factories.announced_call(year=2040)
    factories.excellent(call)
    domain.issue(prepared(call, alliance), by=province, at=NOON)
    page = reverse("evaluations:directory_public", args=[2040, call.directory.pk])
    entry = call.directory.entries.get()

    def line(number):
        entry.pk, entry.position, entry.membership = None, number + 2, factories.excellent(call)
        entry.save()

    grows(client, page, line)
