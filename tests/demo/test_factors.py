"""With DEMO_MFA=1 one administrator of the story has an app already, so that the way in can be shown."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse

from portal.accounts.roles import Role
from portal.demo import accounts, numbers, people
from tests.factories import PASSWORD, person

pytestmark = pytest.mark.django_db


def test_the_administrator_signs_in_with_the_printed_key(client, at, settings):
    settings.SECOND_FACTOR = True
    cast = people.Cast(officials={"admin": person(Role.SYSTEM_ADMIN, username="admin")})
    people.give_factors(cast, at=at)
    assert f"Key of the authenticator app of admin: {numbers.TOTP_KEY}" in accounts.table()
    client.post(reverse("account_login"), {"login": "admin", "password": PASSWORD})
    code = format_hotp_value(hotp_value(numbers.TOTP_KEY, int(time.time()) // 30))
    answer = client.post(reverse("mfa_authenticate"), {"code": code})
    assert answer.url == reverse("workspace")
    assert client.get(reverse("profile")).status_code == 200


def test_without_it_nobody_has_one(at, settings):
    settings.SECOND_FACTOR = False
    people.give_factors(people.Cast(), at=at)
    assert not Authenticator.objects.exists()
    assert numbers.TOTP_KEY not in accounts.table()
