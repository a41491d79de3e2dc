"""Jobs in the admin: for the system administrator, to read and to try again."""

import pytest
from django.urls import reverse

from portal.notifications.models import Job
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead(at):
    return Job.objects.create(
        handler="notice_mail", args={"item": 1}, status="dead", error="OSError: away", attempts=8, due_at=at,
        created_at=at, done_at=at,
    )  # fmt: skip


def test_the_system_administrator_finds_what_failed_and_tries_it_again(client, dead):
    client.force_login(factories.person("system_admin"))
    path = reverse("admin:notifications_job_changelist")
    assert "OSError: away" in client.get(f"{path}?status__exact=dead").content.decode()
    data = {"action": "try_again", "_selected_action": [dead.pk]}
    assert client.post(path, data).status_code == 302
    dead.refresh_from_db()
    assert (dead.status, dead.attempts) == ("queued", 0)


def test_nobody_writes_jobs_by_hand(client, dead):
    client.force_login(factories.person("system_admin"))
    assert client.get(reverse("admin:notifications_job_add")).status_code == 403
    path = reverse("admin:notifications_job_change", args=[dead.pk])
    assert client.get(path).status_code == 200
    assert client.post(path, {"status": "done"}).status_code == 403


@pytest.mark.parametrize("role", ["security_admin", "province", "auditor"])
def test_others_do_not_see_them(client, dead, role):
    client.force_login(factories.person(role))
    assert client.get(reverse("admin:notifications_job_changelist")).status_code in (302, 403)
