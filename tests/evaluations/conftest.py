import pytest

from portal.accounts.roles import Role
from tests import factories
from tests.evaluations import factories as evaluations


@pytest.fixture
def province(db):
    return factories.person(Role.PROVINCE)


@pytest.fixture
def member(db):
    return evaluations.member()


@pytest.fixture
def owner(member):
    return factories.owner(member)


@pytest.fixture
def alliance(db):
    return factories.person(Role.ALLIANCE)


@pytest.fixture
def officer(member):
    """Of the city in which the member is registered."""
    return factories.person(Role.CITY, division=member.city_id)
