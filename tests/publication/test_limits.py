"""Limits of the public form, of tracking and of the passphrase; lists whose queries don't grow."""

import pytest
from django.urls import reverse

from portal.accounts.roles import Role
from tests import factories
from tests.publication.conftest import PASSPHRASE
from tests.publication.test_objections import object_to

pytestmark = pytest.mark.django_db


def test_wrong_passphrases_are_limited_for_the_officer_wherever_they_come_from(client, officer):
    client.force_login(officer)
    url = reverse("publication:objections_unlock")
    for number in range(10):
        answer = client.post(url, {"passphrase": "wrong wrong wrong"}, REMOTE_ADDR=f"10.0.0.{number}")
        assert answer.status_code == 422

    locked = client.post(url, {"passphrase": PASSPHRASE}, REMOTE_ADDR="10.0.1.1")

    assert locked.status_code == 422
    assert "passphrase" not in locked.context["form"].errors


def test_guessing_tracking_codes_is_limited(client, officer):
    url = reverse("publication:objection_track")
    for _try in range(40):
        assert "code" in client.post(url, {"code": "AAAA-BBBB-CCCC-DDDD"}).context["form"].errors
    assert "code" not in client.post(url, {"code": "AAAA-BBBB-CCCC-DDDD"}).context["form"].errors


def queries_of(client, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("name", ["publicities_manage", "announcing", "deliberations"])
def test_lists_of_the_province_cost_the_same_for_one_and_three_rows(
    client, province, at, name, django_assert_max_num_queries
):
    client.force_login(province)
    url = reverse(f"publication:{name}")
    factories.announced(factories.call(at=at), 1, by=province, at=at)
    factories.in_publicity(factories.call(at=at), 1, by=province, at=at)
    factories.proposed(factories.call(at=at), 1, by=province, at=at)
    client.get(url)
    one = queries_of(client, url, django_assert_max_num_queries)
    for _more in range(2):
        factories.announced(factories.call(at=at), 3, by=province, at=at)
        factories.in_publicity(factories.call(at=at), 3, by=province, at=at)
        factories.proposed(factories.call(at=at), 3, by=province, at=at)

    assert queries_of(client, url, django_assert_max_num_queries) == one


def test_the_officers_list_and_a_publicity_cost_the_same_for_one_and_three_rows(
    client, province, officer, at, django_assert_max_num_queries
):
    running = factories.in_publicity(factories.call(at=at), 3, by=province, at=at)
    client.force_login(factories.person(Role.OBJECTIONS))
    urls = [reverse("publication:objections"), reverse("publication:publicity_manage", args=[running.pk])]
    entries = list(running.version.entries.order_by("position"))
    object_to(running, at, entry=entries[0], nonce="1" * 32)
    for url in urls:
        client.get(url)
    one = [queries_of(client, url, django_assert_max_num_queries) for url in urls]
    for number, entry in enumerate(entries[1:], start=2):
        object_to(running, at, entry=entry, nonce=str(number) * 32)

    assert [queries_of(client, url, django_assert_max_num_queries) for url in urls] == one
