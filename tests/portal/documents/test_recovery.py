"""Two keepers together open what is sealed; one alone, or with a wrong passphrase, opens nothing."""

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.roles import Role
from portal.audit.chain import history
from portal.documents import checks, recovery, sealing
from portal.documents.models import SealingShare
from tests import factories

pytestmark = pytest.mark.django_db
PASSPHRASE, FIRST, SECOND = "a long passphrase", "the first keeper's", "the second keeper's"


@pytest.fixture(autouse=True)
def cheap_guesses(monkeypatch):
    monkeypatch.setattr(sealing, "SCRYPT_COST", 2**4)


@pytest.fixture
def officer(at):
    person = factories.person(Role.OBJECTIONS)
    sealing.make_key(passphrases={person: PASSPHRASE}, by=None, at=at)
    return person


@pytest.fixture
def keepers(officer, at):
    people = [factories.person(Role.PROVINCE), factories.person(Role.OBJECTIONS)]
    passphrases = dict(zip(people, (FIRST, SECOND), strict=True))
    recovery.split(sealing.Opener.from_passphrase(PASSPHRASE), passphrases=passphrases, by=officer, at=at)
    return people


def test_both_keepers_open_what_was_sealed(keepers, at):
    sealed = sealing.seal("李四四".encode())
    opener = recovery.join(passphrases=dict(zip(keepers, (FIRST, SECOND), strict=True)), by=None, at=at)
    assert sealing.open(sealed, opener).decode() == "李四四"
    key = sealing.key_in_use()
    assert [event.action for event in history("sealing_key", key.key_id)] == ["make", "split", "join"]


def test_one_keeper_or_a_wrong_passphrase_opens_nothing(keepers, at):
    first, second = keepers
    with pytest.raises(recovery.NotTwoKeepers):
        recovery.join(passphrases={first: FIRST}, by=None, at=at)
    for wrong in ({first: FIRST, second: FIRST}, {first: SECOND, second: FIRST}):
        with pytest.raises(sealing.WrongPassphrase):
            recovery.join(passphrases=wrong, by=None, at=at)
    stranger = factories.person(Role.PROVINCE)
    with pytest.raises(sealing.WrongPassphrase):
        recovery.join(passphrases={first: FIRST, stranger: SECOND}, by=None, at=at)


def test_no_share_holds_the_key_and_two_splits_share_nothing(keepers, at):
    opener = sealing.Opener.from_passphrase(PASSPHRASE)
    [private] = opener.private_keys().values()
    before = {bytes(share.wrapped) for share in SealingShare.objects.all()}
    assert all(private not in one for one in before)
    passphrases = dict(zip(keepers, (FIRST, SECOND), strict=True))
    recovery.split(opener, passphrases=passphrases, by=None, at=at)
    assert SealingShare.objects.count() == 2
    assert not before & {bytes(share.wrapped) for share in SealingShare.objects.all()}


def test_the_operator_is_warned_until_the_key_is_split(officer, at):
    assert [one.id for one in checks.sealing_recovery(None, ["default"])] == ["documents.W003"]
    people = {factories.person(Role.PROVINCE): FIRST, factories.person(Role.PROVINCE): SECOND}
    recovery.split(sealing.Opener.from_passphrase(PASSPHRASE), passphrases=people, by=None, at=at)
    assert checks.sealing_recovery(None, ["default"]) == []
    assert recovery.is_prepared()


def test_the_commands_rotate_split_and_recover(officer, monkeypatch):
    old = sealing.seal(b"old")
    monkeypatch.setenv(f"SEALING_PASSPHRASE_{officer.username}", "not the passphrase")
    with pytest.raises(CommandError, match="opens no key"):
        call_command("rotate_sealing_key", officer=[officer.username])
    monkeypatch.setenv(f"SEALING_PASSPHRASE_{officer.username}", PASSPHRASE)
    call_command("rotate_sealing_key", officer=[officer.username])
    new = sealing.seal(b"new")
    assert sealing.key_id_of(old) != sealing.key_id_of(new)

    people = [factories.person(Role.PROVINCE), factories.person(Role.PROVINCE)]
    names = [person.username for person in people]
    named = ["--keeper", names[0], "--keeper", names[1]]
    for name, passphrase in zip(names, (FIRST, SECOND), strict=True):
        monkeypatch.setenv(f"RECOVERY_PASSPHRASE_{name}", passphrase)
    monkeypatch.setenv("SEALING_PASSPHRASE_OF_ANOTHER", PASSPHRASE)
    with pytest.raises(CommandError, match="exactly two"):
        call_command("recover_sealing_key", "--keeper", names[0], "--prepare")
    call_command("recover_sealing_key", *named, "--prepare")
    monkeypatch.setenv("SEALING_PASSPHRASE", "an entirely new one")
    call_command("recover_sealing_key", *named, "--officer", officer.username)

    opener = sealing.Opener.from_passphrase("an entirely new one", officer=officer)
    assert (sealing.open(old, opener), sealing.open(new, opener)) == (b"old", b"new")
    with pytest.raises(CommandError, match="nobody of the province"):
        alliance = factories.person(Role.ALLIANCE).username
        call_command("recover_sealing_key", *named[:3], alliance, "--prepare")
