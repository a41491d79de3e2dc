"""The lists that officials open all day are read off an index on both databases.

A planner chooses by how many rows there are, so the table is filled first: files of many authorities in
the same state, as in a busy week.
"""

from datetime import timedelta

import pytest
from django.db import connection

from applications import desk
from applications.models import Application, Enterprise
from applications.workflow import State
from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
FILES = 3000


@pytest.fixture
def busy_week():
    """``FILES`` files with the authorities of all cities and counties, and fresh statistics."""
    call = factories.call()
    holders = list(Organisation.objects.filter(kind__in=["city", "county"]).select_related("division"))
    organisations = Organisation.objects.bulk_create(
        Organisation(kind="enterprise", code=f"Z{n:05d}", name=f"测试企业{n}") for n in range(FILES)
    )
    enterprises = Enterprise.objects.bulk_create(
        Enterprise(
            organisation=organisation,
            uscc=organisation.code,
            name=organisation.name,
            city_id="440100",
            contact="测试",
            phone="020-83130000",
            email="contact@example.test",
            registered_at=factories.NOON,
        )
        for organisation in organisations
    )
    Application.objects.bulk_create(
        Application(
            call=call,
            kind=call.kind,
            enterprise=enterprise,
            enterprise_name=enterprise.name,
            uscc=enterprise.uscc,
            city_id="440100",
            state=State.AT_CITY if holders[n % len(holders)].kind == "city" else State.AT_COUNTY,
            holder=holders[n % len(holders)],
            deadline=factories.NOON + timedelta(hours=n),
            created_at=factories.NOON,
            changed_at=factories.NOON,
        )
        for n, enterprise in enumerate(enterprises)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.parametrize("role, division", [(Role.CITY, "440100"), (Role.COUNTY, "440106")])
def test_each_tab_of_a_desk_uses_the_index_of_the_holder(busy_week, role, division):
    person = factories.person(role, division=division)
    for tab in desk.tabs_of(person):
        plan = desk.behind(tab, person).order_by("deadline", "pk")[:51].explain()
        assert "application_desk" in plan, (tab.key, plan)
