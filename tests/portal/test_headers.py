"""What every answer says to the browser, and that neither words, time nor redirects tell or give too much."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.accounts.roles import Role
from portal.logs import AddRequestId
from tests.factories import PASSWORD, person

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "https://evil.invalid/",
    "//evil.invalid/",
    "/\\evil.invalid",
    "javascript:alert(1)",
    "https:evil.invalid",
]


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


@pytest.mark.parametrize("page", ["account_login", "accessibility", "robots"])
def test_the_headers_of_every_answer(client, page):
    said = client.get(reverse(page)).headers
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["X-Frame-Options"] == "SAMEORIGIN"
    assert said["Referrer-Policy"] == "same-origin"
    assert said["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in said["Permissions-Policy"]
    policy = said["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe" not in policy


def test_strict_transport_and_cookies_under_tls(client, settings):
    settings.SECURE_HSTS_SECONDS, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE = (
        31536000,
        True,
        True,
    )
    one = person(Role.AUDITOR)
    page = client.get(reverse("account_login"), secure=True)
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert page.cookies["csrftoken"]["secure"] is True
    answer = client.post(reverse("account_login"), {"login": one.username, "password": PASSWORD}, secure=True)
    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert cookie["max-age"] == ""  # it ends with the browser


@pytest.mark.parametrize("next_page", ELSEWHERE)
def test_no_sign_in_or_out_leads_elsewhere(next_page):
    one = person(Role.AUDITOR)
    client = Client()
    data = {"login": one.username, "password": PASSWORD, "next": next_page}
    assert client.post(reverse("account_login"), data).url == reverse("workspace")
    again = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": next_page})
    assert again.url == reverse("workspace")
    assert client.post(reverse("account_logout"), {"next": next_page}).url == reverse("account_login")


class Counting(MD5PasswordHasher):
    algorithm = "counting"
    done = 0

    def encode(self, password, salt):
        type(self).done += 1
        return super().encode(password, salt)


def work(login: str) -> int:
    """How many passwords are hashed for one try; that is nearly all of its time."""
    Counting.done = 0
    Client().post(reverse("account_login"), {"login": login, "password": "wrong"})
    return Counting.done


def test_a_try_takes_as_long_for_a_stranger_as_for_an_account(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    one = person(Role.AUDITOR)
    known, unknown = work(one.username), work("nobody")
    assert known == unknown > 0
    assert work(one.email) == work("nobody@example.test") > 0


def test_each_refused_sign_in_is_in_the_log_without_a_name(client, caplog):
    one = person(Role.AUDITOR)
    for login in (one.username, "nobody"):
        client.post(reverse("account_login"), {"login": login, "password": "wrong"})
    said = [line.getMessage() for line in caplog.records if line.name == "portal.accounts.sign_ins"]
    assert said == ["sign-in refused, from 127.0.0.1"] * 2


def test_no_line_of_the_log_names_an_address(client, caplog):
    key = reverse("account_reset_password_from_key", args=["1", "a-secret-key"])
    caplog.handler.addFilter(AddRequestId())
    client.get("/nothing-here/a-secret-key/")  # 404
    client.put(key)  # 405
    said = [line.getMessage() for line in caplog.records if line.name.startswith("django.request")]
    assert said
    assert not [line for line in said if "a-secret-key" in line]
