"""The way back of the only security administrator: at the machine, confirmed, on record, told."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from portal.accounts.roles import Role
from portal.audit.chain import history
from tests.factories import PASSWORD, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forced(settings):
    settings.SECOND_FACTOR = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def lost():
    one = person(Role.SECURITY_ADMIN)
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=one, type=kind, data={})
    return one


def remove(username: str, *words: str) -> None:
    call_command("remove_factors", username, *words)


def refused(username: str, *words: str) -> str:
    with pytest.raises(CommandError) as refusal:
        remove(username, *words)
    return str(refusal.value)


def test_it_is_confirmed_done_recorded_and_told(client, lost):
    client.force_login(lost)
    assert "--identity-checked" in refused(lost.username)
    assert Authenticator.objects.count() == 2
    remove(lost.username, "--identity-checked")
    assert not Authenticator.objects.exists()
    [event] = history("account", str(lost.pk))
    assert (event.action, event.actor) == ("reset_factors_at_machine", None)
    assert [sent.to for sent in mail.outbox] == [[lost.email]]
    client.force_login(lost)
    assert client.get(reverse("profile")).url == reverse("mfa_index")  # a new factor, before anything else
    assert "no second factor" in refused(lost.username, "--identity-checked")


def test_sessions_end_with_it(client, lost, settings):
    settings.SECOND_FACTOR = False
    Authenticator.objects.all().delete()
    client.post(reverse("account_login"), {"login": lost.username, "password": PASSWORD})
    lost.refresh_from_db()
    assert client.get(reverse("profile")).status_code == 200
    Authenticator.objects.create(user=lost, type="totp", data={})
    remove(lost.username, "--identity-checked")
    assert client.get(reverse("profile")).status_code == 302


def test_a_colleague_is_asked_first(lost):
    person(Role.SECURITY_ADMIN)
    assert "another security administrator" in refused(lost.username, "--identity-checked")
    assert Authenticator.objects.count() == 2


@pytest.mark.parametrize("role", [Role.PROVINCE, Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_everybody_else_turns_to_the_security_administrator(role):
    one = person(role)
    Authenticator.objects.create(user=one, type="totp", data={})
    assert "Only for an active security administrator" in refused(one.username, "--identity-checked")
    assert "Nobody has the user name" in refused("nobody", "--identity-checked")
