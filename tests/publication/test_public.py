"""The public site: what it shows, what it never shows, and what it costs."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import FormerName
from publication import figures
from tests import factories
from tests.publication import public_factories as public

pytestmark = pytest.mark.django_db


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def now():
    return timezone.now()


def test_home_shows_what_is_open_with_the_days_left(client, now):
    open_call = factories.call(at=now)
    running = public.publicity(public.version(factories.call(at=now), [factories.enterprise()]), at=now)
    page = text(client.get("/en/"))
    assert open_call.title_en in page
    assert reverse("publication:publicity", args=[running.pk]) in page
    assert "In publicity" in page


def test_a_draft_call_is_not_public(client, now):
    draft = factories.call(published=False, at=now)
    assert draft.title not in text(client.get("/calls/"))
    assert client.get(f"/calls/{draft.pk}/").status_code == 404


def test_a_call_shows_materials_rubric_rules_and_notices(client, now):
    call = factories.call(at=now)
    page = text(client.get(f"/calls/{call.pk}/"))
    assert "营业执照" in page
    assert "应用案例" in page
    assert call.document_number in page


def test_a_list_in_public_shows_the_published_columns_and_no_personal_data(client, now):
    enterprise = factories.enterprise()
    running = public.publicity(public.version(factories.call(at=now), [enterprise]), at=now)
    page = text(client.get(f"/publicity/{running.pk}/"))
    assert enterprise.name in page
    assert "广州市" in page
    for secret in (enterprise.contact, enterprise.phone, enterprise.email):
        assert secret not in page


def test_members_are_found_by_name_former_name_code_city_class_and_year(client):
    ours = factories.enterprise(name="甲企业有限公司")
    other = factories.enterprise(name="乙企业有限公司", city="440300", county="440309")
    public.member(ours, supplier_class="platform", since=date(2024, 5, 1))
    public.member(other)
    FormerName.objects.create(enterprise=ours, name="从前的名字有限公司", until=date(2023, 1, 1))
    for query in (
        "q=甲企业",
        "q=从前的名字",
        f"q={ours.uscc.lower()}",
        "city=440100",
        "class=platform",
        "year=2024",
    ):
        page = text(client.get(f"/pool/?{query}"))
        assert "甲企业有限公司" in page, query
        assert "乙企业有限公司" not in page, query


def test_nothing_found_says_what_it_means(client):
    public.member(factories.enterprise())
    assert "No member fits" in text(client.get("/en/pool/?q=nobody"))


def test_an_enterprise_shows_its_whole_status_history(client):
    enterprise = factories.enterprise()
    announced = public.announcement(public.version(factories.call(), [enterprise]))
    public.member(enterprise, announced=announced)
    page = text(client.get(f"/pool/{enterprise.uscc}/"))
    assert announced.title in page
    assert enterprise.contact not in page
    assert client.get(f"/pool/{factories.enterprise().uscc}/").status_code == 404


def test_figures_count_members_against_the_policys_targets(client):
    for serial in range(3):
        public.member(factories.enterprise(), supplier_class="platform" if serial == 0 else "service")
    progress = {row.supplier_class: (row.members, row.target) for row in figures.progress()}
    assert progress == {"platform": (1, 20), "service": (2, 200)}
    assert sum(row.members for row in figures.by_city()) == 3
    assert len(figures.by_city()) == 21
    assert figures.by_year() == [(2025, 3)]
    text(client.get("/statistics/"))


def test_members_as_csv_hold_no_formula(client):
    public.member(factories.enterprise(name="=1+1有限公司"))
    response = client.get("/pool/members.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "'=1+1有限公司" in response.content.decode("utf-8-sig")


@pytest.mark.parametrize(
    "path", ["/", "/calls/", "/notices/", "/notices/?kind=announcement", "/pool/", "/statistics/"]
)
def test_public_pages_are_the_same_for_all_and_cacheable(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert "Set-Cookie" not in response
    assert "Cookie" not in response.get("Vary", "")
    assert b"csrfmiddlewaretoken" not in response.content


def lists(now) -> dict:
    """Each list of the public site: address and how one more row comes to be."""
    call = factories.call(at=now)
    versions = iter(range(1, 20))
    return {
        "/calls/": lambda: factories.call(at=now),
        "/notices/": lambda: public.publicity(
            public.version(call, [factories.enterprise()], number=next(versions)), at=now
        ),
        "/notices/?kind=announcement": lambda: public.announcement(
            public.version(call, [factories.enterprise()], number=next(versions))
        ),
        "/pool/": lambda: public.member(factories.enterprise()),
        "/": lambda: public.publicity(
            public.version(
                factories.call(at=now - timedelta(days=40)), [factories.enterprise()], number=next(versions)
            ),
            at=now,
        ),
    }


@pytest.mark.parametrize("path", ["/calls/", "/notices/", "/notices/?kind=announcement", "/pool/", "/"])
def test_queries_do_not_grow_with_rows(client, now, path, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    add = lists(now)[path]
    add()
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    add(), add()
    with django_assert_num_queries(len(one)):
        client.get(path)
