"""The lists that officials open all day are read off an index on both databases."""

import pytest
from django.db import connection

from applications import desk
from portal.accounts.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


def plan_of(queryset) -> str:
    """The database's plan; PostgreSQL is kept from scanning the few rows of a test."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    return queryset.explain()


@pytest.mark.parametrize("role, division", [(Role.CITY, "440100"), (Role.COUNTY, "440106")])
def test_each_tab_of_a_desk_uses_the_index_of_the_holder(role, division):
    person = factories.person(role, division=division)
    for tab in desk.tabs_of(person):
        plan = plan_of(desk.behind(tab, person).order_by("deadline", "pk")[:51])
        assert "application_desk" in plan, (tab.key, plan)
