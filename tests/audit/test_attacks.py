"""Altering, removing, inserting or reordering any rooted row is found and named.

``FAULTS=1`` tries 10,000 attacks at random (``make faults``); the seed is printed by a failure.
"""

import os
import random

import pytest
from django.db import transaction

from portal.audit import mirror
from portal.audit.verify import verify
from tests.audit.attacks import ATTACKS, write_record
from tests.faults.conftest import size
from tests.lifting import lifted

pytestmark = pytest.mark.django_db
TRIES = size(200, 10_000)


@pytest.fixture
def record(at):
    """Three rooted days, mirrored, and no trigger that guards them."""
    write_record(at)
    mirror.append()
    assert verify().ok
    with lifted():
        yield


def suffer(attack, chance) -> None:
    """The attack is found at a row that it touched, and gone again afterwards."""
    try:
        with transaction.atomic():
            named = attack(chance)
            broken = verify().broken
            assert broken is not None, f"{attack.__name__} was not found"
            assert (broken.table, broken.id) in named or (broken.table, None) in named, (broken, named)
            assert broken.what
            transaction.set_rollback(True)
    except AssertionError as error:
        raise AssertionError(f"{attack.__name__}: {error}") from error


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.__name__)
def test_each_attack_is_found_and_named(record, attack):
    chance = random.Random(attack.__name__)
    for _n in range(5):
        suffer(attack, chance)
    assert verify().ok


def test_attacks_at_random_are_all_found(record):
    seed = int(os.environ.get("FAULTS_SEED", "348"))
    chance = random.Random(seed)
    for number in range(TRIES):
        attack = chance.choice(ATTACKS)
        try:
            suffer(attack, chance)
        except AssertionError as error:
            raise AssertionError(f"try {number} of seed {seed}: {error}") from error
    assert verify().ok
