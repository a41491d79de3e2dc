"""Sign-in, passwords, profile and administration."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse

from portal.accounts.models import Organisation, User
from portal.accounts.roles import Role
from portal.audit.chain import history
from tests.factories import PASSWORD, enterprise, owner, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh(settings):
    cache.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def sign_in(client, login, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": login, "password": password})


def test_people_sign_in_by_user_name_or_mail_and_it_is_on_record(client):
    one = person(Role.AUDITOR)
    for login in (one.username, one.email):
        answer = sign_in(client, login)
        assert (answer.status_code, answer.url) == (302, reverse("workspace"))
        client.post(reverse("account_logout"))
    actions = [event.action for event in history("account", str(one.pk))]
    assert actions == ["sign_in", "sign_out"] * 2


def test_five_failures_lock_the_name_and_say_so(client):
    one = person(Role.AUDITOR)
    for _try in range(5):
        sign_in(client, one.username, "wrong")
    assert "五分钟" in sign_in(client, one.username).content.decode()


def test_a_stranger_and_a_known_name_read_the_same(client):
    one = person(Role.AUDITOR)
    texts = [str(sign_in(client, n, "wrong").context["form"].errors) for n in (one.username, "nobody")]
    assert texts[0] == texts[1]


def test_a_password_is_reset_by_mail_without_telling_who_has_an_account(client):
    one = person(Role.AUDITOR)
    for address in ("stranger@example.test", one.email):
        answer = client.post(reverse("account_reset_password"), {"email": address})
        assert answer.url == reverse("account_reset_password_done")
    [sent] = mail.outbox
    link = re.search(r"https?://\S+", sent.body)[0]
    page = client.get(link, follow=True)
    new = "Kaleidoskop-2026"
    answer = client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert answer.status_code == 302
    assert sign_in(client, one.username, new).url == reverse("workspace")


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_reset_password_done"])
def test_visitors_pages_open(client, name):
    assert client.get(reverse(name)).status_code == 200


def test_a_profile_is_changed_once(client):
    one = owner(enterprise())
    client.force_login(one)
    data = {"name": "改名", "phone": "020-83130000", "email": "b@example.test", "language": "en"}
    for _try in range(2):
        assert client.post(reverse("profile"), data).status_code == 302
    events = [event for event in history("account", str(one.pk)) if event.action == "change_profile"]
    assert [event.data for event in events] == [{"fields": ["email", "language", "name", "phone"]}]


def test_nobody_becomes_a_superuser():
    with pytest.raises(CommandError, match="No account of this portal is a superuser"):
        call_command("createsuperuser")


OFFICIAL = {
    "username": "county-x",
    "name": "测试",
    "email": "x@example.test",
    "phone": "",
    "language": "zh-hans",
}


def test_the_security_administrator_enters_an_official_who_gets_a_link(client):
    client.force_login(person(Role.SECURITY_ADMIN))
    place = Organisation.authority_of("440106")
    data = {**OFFICIAL, "role": "county", "organisation": place.pk}
    assert client.post(reverse("admin:accounts_user_add"), data).status_code == 302
    made = User.objects.get(username="county-x")
    assert not made.has_usable_password()
    assert len(mail.outbox) == 1
    assert [e.action for e in history("account", str(made.pk))] == ["create", "mail_reset"]


def test_role_and_organisation_fit_each_other(client):
    client.force_login(person(Role.SECURITY_ADMIN))
    data = {**OFFICIAL, "role": "county", "organisation": Organisation.authority_of("440100").pk}
    answer = client.post(reverse("admin:accounts_user_add"), data)
    assert answer.status_code == 200
    assert "organisation" in answer.context["adminform"].form.errors
    assert not User.objects.filter(username="county-x").exists()


def test_accounts_are_switched_off_but_never_ones_own(client):
    security, other = person(Role.SECURITY_ADMIN), person(Role.AUDITOR)
    client.force_login(security)
    data = {"action": "deactivate", "_selected_action": [security.pk, other.pk]}
    assert client.post(reverse("admin:accounts_user_changelist"), data).status_code == 302
    security.refresh_from_db()
    other.refresh_from_db()
    assert (security.is_active, other.is_active) == (True, False)


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        (Role.SYSTEM_ADMIN, "admin:index", 200),
        (Role.SYSTEM_ADMIN, "admin:accounts_organisation_changelist", 200),
        (Role.SYSTEM_ADMIN, "admin:accounts_division_changelist", 200),
        (Role.SYSTEM_ADMIN, "admin:workdays_dayoverride_changelist", 200),
        (Role.SYSTEM_ADMIN, "admin:notifications_job_changelist", 200),
        (Role.SYSTEM_ADMIN, "admin:accounts_user_changelist", 403),
        (Role.SECURITY_ADMIN, "admin:accounts_user_changelist", 200),
        (Role.SECURITY_ADMIN, "admin:accounts_organisation_changelist", 403),
        (Role.PROVINCE, "admin:index", 403),
    ],
)
def test_each_administrator_has_their_own_pages(client, role, name, status):
    client.force_login(person(role))
    assert client.get(reverse(name)).status_code == status


def test_the_system_administrator_changes_an_authority_on_record(client):
    client.force_login(person(Role.SYSTEM_ADMIN))
    place = Organisation.authority_of("440106")
    address = reverse("admin:accounts_organisation_change", args=[place.pk])
    data = {"name": place.name, "name_en": place.name_en, "telephone": "020-1", "is_active": "on"}
    assert client.post(address, data).status_code == 302
    [event] = history("organisation", str(place.pk))
    assert (event.action, event.data) == ("change", {"fields": ["telephone"]})
