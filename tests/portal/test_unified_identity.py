"""Signing in by the unified identity, against a real provider of OpenID Connect on this machine."""

import json
import socket
import subprocess
import sys
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.urls import reverse
from django.utils.http import urlencode

from portal import sign_in
from portal.accounts.roles import Role
from portal.audit.chain import history
from portal.env import BadEnvironment
from tests.factories import enterprise, owner, person

pytestmark = pytest.mark.django_db
STAFF_NUMBER = "GD-440000-00017"


@pytest.fixture(scope="module")
def provider():
    """The provider in a process of its own, which knows four people; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    people = [
        {
            "sub": "sub-1",
            "employee_number": STAFF_NUMBER,
            "email": "someone@example.test",
            "email_verified": True,
        },
        {"sub": "sub-2", "employee_number": "GD-2", "email": "known@example.test", "email_verified": True},
    ]
    told = [word for one in people for word in ("--user-claims", json.dumps(one))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *told]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _try in range(150):
            try:
                requests.get(f"{address}/.well-known/openid-configuration", timeout=2).raise_for_status()
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield address
    finally:
        child.kill()
        child.wait()


@pytest.fixture
def configured(settings, monkeypatch, provider):
    """The portal as a client of the provider, configured as an operator does."""

    def configure(**more):
        given = {
            "OIDC_SERVER_URL": provider,
            "OIDC_CLIENT_ID": "portal",
            "OIDC_CLIENT_SECRET": "a client secret",
        }
        for name, value in {**given, **more}.items():
            monkeypatch.setenv(name, value)
        settings.SOCIALACCOUNT_PROVIDERS = sign_in.unified_identity()

    configure()
    return configure


def through(client, sub: str, *, onward: str = "", page: str = "openid_connect_login"):
    """From our page to the provider, there as ``sub``, and back: our answer."""
    query = f"?{urlencode({'next': onward})}" if onward else ""
    away = client.get(reverse(page) + query)
    assert away.status_code == 302, away.content.decode()[:500]
    assert parse_qs(urlsplit(away.url).query)["code_challenge_method"] == ["S256"]
    answer = requests.post(away.url, data={"sub": sub}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text[:500]
    target = urlsplit(answer.headers["Location"])
    assert target.path == "/accounts/unified/back/"
    return client.get(f"{target.path}?{target.query}")


def test_who_is_entered_signs_in_and_it_is_on_record(client, configured):
    one = person(Role.PROVINCE, identity="sub-1")
    answer = through(client, "sub-1", onward="/en/profile/")
    assert (answer.status_code, answer.url) == (302, "/en/profile/")
    assert client.get(reverse("profile")).context["user"].pk == one.pk
    [event] = history("account", str(one.pk))
    assert (event.action, event.data["way"]) == ("sign_in", "unified")
    assert not SocialAccount.objects.exists()
    assert not SocialToken.objects.exists()


def test_the_identity_may_be_the_employees_number(client, configured):
    configured(OIDC_UID_FIELD="employee_number")
    one = person(Role.CITY, division="440100", identity=STAFF_NUMBER)
    through(client, "sub-1")
    assert client.session["_auth_user_id"] == str(one.pk)


def test_an_equal_mail_is_nobody(client, configured):
    """Neither an official's nor an enterprise's account is found by the address of its mail."""
    person(Role.PROVINCE, email="known@example.test")
    owner(enterprise(), email="known@example.test")
    answer = through(client, "sub-2")
    assert answer.status_code == 403
    assert "没有任何启用的账号登记了该身份" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_nobody_is_created_and_the_page_is_in_the_language_of_the_way(client, configured):
    from portal.accounts.models import User

    before = User.objects.count()
    away = client.get("/en/accounts/unified/")
    answer = requests.post(away.url, data={"sub": "stranger"}, allow_redirects=False, timeout=5)
    target = urlsplit(answer.headers["Location"])
    refused = client.get(f"{target.path}?{target.query}")
    assert refused.status_code == 403
    assert "no active account of this portal is entered with this identity" in refused.content.decode()
    assert User.objects.count() == before


@pytest.mark.parametrize("fields", [{"is_active": False, "identity": "sub-1"}, {"identity": None}])
def test_neither_a_closed_account_nor_one_without_identity(client, configured, fields):
    person(Role.PROVINCE, **fields)
    assert through(client, "sub-1").status_code == 403


def test_what_was_entered_before_does_not_count_any_more(client, configured):
    one = person(Role.PROVINCE, identity="sub-1")
    through(client, "sub-1")
    client.logout()
    one.identity = "sub-9"
    one.save()
    assert through(client, "sub-1").status_code == 403


def test_the_second_factor_stays(client, configured, settings):
    settings.SECOND_FACTOR = True
    one = person(Role.PROVINCE, identity="sub-1")
    through(client, "sub-1")
    assert client.get(reverse("profile")).url == reverse("mfa_index")  # to set one up, and nothing else
    client.logout()
    Authenticator.objects.create(user=one, type="totp", data={"secret": "never shown"})
    answer = through(client, "sub-1")
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_who_is_signed_in_cannot_connect_an_identity(client, configured):
    """``process=connect`` would tie a stranger's identity to one's own account."""
    client.force_login(person(Role.PROVINCE))
    away = client.get(reverse("openid_connect_login") + "?process=connect")
    answer = requests.post(away.url, data={"sub": "stranger"}, allow_redirects=False, timeout=5)
    target = urlsplit(answer.headers["Location"])
    assert client.get(f"{target.path}?{target.query}").status_code == 403
    assert not SocialAccount.objects.exists()


def test_breaking_off_and_coming_back_twice_are_told(client, configured):
    away = client.get(reverse("openid_connect_login"))
    answer = requests.post(away.url, data={"action": "deny"}, allow_redirects=False, timeout=5)
    target = urlsplit(answer.headers["Location"])
    [state] = parse_qs(urlsplit(away.url).query)["state"]  # which this provider leaves out when it denies
    address = f"{target.path}?{target.query}&{urlencode({'state': state})}"
    assert "已取消" in client.get(address).content.decode()
    again = client.get(address)
    assert (again.status_code, "请重新登录" in again.content.decode()) == (400, True)


def test_a_provider_that_is_away_is_told_and_passwords_go_on(client, configured):
    configured(OIDC_SERVER_URL="http://127.0.0.1:9")
    answer = client.get(reverse("openid_connect_login"))
    assert (answer.status_code, "暂时没有响应" in answer.content.decode()) == (503, True)


def test_it_never_leads_elsewhere(client, configured):
    person(Role.PROVINCE, identity="sub-1")
    assert through(client, "sub-1", onward="https://elsewhere.test/").url == reverse("workspace")


def test_the_button_and_the_way_are_there_only_when_configured(client, configured, settings):
    assert reverse("openid_connect_login") in client.get(reverse("account_login")).content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert reverse("openid_connect_login") not in client.get(reverse("account_login")).content.decode()
    assert client.get(reverse("openid_connect_login")).status_code == 404
    assert client.get(reverse("openid_connect_callback")).status_code == 404


def test_half_a_configuration_stops_the_start(monkeypatch):
    monkeypatch.setenv("OIDC_SERVER_URL", "https://identity.test")
    monkeypatch.setenv("OIDC_CLIENT_ID", "portal")
    monkeypatch.delenv("OIDC_CLIENT_SECRET", raising=False)
    with pytest.raises(BadEnvironment, match="OIDC_CLIENT_SECRET"):
        sign_in.unified_identity()


def test_the_security_administrator_enters_it(client):
    one = person(Role.PROVINCE)
    other = person(Role.PROVINCE)
    client.force_login(person(Role.SECURITY_ADMIN))
    for who, identity in ((one, " sub-1 "), (other, ""), (person(Role.PROVINCE), "")):
        page = reverse("admin:accounts_user_change", args=[who.pk])
        given = {
            name: getattr(who, name) for name in ("username", "name", "email", "phone", "role", "language")
        }
        answer = client.post(page, {**given, "organisation": who.organisation_id, "identity": identity})
        assert answer.status_code == 302
        who.refresh_from_db()
    assert (one.identity, other.identity) == ("sub-1", None)
    event = history("account", str(one.pk)).last()
    assert (event.action, event.data["fields"]) == ("change", ["identity"])
