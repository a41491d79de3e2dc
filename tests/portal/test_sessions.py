"""Sessions end by themselves when nobody is there, and from anywhere by the person."""

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.roles import Role
from portal.accounts.sessions import device
from portal.audit.chain import history
from tests.factories import PASSWORD, enterprise, owner, person

pytestmark = pytest.mark.django_db
BEGINS = "2026-11-10T10:00:00+08:00"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@pytest.fixture(autouse=True)
def half_an_hour(settings):
    cache.clear()
    settings.IDLE_SIGN_OUT, settings.SESSION_COOKIE_AGE = 30 * 60, 12 * 60 * 60


def signed_in(one, **extra) -> Client:
    client = Client(**extra)
    client.post(reverse("account_login"), {"login": one.username, "password": PASSWORD})
    return client


def test_half_an_hour_without_a_sign_signs_out_and_says_so(client):
    with time_machine.travel(BEGINS, tick=False) as clock:
        client.force_login(person(Role.PROVINCE))
        for _visit in range(3):  # each visit is a sign
            clock.shift(29 * 60)
            assert client.get(reverse("profile")).status_code == 200
        clock.shift(30 * 60)
        answer = client.get(reverse("profile"), follow=True)
        assert answer.redirect_chain[0][0].startswith(reverse("account_login") + "?next=")
        assert "30 分钟" in answer.content.decode()


def test_a_session_in_use_ends_twelve_hours_after_signing_in_and_says_so():
    with time_machine.travel(BEGINS, tick=False) as clock:
        client = signed_in(owner(enterprise()))
        for _visit in range(25):
            clock.shift(28 * 60)  # 25 × 28 minutes are 11 hours 40
            assert client.get(reverse("profile")).status_code == 200
        clock.shift(20 * 60)
        answer = client.get(reverse("profile"), follow=True)
        assert "12 小时" in answer.content.decode()
        assert answer.redirect_chain


def test_public_pages_are_no_sign_of_a_person(client):
    with time_machine.travel(BEGINS, tick=False) as clock:
        client.force_login(person(Role.PROVINCE))
        clock.shift(29 * 60)
        client.get(reverse("robots"))
        clock.shift(60)
        assert client.get(reverse("profile")).status_code == 302


def test_one_click_stays_and_the_page_may_end_it(client):
    with time_machine.travel(BEGINS, tick=False) as clock:
        client.force_login(person(Role.PROVINCE))
        clock.shift(29 * 60)
        assert client.post(reverse("stay")).status_code == 204
        clock.shift(29 * 60)
        assert client.get(reverse("profile")).status_code == 200
        assert client.post(reverse("stay"), {"end": "1"}).status_code == 204
        assert client.get(reverse("profile")).status_code == 302


def test_a_session_is_written_once_a_minute_at_most(client):
    with time_machine.travel(BEGINS, tick=False) as clock:
        client.force_login(person(Role.PROVINCE))
        clock.shift(59)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("profile"))
        assert [q for q in asked.captured_queries if q["sql"].startswith("UPDATE")] == []


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_of_sessions_takes_the_same_questions(many):
    one = owner(enterprise())
    clients = [signed_in(one) for _number in range(many)]
    with CaptureQueriesContext(connection) as asked:
        page = clients[0].get(reverse("sessions"))
    assert len(page.context["places"]) == many
    assert len(asked) == 5


def test_other_sessions_are_ended_from_here_on_record():
    one = owner(enterprise())
    here, there, elsewhere = (signed_in(one, HTTP_USER_AGENT=CHROME) for _number in range(3))
    places = here.get(reverse("sessions")).context["places"]
    assert [place.is_current for place in places] == [True, False, False]
    assert places[0].device == "Chrome · Windows"
    there_key = places[1].pk
    here.post(reverse("sessions"), {"end": there_key})
    states = sorted(c.get(reverse("profile")).status_code for c in (there, elsewhere))
    assert states == [200, 302]
    here.post(reverse("sessions"), {"end": "others"})
    assert [c.get(reverse("profile")).status_code for c in (here, there, elsewhere)] == [200, 302, 302]
    counts = [e.data for e in history("account", str(one.pk)) if e.action == "end_sessions"]
    assert counts == [{"count": 1}, {"count": 1}]


def test_nobody_ends_the_session_of_another():
    mine, theirs = signed_in(owner(enterprise())), signed_in(owner(enterprise()))
    [place] = theirs.get(reverse("sessions")).context["places"]
    for named in (place.pk, "x", "", "others"):
        mine.post(reverse("sessions"), {"end": named})
    assert theirs.get(reverse("profile")).status_code == 200


def test_the_security_administrator_signs_a_person_out_everywhere():
    one, security = person(Role.AUDITOR), person(Role.SECURITY_ADMIN)
    theirs, own = signed_in(one), signed_in(security)
    data = {"action": "sign_out", "_selected_action": [one.pk, security.pk]}
    assert own.post(reverse("admin:accounts_user_changelist"), data).status_code == 302
    assert theirs.get(reverse("profile")).status_code == 302
    assert own.get(reverse("profile")).status_code == 200


def test_a_new_password_signs_out_everywhere_else():
    one = owner(enterprise())
    here, there = signed_in(one), signed_in(one)
    new = "Kaleidoskop-2026"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post(reverse("account_change_password"), data).status_code == 302
    assert [c.get(reverse("profile")).status_code for c in (here, there)] == [200, 302]
    assert len(here.get(reverse("sessions")).context["places"]) == 1


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (CHROME, "Chrome · Windows"),
        (CHROME + " Edg/140.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone) AppleWebKit MicroMessenger/8.0", "微信 · iOS"),
        ("curl/8", "其他程序"),
    ],
)
def test_a_browser_is_named_in_two_words(agent, name):
    assert device(agent) == name


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_quiet_page_warns_stays_signs_out_and_gives_back_what_was_typed(browser_page, live_server, axe):
    one = owner(enterprise())
    page = browser_page
    page.clock.install()
    page.goto(live_server.url + reverse("profile"))
    page.fill("#id_login", one.username)
    page.fill("#id_password", PASSWORD)
    page.click("main form button")
    page.wait_for_url(f"**{reverse('profile')}")
    assert not page.locator("dialog.idle").is_visible()
    page.fill("#id_name", "正在输入的姓名")
    page.clock.run_for("25:00")
    assert page.locator("dialog[open]").count() == 1
    assert axe(page) == []
    page.click("[data-idle-click]")
    page.wait_for_selector("dialog[open]", state="detached")
    page.clock.run_for("29:10")
    page.wait_for_url(lambda address: "/login/" in address)
    page.fill("#id_login", one.username)
    page.fill("#id_password", PASSWORD)
    page.click("main form button")
    page.wait_for_url(f"**{reverse('profile')}")
    assert page.input_value("#id_name") == "正在输入的姓名"
    assert page.locator("[data-idle-restored]").is_visible()
