"""The portal looks at its own page of a list in public and keeps what it saw."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.audit.chain import history
from portal.notifications.models import InboxItem
from publication import announcing, selfcheck
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(province, at, settings):
    settings.SELF_CHECK_URL = "https://portal.example.test"
    return factories.in_publicity(factories.call(at=at), by=province, at=at)


def up(running):
    return lambda _address: (200, f"… {running.version.sha256} …".encode())


def down(_address):
    raise ConnectionRefusedError


def test_looks_of_the_same_result_are_one_stretch(running, province, at):
    asked = []

    def answer(address):
        asked.append(address)
        return up(running)(address)

    for minutes in (0, 15, 30):
        assert selfcheck.look(at=at + timedelta(minutes=minutes), fetch=answer) == 1
    selfcheck.look(at=at + timedelta(minutes=45), fetch=down)
    selfcheck.look(at=at + timedelta(minutes=60), fetch=down)
    selfcheck.look(at=at + timedelta(minutes=75), fetch=answer)

    stretches = [(row.is_up, row.times, row.note) for row in running.checks.all()]
    assert stretches == [(True, 3, ""), (False, 2, "ConnectionRefusedError"), (True, 1, "")]
    assert set(asked) == {f"https://portal.example.test/publicity/{running.pk}/"}
    assert selfcheck.seen(running) == selfcheck.Seen(6, 2, at + timedelta(minutes=75))
    assert InboxItem.objects.filter(user=province, kind="publicity.unreachable").count() == 1


@pytest.mark.parametrize(
    ("answer", "note"), [((502, b""), "HTTP 502"), ((200, b"<h1>another page</h1>"), "digest")]
)
def test_a_page_without_its_list_is_not_up(running, at, answer, note):
    selfcheck.look(at=at, fetch=lambda _address: answer)
    assert running.checks.get().note == note


def test_nothing_is_looked_at_outside_the_period_or_without_an_address(running, at, settings):
    assert selfcheck.look(at=running.ends_at, fetch=up(running)) == 0
    assert selfcheck.look(at=at - timedelta(minutes=1), fetch=up(running)) == 0
    settings.SELF_CHECK_URL = ""
    assert selfcheck.look(at=at, fetch=up(running)) == 0


def test_the_looks_are_shown_and_go_on_the_record(client, running, province, at):
    for minutes in (0, 15):
        selfcheck.look(at=at + timedelta(minutes=minutes), fetch=up(running))
    page = client.get(f"/en/publicity/{running.pk}/").content.decode()
    assert "looked at the public page 2 times" in page
    client.force_login(province)
    assert client.get(reverse("publication:publicity_manage", args=[running.pk])).context["seen"].times == 2

    announcing.announce(running, title="公告", body="正文", by=province, at=running.ends_at)

    said = history("publicity", str(running.pk)).last().data
    assert (said["looks"], said["failed_looks"]) == (2, 0)
