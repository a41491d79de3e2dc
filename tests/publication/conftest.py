import pytest

from portal.accounts.roles import Role
from portal.documents import sealing
from tests import factories

PASSPHRASE = "a long passphrase"


@pytest.fixture(autouse=True)
def cheap_guesses(monkeypatch):
    monkeypatch.setattr(sealing, "SCRYPT_COST", 2**4)


@pytest.fixture
def province(db):
    return factories.person(Role.PROVINCE)


@pytest.fixture
def officer(db, at):
    """An objection officer whose passphrase opens the sealing key."""
    person = factories.person(Role.OBJECTIONS)
    sealing.make_key(passphrases={person: PASSPHRASE}, by=None, at=at)
    return person
