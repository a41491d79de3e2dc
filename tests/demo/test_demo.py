"""The demonstration: loads into an empty portal, and everybody who is named finds something waiting."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone, translation

from applications.models import Application, Call, Enterprise
from applications.workflow import State
from portal.accounts.first_pages import first_page_of
from portal.accounts.models import User
from portal.audit.models import Event, Root
from portal.audit.verify import verify
from portal.demo import accounts, loading, numbers
from portal.notifications.models import Job
from publication.models import Membership, Objection
from reviews.models import Expert

MD5 = ["django.contrib.auth.hashers.MD5PasswordHasher"]


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration, loaded once for this module and rolled back after it."""
    from django.db import transaction

    folder = tmp_path_factory.mktemp("demo")
    with (
        django_db_blocker.unblock(),
        override_settings(
            MEDIA_ROOT=folder / "files", KEYS_DIR=folder / "keys", PASSWORD_HASHERS=MD5, DEMO=True
        ),
        transaction.atomic(),
    ):
        with translation.override("zh-hans"):
            loading.load(timezone.now(), say=str)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def in_it(loaded, settings):
    settings.DEMO = True


def test_there_is_a_round_in_each_phase():
    states = [
        set(call.applications.values_list("state", flat=True)) for call in Call.objects.order_by("opens_at")
    ]
    assert len(states) == 5
    for phase, state in zip(
        states,
        [State.ANNOUNCED, State.IN_PUBLICITY, State.IN_REVIEW, State.AT_CITY, State.DRAFT],
        strict=True,
    ):
        assert state in phase


def test_it_is_a_whole_province():
    assert Enterprise.objects.count() >= 300
    assert Enterprise.objects.values("city").distinct().count() == 21
    assert Expert.objects.filter(is_confirmed=True).count() >= 120
    assert Membership.objects.filter(is_member=True).count() > 20
    assert Event.objects.count() > 2000
    assert Root.objects.count() > 20


def test_the_record_holds():
    verdict = verify()
    assert verdict.ok, verdict


def test_desks_have_something_late_and_something_due_today():
    officer = User.objects.get(username="county-tianhe")
    held = Application.objects.filter(holder=officer.organisation)
    assert held.count() >= 10
    assert held.filter(deadline__lt=timezone.now()).exists()
    guangzhou = User.objects.get(username="city-guangzhou").organisation
    states = Counter(Application.objects.filter(holder=guangzhou).values_list("is_checked", flat=True))
    assert states[True] >= 5
    assert states[False] >= 15
    assert Application.objects.filter(holder=guangzhou, returns__gt=0).exists()


def test_objections_stand_in_different_states():
    assert len(set(Objection.objects.values_list("status", flat=True))) >= 4
    assert Job.objects.filter(status=Job.Status.DEAD).count() == 1


@pytest.mark.parametrize("username", accounts.usernames())
def test_everybody_signs_in_and_finds_a_first_page(username):
    client = Client()
    person = User.objects.get(username=username)
    assert client.login(username=username, password=numbers.PASSWORD)
    answer = client.get(first_page_of(person), follow=True)
    assert answer.status_code == 200
    # An enterprise that has begun the only open call finds no other; its files must be there.
    assert b'class="empty' not in answer.content or b"<td" in answer.content


def test_it_loads_only_once(capsys):
    before = Event.objects.count()
    call_command("demo")
    assert "already loaded" in capsys.readouterr().out
    assert Event.objects.count() == before
