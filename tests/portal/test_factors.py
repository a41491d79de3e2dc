"""Second factors: forced for whom acts for an authority, set up, shown, kept secret, lost and found again."""

import base64
import hmac
import struct
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils.http import urlencode

from portal.accounts.roles import Role
from portal.audit.chain import history
from tests.factories import PASSWORD, enterprise, owner, person

pytestmark = pytest.mark.django_db
OFFICIALS = [role for role in Role.values if role != Role.ENTERPRISE]
PLACES = {Role.COUNTY: "440106", Role.CITY: "440100"}


@pytest.fixture(autouse=True)
def forced(settings, monkeypatch):
    """Factors are forced; what waits for the commit, which a test never makes, happens at once."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act, **_how: act())
    cache.clear()
    settings.SECOND_FACTOR = True
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def code(secret: str, at: float | None = None) -> str:
    """RFC 6238: six digits of the half minute."""
    counter = struct.pack(">Q", int((time.time() if at is None else at) // 30))
    digest = hmac.new(base64.b32decode(secret), counter, "sha1").digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


def sign_in(client, one):
    return client.post(reverse("account_login"), {"login": one.username, "password": PASSWORD})


def set_up(client) -> str:
    """Set up the app by its page; its key."""
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    return secret


def with_app(client, role):
    """A person of ``role`` who has an app and is signed out: the person, the key and the recovery codes."""
    one = person(role, division=PLACES.get(role, ""))
    client.force_login(one)
    secret = set_up(client)
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    client.logout()
    cache.clear()  # a code is good once; the next half minute is not waited for
    return one, secret, codes


def test_the_code_is_that_of_the_standard():
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert code(secret, 59) == "287082"  # RFC 6238, appendix B, of eight digits the last six


@pytest.mark.parametrize("role", OFFICIALS)
def test_without_a_factor_an_official_only_sets_one_up_or_signs_out(client, role):
    client.force_login(person(role, division=PLACES.get(role, "")))
    for page in ("workspace", "profile", "account_change_password", "mfa_view_recovery_codes"):
        assert client.get(reverse(page)).url == reverse("mfa_index"), page
    assert client.post(reverse("profile"), {"name": "x"}).url == reverse("mfa_index")
    assert "您的岗位须经二次验证" in client.get(reverse("mfa_index")).content.decode()
    for page in ("mfa_activate_totp", "mfa_add_webauthn", "account_logout"):
        assert client.get(reverse(page)).status_code == 200, page


def test_an_enterprise_is_free_to_have_one(client):
    client.force_login(owner(enterprise()))
    assert client.get(reverse("profile")).status_code == 200
    set_up(client)
    assert client.get(reverse("profile")).status_code == 200


def test_public_pages_stay_open_to_who_owes_a_factor(client):
    client.force_login(person(Role.PROVINCE))
    assert client.get(reverse("accessibility")).status_code == 200


def test_the_way_from_the_first_sign_in_to_the_next(client):
    one = person(Role.PROVINCE)
    sign_in(client, one)
    secret = set_up(client)
    shown = client.get(reverse("mfa_view_recovery_codes"))
    assert len(shown.context["unused_codes"]) == 10
    assert client.get(reverse("profile")).status_code == 200
    assert [sent.subject for sent in mail.outbox] == ["已设置验证器应用"]
    client.post(reverse("account_logout"))
    cache.clear()
    assert sign_in(client, one).url == reverse("mfa_authenticate")
    assert client.get(reverse("profile")).url.startswith(reverse("account_login"))  # not signed in yet
    answer = client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert answer.url == reverse("workspace")
    assert client.get(reverse("profile")).status_code == 200
    actions = [event.action for event in history("account", str(one.pk))]
    assert actions == ["sign_in", "add_factor", "add_factor", "sign_out", "use_factor", "sign_in"]


def test_codes_are_shown_once(client):
    client.force_login(person(Role.PROVINCE))
    set_up(client)
    assert client.get(reverse("mfa_view_recovery_codes")).context["can_view_codes"] is True
    again = client.get(reverse("mfa_view_recovery_codes"))
    assert again.context["can_view_codes"] is False
    assert set(again.context["unused_codes"]) == {"****"}


def test_a_code_is_good_once(client):
    one, secret, codes = with_app(client, Role.PROVINCE)
    for given in (code(secret), codes[0]):
        for wanted in (302, 200):
            sign_in(client, one)
            answer = client.post(reverse("mfa_authenticate"), {"code": given})
            assert answer.status_code == wanted
            client.logout()
        cache.clear()


def test_five_wrong_codes_lock_and_say_how_long(client):
    one, secret, _codes = with_app(client, Role.PROVINCE)
    sign_in(client, one)
    for _try in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    answer = client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert "五分钟" in str(answer.context["form"].errors)
    assert [event.action for event in history("account", str(one.pk))].count("fail_factor") == 5


def test_a_factor_set_up_elsewhere_has_to_be_shown_here(client):
    one, secret, _codes = with_app(client, Role.AUDITOR)
    client.force_login(one)  # a session that began before the factor was there
    answer = client.get(reverse("profile"))
    assert answer.url == f"{reverse('mfa_reauthenticate')}?{urlencode({'next': reverse('profile')})}"
    shown = client.post(reverse("mfa_reauthenticate"), {"code": code(secret), "next": reverse("profile")})
    assert shown.url == reverse("profile")
    assert client.get(reverse("profile")).status_code == 200


def test_the_last_factor_of_an_official_stays(client):
    one = person(Role.CITY, division="440100")
    client.force_login(one)
    set_up(client)
    client.post(reverse("mfa_deactivate_totp"))
    app = Authenticator.objects.get(user=one, type="totp")
    data = {"name": "测试", "credential": {}}
    key = Authenticator.objects.create(user=one, type="webauthn", data=data)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(pk=app.pk).exists()  # there is another one now
    refused = client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert refused.status_code == 200
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_an_enterprise_removes_its_factor(client):
    one = owner(enterprise())
    client.force_login(one)
    set_up(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=one).exists()


def test_keys_are_encrypted_in_the_database(client):
    one = person(Role.PROVINCE)
    client.force_login(one)
    secret = set_up(client)
    kept = str(list(Authenticator.objects.filter(user=one).values_list("data", flat=True)))
    assert secret not in kept
    assert Authenticator.objects.get(user=one, type="totp").wrap().validate_code("000000") is False


def test_setting_up_asks_again_who_it_is_long_after_signing_in(client):
    with time_machine.travel("2026-11-10T10:00:00+08:00", tick=False) as clock:
        client.force_login(person(Role.PROVINCE))
        clock.shift(14 * 60)
        assert client.get(reverse("mfa_activate_totp")).status_code == 200
        clock.shift(2 * 60)
        asked = client.get(reverse("mfa_activate_totp"))
        assert asked.url.startswith(reverse("account_reauthenticate"))
        client.post(asked.url, {"password": "wrong", "next": reverse("mfa_activate_totp")})
        assert client.get(reverse("mfa_activate_totp")).status_code == 302
        client.post(asked.url, {"password": PASSWORD, "next": reverse("mfa_activate_totp")})
        assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_the_security_administrator_removes_lost_factors_never_their_own(client, settings):
    one, _secret, _codes = with_app(client, Role.EXPERT)
    settings.SECOND_FACTOR = False
    security = person(Role.SECURITY_ADMIN)
    Authenticator.objects.create(user=security, type="totp", data={"secret": ""})
    client.force_login(security)
    data = {"action": "reset_factors", "_selected_action": [one.pk, security.pk]}
    client.post(reverse("admin:accounts_user_changelist"), data)
    assert list(Authenticator.objects.values_list("user", flat=True)) == [security.pk]
    assert list(history("account", str(one.pk)))[-1].action == "reset_factors"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_added_and_signs_in_alone(browser_page, live_server, axe):
    one = person(Role.PROVINCE)
    page = browser_page
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    device |= {"hasUserVerification": True, "isUserVerified": True}
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    page.goto(live_server.url + reverse("account_login"))
    assert axe(page) == []
    page.fill("#id_login", one.username)
    page.fill("#id_password", PASSWORD)
    page.click("form.sign-in button:has-text('登录') >> nth=0")
    page.wait_for_url(f"**{reverse('mfa_index')}")
    assert axe(page) == []
    page.goto(live_server.url + reverse("mfa_add_webauthn"))
    assert axe(page) == []
    page.check("#id_passwordless")
    page.click("#passkey_add")
    page.wait_for_url(f"**{reverse('mfa_view_recovery_codes')}")
    assert axe(page) == []
    page.goto(live_server.url + reverse("account_logout"))
    page.click("main form.card button")
    page.goto(live_server.url + reverse("account_login"))
    page.click("#passkey_login")
    page.wait_for_url(lambda address: "/accounts/" not in address)
    page.goto(live_server.url + reverse("profile"))
    assert page.url.endswith(reverse("profile"))
