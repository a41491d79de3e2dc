import pytest

from portal.accounts.roles import Role
from tests import factories as make


@pytest.fixture
def alliance(db):
    return make.person(Role.ALLIANCE)


@pytest.fixture
def province(db):
    return make.person(Role.PROVINCE)
