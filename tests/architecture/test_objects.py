"""Own and foreign: every address that names an object, opened by those of its scope and by those who aren't."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from portal.documents import sealing
from tests.architecture.access_table import NOBODY, TABLE
from tests.architecture.objects import ROWS, WITHOUT_OWNER
from tests.architecture.urls import every_address
from tests.architecture.world import build

WITH_OBJECT = [
    address for address in every_address() if address.takes_object and TABLE[address.name] != NOBODY
]
NAMED = {address.name for address in WITH_OBJECT}


def ask(address: str, user) -> int:
    """The status for ``user``: of a GET, or of an empty POST where the address takes nothing else. Nothing stays."""
    client = Client()
    if user is not None:
        client.force_login(user)
    with transaction.atomic():
        status = client.get(address).status_code
        if status == 405:
            status = client.post(address).status_code
        transaction.set_rollback(True)
    return status


def test_every_address_with_an_object_says_whose_it_is():
    assert NAMED - set(ROWS) - set(WITHOUT_OWNER) == set(), "add rows to tests/architecture/objects.py"
    assert (set(ROWS) | set(WITHOUT_OWNER)) - NAMED == set()
    assert set(ROWS) & set(WITHOUT_OWNER) == set()


@pytest.mark.django_db
def test_the_owner_finds_the_object_and_a_stranger_never(monkeypatch):
    monkeypatch.setattr(sealing, "SCRYPT_COST", 2**4)
    world = build()
    wrong = []
    for name, row in ROWS.items():
        address = reverse(name, kwargs=row.named(world))
        for who in row.owners:
            status = ask(address, getattr(world, who))
            if status in {403, 404, 405} or status >= 500:
                wrong.append(f"{name}: {who}, whose it is, gets {status}")
        for who in row.foreign:
            status = ask(address, getattr(world, who))
            if status not in {403, 404}:
                wrong.append(f"{name}: {who}, a stranger, gets {status}")
    assert wrong == []
