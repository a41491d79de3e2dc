"""The product catalogue: a member asks, the alliance approves, the public filters and compares."""

import json

import pytest
from django.urls import reverse

from applications.policies import Refused
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.notifications.models import InboxItem
from publication import catalogue
from publication.forms.catalogue import CaseForm, ProductForm
from publication.models import CatalogueEntry, EntryChange
from tests import factories as make
from tests.publication import public_factories as public

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return public.member(make.enterprise(name="甲企业有限公司"))


@pytest.fixture
def owner(member):
    return make.owner(member.enterprise)


@pytest.fixture
def staff():
    return make.person(Role.ALLIANCE)


def shown(member, name="云服务", **more) -> CatalogueEntry:
    return CatalogueEntry.objects.create(
        membership=member, kind="product", name=name, content=make.product(**more), approved_at=make.NOON
    )


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_public_reads_a_product_only_after_its_approval(client, member, owner, staff, at):
    asked = catalogue.ask(member, kind="product", name="云服务", content=make.product(), by=owner, at=at)
    assert "云服务" not in text(client.get("/catalogue/"))
    assert [item.kind for item in InboxItem.objects.filter(user=staff)] == ["catalogue.asked"]
    entry = catalogue.approve(asked, by=staff, at=at)
    for address in ("/catalogue/", f"/catalogue/{entry.pk}/", f"/pool/{member.enterprise.uscc}/"):
        assert "注塑机实时采集与排产" in text(client.get(address)), address
    assert [item.kind for item in InboxItem.objects.filter(user=owner)] == ["catalogue.approved"]


def test_a_change_leaves_the_old_words_until_it_is_approved(client, member, owner, staff, at):
    entry = shown(member, fee="1万元/年")
    asked = catalogue.ask(
        member,
        kind="product",
        name="云服务",
        content=make.product(fee="2万元/年"),
        entry=entry,
        by=owner,
        at=at,
    )
    assert "1万元/年" in text(client.get(f"/catalogue/{entry.pk}/"))
    catalogue.approve(asked, by=staff, at=at)
    assert "2万元/年" in text(client.get(f"/catalogue/{entry.pk}/"))
    asked.refresh_from_db()
    assert asked.before["content"]["fee"] == "1万元/年"


def test_a_later_wish_takes_the_place_of_one_that_waits(member, owner, staff, at):
    entry = shown(member)
    first = catalogue.ask(
        member, kind="product", name="甲", content=make.product(), entry=entry, by=owner, at=at
    )
    second = catalogue.ask(
        member, kind="product", name="乙", content=make.product(), entry=entry, by=owner, at=at
    )
    first.refresh_from_db()
    assert first.status == "replaced"
    with pytest.raises(Refused):
        catalogue.approve(first, by=staff, at=at)
    assert catalogue.approve(second, by=staff, at=at).name == "乙"


def test_sent_twice_asks_once_and_nothing_new_is_refused(member, owner, at):
    asked = [
        catalogue.ask(member, kind="product", name="云服务", content=make.product(), by=owner, at=at)
        for _n in range(2)
    ]
    assert asked[0] == asked[1]
    entry = shown(member, "另一个")
    with pytest.raises(Refused):
        catalogue.ask(
            member, kind="product", name="另一个", content=make.product(), entry=entry, by=owner, at=at
        )


def test_a_decision_is_taken_once_and_a_refusal_has_reasons(member, owner, staff, at):
    asked = catalogue.ask(member, kind="product", name="云服务", content=make.product(), by=owner, at=at)
    with pytest.raises(Refused):
        catalogue.refuse(asked, reasons=" ", by=staff, at=at)
    catalogue.refuse(asked, reasons="请写明价格", by=staff, at=at)
    with pytest.raises(Refused):
        catalogue.approve(asked, by=staff, at=at)
    assert not CatalogueEntry.objects.exists()
    actions = list(Event.objects.filter(kind="catalogue").order_by("pk").values_list("action", flat=True))
    assert actions == ["ask_add", "refuse"]


def test_a_withdrawal_takes_the_product_out_and_leaves_it_on_record(client, member, owner, staff, at):
    entry = shown(member)
    asked = catalogue.withdraw(member, entry, by=owner, at=at)
    assert catalogue.withdraw(member, entry, by=owner, at=at) == asked
    catalogue.approve(asked, by=staff, at=at)
    assert client.get(f"/catalogue/{entry.pk}/").status_code == 404
    with pytest.raises(Refused):
        catalogue.withdraw(member, entry, by=owner, at=at)


def test_products_of_those_who_left_the_pool_are_gone(client, member, owner, staff, at):
    entry = shown(member)
    member.is_member = False
    member.save()
    assert client.get(f"/catalogue/{entry.pk}/").status_code == 404
    assert "云服务" not in text(client.get(f"/pool/{member.enterprise.uscc}/"))
    with pytest.raises(Refused):
        catalogue.ask(member, kind="product", name="新", content=make.product(), by=owner, at=at)


@pytest.mark.parametrize(
    "query",
    [
        "q=注塑",
        "q=甲企",
        "form=saas",
        "industry=plastics",
        "price=subscription",
        "collects=equipment",
        "days=7",
    ],
)
def test_each_filter_finds_what_it_names_and_nothing_else(client, member, query):
    shown(member, "注塑云")
    other = public.member(make.enterprise(name="乙企业有限公司"))
    shown(
        other, "家电助手", form="app", industries=["appliances"], price_models=["per_use"],
        collects=["systems"], deployment_days=8,
    )  # fmt: skip
    page = text(client.get(f"/catalogue/?{query}"))
    assert "注塑云" in page
    assert "家电助手" not in page


def test_up_to_four_stand_side_by_side_in_the_order_chosen(client, member):
    entries = [shown(member, f"产品{n}", deployment_days=n + 1) for n in range(5)]
    asked = "&".join(f"p={entry.pk}" for entry in reversed(entries))
    page = text(client.get(f"/en/catalogue/compare/?{asked}"))
    heads = [page.index(f'">产品{n}</a></th>') for n in (4, 3, 2, 1)]
    assert heads == sorted(heads)
    assert "产品0" not in page
    assert "More than 4 were ticked; the first 4 are shown." in page
    assert "5 days" in page


@pytest.mark.parametrize("query", ["p=x", "p=²", "p=99999999999999999999", "p=-1", "p=1"])
def test_what_is_no_product_is_left_out_of_the_comparison(client, query):
    assert "Nothing to compare yet" in text(client.get(f"/en/catalogue/compare/?{query}"))


@pytest.mark.parametrize("number", ["13800138000", "110101199003078515", "6222 0212 3456 7890", "a@b.cn"])
def test_what_belongs_to_a_person_is_refused(number):
    form = ProductForm({"name": "甲", **make.product(functions=f"请联系 {number}")})
    assert list(form.errors) == ["functions"]


def test_codes_and_figures_are_no_numbers_of_persons():
    said = "接入设备 12000 台，统一社会信用代码 91440101MA59ABCDE1，节省 1300 万元，2018000000000 字节"
    assert ProductForm({"name": "甲", **make.product(functions=said)}).is_valid()


def test_a_case_is_published_only_with_agreement():
    case = {
        "name": "案例",
        "industry": "metal",
        "city": "440600",
        "year": 2024,
        "product": "云",
        "effect": "效果",
    }
    assert list(CaseForm(case).errors) == ["agreed"]
    form = CaseForm({**case, "agreed": "on"})
    assert form.is_valid()
    assert form.content == {
        "industry": "metal",
        "city": "440600",
        "year": 2024,
        "product": "云",
        "effect": "效果",
    }


def test_the_dossier_fills_the_form(client, at):
    call = make.call(at=at)
    of = make.enterprise(at=at)
    owner = make.owner(of)
    file = make.submitted(of, call, at=at, by=owner)
    type(file).objects.filter(pk=file.pk).update(state="announced")
    public.member(of)
    client.force_login(owner)
    row = file.versions.get().content["sections"]["products"]["products"][0]
    assert row["name"] in text(client.get("/products/"))
    form = client.get("/products/new/product/?from=0").context["form"]
    assert form.initial["name"] == row["name"]
    assert form.initial["deployment_days"] == int(row["deployment_days"])
    assert ProductForm(form.initial).is_valid()


def test_from_the_form_to_the_approval_by_the_pages(client, member, owner, staff):
    client.force_login(owner)
    sent = client.post("/products/new/product/", {"name": "云服务", **make.product()})
    assert sent.status_code == 302
    change = EntryChange.objects.get()
    client.force_login(staff)
    page = reverse("publication:entry_change", args=[change.pk])
    assert "云服务" in text(client.get("/products/changes/"))
    assert client.post(page, {"refuse": "1", "reasons": ""}).status_code == 422
    assert client.post(page, {"approve": "1"}).status_code == 302
    assert client.post(page, {"approve": "1"}).status_code == 422
    assert CatalogueEntry.objects.get().name == "云服务"


def test_who_is_no_member_reads_what_comes_and_finds_no_form(client):
    client.force_login(make.owner(make.enterprise()))
    assert text(client.get("/en/products/")).count("Once a list that names your enterprise") == 1
    assert client.get("/products/new/product/").status_code == 404


def test_products_as_open_data_and_by_the_interface(client, member):
    entry = shown(member)
    table = b"".join(client.get("/open-data/products.json").streaming_content)
    [row] = json.loads(table)["rows"]
    assert (row["product"], row["form"], row["industries"]) == ("云服务", "工业 SaaS", "塑料与注塑")
    [item] = client.get("/api/v1/products?form=saas").json()["items"]
    assert (item["id"], item["industries"], item["new_models"]) == (entry.pk, ["plastics"], [])
    assert client.get("/api/v1/products?form=app").json()["items"] == []
    assert client.get("/api/v1/products?form=nothing").status_code == 422


@pytest.mark.parametrize("address", ["/catalogue/", "/products/changes/", "/products/", "/api/v1/products"])
def test_queries_do_not_grow_with_rows(client, member, owner, staff, address, at, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def one_more(number):
        entry = shown(member, f"产品{number}")
        catalogue.ask(
            member, kind="product", name=f"新{number}", content=make.product(), entry=entry, by=owner, at=at
        )

    client.force_login(staff if "changes" in address else owner)
    one_more(0)
    client.get(address)
    with CaptureQueriesContext(connection) as with_one:
        client.get(address)
    one_more(1)
    one_more(2)
    with django_assert_num_queries(len(with_one)):
        client.get(address)
