"""Whoever alters a record, a digest, an identity or a seat is noticed by the replay."""

import copy

import pytest

from portal.accounts.roles import Role
from reviews.draw import record as act
from reviews.drawing import replaying, secrets
from reviews.models import Assignment, Draw
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(db):
    return make.person(Role.AUDITOR)


def wrong(draw: Draw, auditor, at) -> list[str]:
    return [row["text"] for row in replaying.replay(draw, by=auditor, at=at).wrong]


def test_an_honest_draw_agrees(drawn, auditor, value_at):
    assert wrong(drawn(2), auditor, value_at) == []


def test_a_frozen_one_too(frozen, auditor, at):
    assert wrong(frozen(1), auditor, at) == []


def test_an_altered_record_is_noticed(drawn, auditor, value_at):
    draw = drawn(1)
    draw.record["draw"]["panels"][0]["members"][0]["price"] += 1
    draw.save()
    assert replaying.RECORD in wrong(draw, auditor, value_at)


def test_a_record_that_was_sealed_again_is_noticed(drawn, auditor, value_at):
    draw = drawn(1)
    record = copy.deepcopy(draw.record)
    record["frozen"]["call"] = "另一通知"
    draw.record = act._closed(record)
    draw.save()
    found = wrong(draw, auditor, value_at)
    assert replaying.CHAIN in found


def test_exchanged_identities_are_noticed(drawn, auditor, value_at):
    draw = drawn(1)
    kept = secrets.unseal(draw.secrets)
    kept.experts[0], kept.experts[1] = kept.experts[1], kept.experts[0]
    draw.secrets = secrets.seal(kept)
    draw.save()
    assert wrong(draw, auditor, value_at) == [replaying.IDENTITY, replaying.IDENTITY]


def test_an_exchanged_seat_is_noticed(drawn, auditor, value_at):
    draw = drawn(1)
    Assignment.objects.filter(pk=Assignment.objects.first().pk).update(expert=make.expert())
    assert wrong(draw, auditor, value_at) == [replaying.SEATS]
