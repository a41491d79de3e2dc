"""Sealed secrets: any server process seals, only an officer's passphrase opens."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse

from portal.accounts.roles import Role
from portal.audit.chain import history
from portal.documents import checks, sealing, unlocking
from portal.documents.models import SealingKey, SealingKeyPart
from tests import factories

pytestmark = pytest.mark.django_db
PASSPHRASE = "a long passphrase"
OTHER = "another passphrase"


@pytest.fixture(autouse=True)
def cheap_guesses(monkeypatch):
    monkeypatch.setattr(sealing, "SCRYPT_COST", 2**4)


@pytest.fixture
def officer():
    return factories.person(Role.OBJECTIONS)


@pytest.fixture
def key(officer, at):
    return sealing.make_key(passphrases={officer: PASSPHRASE}, by=None, at=at)


@pytest.mark.parametrize("data", [b"", "张三，13800000000".encode(), b"x" * 1_000_000])
def test_what_is_sealed_opens_again(key, data):
    sealed = sealing.seal(data)

    assert sealing.open(sealed, sealing.Opener.from_passphrase(PASSPHRASE)) == data
    assert len(sealed) == 124 + len(data) + 16
    if data:
        assert data not in sealed


def test_the_same_secret_never_looks_the_same(key):
    assert sealing.seal(b"x")[20:] != sealing.seal(b"x")[20:]


def test_wrong_passphrase_opens_nothing(key):
    with pytest.raises(sealing.WrongPassphrase):
        sealing.Opener.from_passphrase(OTHER)


def test_every_changed_byte_is_noticed(key):
    sealed, opener = sealing.seal(b"secret"), sealing.Opener.from_passphrase(PASSPHRASE)
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(sealing.Unopenable):
            sealing.open(bytes(changed), opener)
    with pytest.raises(sealing.Unopenable):
        sealing.open(sealed[:-1], opener)


def test_two_officers_open_with_their_own_passphrases(key, officer, at):
    second = factories.person(Role.OBJECTIONS)
    opener = sealing.Opener.from_passphrase(PASSPHRASE)
    sealing.add_officer(opener, officer=second, passphrase=OTHER, by=officer, at=at)
    sealed = sealing.seal(b"secret")

    for passphrase, person in [(PASSPHRASE, officer), (OTHER, second)]:
        assert sealing.open(sealed, sealing.Opener.from_passphrase(passphrase, officer=person)) == b"secret"
    with pytest.raises(sealing.WrongPassphrase):
        sealing.Opener.from_passphrase(PASSPHRASE, officer=second)
    assert [event.action for event in history("sealing_key", key.key_id)] == ["make", "add_officer"]


def test_part_moved_to_another_officer_does_not_open(key):
    stranger = factories.person(Role.OBJECTIONS)
    SealingKeyPart.objects.update(officer=stranger)

    with pytest.raises(sealing.WrongPassphrase):
        sealing.Opener.from_passphrase(PASSPHRASE)


def test_new_key_seals_and_the_retired_one_still_opens(key, officer, at):
    old = sealing.seal(b"old")
    new_key = sealing.make_key(passphrases={officer: PASSPHRASE}, by=None, at=at + timedelta(days=1))
    new = sealing.seal(b"new")
    opener = sealing.Opener.from_passphrase(PASSPHRASE)

    assert (sealing.key_id_of(old), sealing.key_id_of(new)) == (key.key_id, new_key.key_id)
    assert (sealing.open(old, opener), sealing.open(new, opener)) == (b"old", b"new")
    assert SealingKey.objects.filter(retired_at=None).count() == 1


def test_opener_of_another_key_is_told_so(key, officer, at):
    sealed = sealing.seal(b"x")
    sealing.make_key(passphrases={officer: OTHER}, by=None, at=at)

    with pytest.raises(sealing.Unopenable, match="does not hold"):
        sealing.open(sealed, sealing.Opener.from_passphrase(OTHER))


def test_without_a_key_nothing_is_sealed_and_the_operator_is_warned():
    with pytest.raises(sealing.NoSealingKey):
        sealing.seal(b"x")
    assert [found.id for found in checks.sealing_key(None, ["default"])] == ["documents.W001"]


def test_with_a_key_the_check_is_silent(key):
    assert checks.sealing_key(None, ["default"]) == []


def test_the_database_never_holds_the_private_key(key):
    private = sealing.Opener.from_passphrase(PASSPHRASE).private_keys()[key.key_id]
    part = SealingKeyPart.objects.get()

    assert private not in bytes(part.wrapped) + bytes(part.salt) + bytes(key.public)


def request_of(user, session, cookies=None):
    return SimpleNamespace(user=user, session=session, COOKIES=cookies or {})


def test_unlocked_for_half_an_hour_and_this_session_only(key, officer, at):
    session, response = {}, HttpResponse()
    opener = sealing.Opener.from_passphrase(PASSPHRASE)
    unlocking.unlock(request_of(officer, session), response, opener, at=at)
    cookie = response.cookies["unlocked"]
    cookies = {"unlocked": cookie.value}
    sealed = sealing.seal(b"secret")

    later = unlocking.opener_of(request_of(officer, session, cookies), at=at + timedelta(minutes=29))
    assert sealing.open(sealed, later) == b"secret"
    assert unlocking.opener_of(request_of(officer, session, cookies), at=at + timedelta(minutes=30)) is None
    assert unlocking.opener_of(request_of(officer, session), at=at) is None
    assert unlocking.opener_of(request_of(officer, {}, cookies), at=at) is None
    assert unlocking.opener_of(request_of(factories.person(Role.OBJECTIONS), session, cookies), at=at) is None
    assert unlocking.opener_of(request_of(officer, session, {"unlocked": "nonsense"}), at=at) is None
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert opener.private_keys()[key.key_id].hex() not in str(session)


def test_locking_ends_it(key, officer, at):
    session, response = {}, HttpResponse()
    unlocking.unlock(
        request_of(officer, session), response, sealing.Opener.from_passphrase(PASSPHRASE), at=at
    )
    unlocking.lock(request_of(officer, session), response)

    assert session == {}
    assert response.cookies["unlocked"].value == ""


def test_command_makes_one_key_and_adds_an_officer(officer, monkeypatch):
    second = factories.person(Role.OBJECTIONS)
    monkeypatch.setenv("SEALING_PASSPHRASE", PASSPHRASE)
    call_command("create_sealing_key", officer=officer.username)
    call_command("create_sealing_key", officer=officer.username, if_missing=True)
    monkeypatch.setenv("SEALING_PASSPHRASE_OF_ANOTHER", PASSPHRASE)
    monkeypatch.setenv("SEALING_PASSPHRASE", OTHER)
    call_command("create_sealing_key", officer=second.username, add=True)

    assert SealingKey.objects.count() == 1
    assert sealing.open(sealing.seal(b"x"), sealing.Opener.from_passphrase(OTHER)) == b"x"


@pytest.mark.parametrize(
    ("role", "passphrase", "words"),
    [(Role.PROVINCE, PASSPHRASE, "not an objection officer"), (Role.OBJECTIONS, "short", "too short")],
)
def test_command_refuses(role, passphrase, words, monkeypatch):
    monkeypatch.setenv("SEALING_PASSPHRASE", passphrase)
    with pytest.raises(CommandError, match=words):
        call_command("create_sealing_key", officer=factories.person(role).username)
    assert SealingKey.objects.count() == 0
