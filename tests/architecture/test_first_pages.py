"""Every role has a first page that it may open and that its menu leads to, or the administration."""

import pytest
from django.urls import reverse

from portal.accounts.first_pages import first_page_of, first_pages
from portal.accounts.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
DIVISIONS = {Role.COUNTY: "440106", Role.CITY: "440100"}


def one_of(role):
    if role == Role.ENTERPRISE:
        return factories.owner(factories.enterprise())
    if role == Role.EXPERT:
        return factories.expert().user
    return factories.person(role, division=DIVISIONS.get(role, ""))


@pytest.mark.parametrize("role", Role.values)
def test_each_role_has_a_first_page_and_an_inbox(client, role):
    user = one_of(role)
    assert role in first_pages
    client.force_login(user)
    for address in (first_page_of(user), reverse("notifications:inbox")):
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
