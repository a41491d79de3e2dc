"""Decisions that bind ask once more who it is when the sign-in is a while ago; what was filled in goes on."""

import pytest
import time_machine
from django.urls import reverse

from evaluations.views.changes import change_decide
from portal.accounts.permissions import Permission
from portal.accounts.roles import ROLE_PERMISSIONS, Role
from portal.accounts.views import profile, sessions
from publication.models import Announcement
from publication.views.announcing import announce
from publication.views.investigation import rule
from reviews.views.reports import report_sign
from tests.factories import NOON, PASSWORD, call, in_publicity, person

pytestmark = pytest.mark.django_db
APART = {
    Role.SYSTEM_ADMIN: Permission.MANAGE_SETTINGS,
    Role.SECURITY_ADMIN: Permission.MANAGE_ACCOUNTS,
    Role.AUDITOR: Permission.READ_AUDIT,
}


@pytest.fixture(autouse=True)
def quarter_of_an_hour(settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60


def test_an_announcement_made_long_after_signing_in_asks_and_then_is_made(client):
    province = person(Role.PROVINCE)
    running = in_publicity(call(created_by=province), 2, at=NOON)
    with time_machine.travel(running.ends_at, tick=False) as clock:
        client.force_login(province)
        clock.shift(16 * 60)
        page = reverse("publication:announce", args=[running.pk])
        text = client.get(page).context["form"].initial
        asked = client.post(page, text)
        assert asked.url.startswith(reverse("account_reauthenticate"))
        assert not Announcement.objects.exists()
        client.post(asked.url, {"password": "wrong", "next": page})
        assert not Announcement.objects.exists()
        client.post(asked.url, {"password": PASSWORD, "next": page})
        assert Announcement.objects.count() == 1  # the form that waited went on by itself


def test_an_announcement_soon_after_signing_in_is_made_at_once(client):
    province = person(Role.PROVINCE)
    running = in_publicity(call(created_by=province), 2, at=NOON)
    with time_machine.travel(running.ends_at, tick=False) as clock:
        client.force_login(province)
        clock.shift(14 * 60)
        page = reverse("publication:announce", args=[running.pk])
        client.post(page, client.get(page).context["form"].initial)
    assert Announcement.objects.count() == 1


@pytest.mark.parametrize(
    "view", [announce, rule, report_sign, change_decide, profile, sessions], ids=lambda view: view.__name__
)
def test_the_views_whose_forms_bind(view):
    assert view.binds


@pytest.mark.parametrize("role", APART)
def test_system_security_and_audit_are_never_in_one_account(role):
    """An account has one role (a single field), and no role carries the rights of two of the three."""
    theirs = {other for other, right in APART.items() if right in ROLE_PERMISSIONS[role]}
    assert theirs == {role}


def test_no_other_role_administers_or_audits():
    for role in set(Role) - set(APART):
        assert not set(APART.values()) & ROLE_PERMISSIONS[role], role
