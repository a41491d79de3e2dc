"""The first administrators of an installation, and one's own profile."""

import io

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.chain import history
from tests.factories import enterprise, owner, person

pytestmark = pytest.mark.django_db
PASSWORD = "Kaleidoskop-2026"


def create(monkeypatch, password: str, role: str = "security_admin", username: str = "anquan") -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    said = io.StringIO()
    call_command("create_administrator", role, username, f"{username}@example.test", "测试甲", stdout=said)
    return said.getvalue()


@pytest.mark.parametrize("role", ["security_admin", "system_admin"])
def test_an_administrator_is_entered_on_record_and_is_no_superuser(monkeypatch, role):
    assert "anquan" in create(monkeypatch, PASSWORD, role)
    made = User.objects.get(username="anquan")
    assert (made.role, made.organisation.kind) == (role, "oversight")
    assert made.check_password(PASSWORD)
    assert not made.is_superuser
    assert [event.action for event in history("account", str(made.pk))] == ["create"]


def test_a_weak_password_and_a_taken_name_are_refused(monkeypatch):
    with pytest.raises(CommandError):
        create(monkeypatch, "short")
    create(monkeypatch, PASSWORD)
    with pytest.raises(CommandError):
        create(monkeypatch, PASSWORD)
    assert User.objects.filter(username="anquan").count() == 1


@pytest.mark.parametrize("near", ["username", "name", "email"])
def test_a_password_like_oneself_is_refused(near):
    one = User(**{near: "zhangweimin@example.com"})
    with pytest.raises(ValidationError):
        validate_password("zhangweimin-2026", one)


def test_other_roles_are_not_entered_this_way(monkeypatch):
    with pytest.raises(CommandError):
        create(monkeypatch, PASSWORD, "province")


def test_the_profile_asks_the_same_whatever_else_there_is(client):
    of = enterprise()
    client.force_login(owner(of))
    counts = []
    for _more in range(2):
        client.get(reverse("profile"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("profile")).status_code == 200
        counts.append(len(queries))
        owner(of)
        person(Role.AUDITOR)
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("role", "leads", "hides"),
    [
        (Role.SECURITY_ADMIN, ["accounts_user", "disputes"], ["accounts_organisation", "notifications_job"]),
        (Role.SYSTEM_ADMIN, ["accounts_organisation", "notifications_job"], ["accounts_user", "disputes"]),
    ],
)
def test_the_menu_leads_administrators_to_and_fro(client, role, leads, hides):
    """From the portal's pages to the admin, and from the admin back: the same menu on both."""

    def address(name: str) -> str:
        return "/disputes/" if name == "disputes" else reverse(f"admin:{name}_changelist")

    client.force_login(person(role))
    for page in (reverse("notifications:inbox"), reverse("admin:index")):
        menu = client.get(page).content.decode().split('aria-label="主菜单"', 1)[1].split("</nav>", 1)[0]
        assert all(f'href="{address(name)}"' in menu for name in leads)
        assert not any(f'href="{address(name)}"' in menu for name in hides)
