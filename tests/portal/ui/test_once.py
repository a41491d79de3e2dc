"""once.js in a real browser: a double click sends a form once, with its button, and not for ever."""

from urllib.parse import parse_qs

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import collation, policies
from applications.models import Application
from portal.accounts.roles import Role
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def queue(db):
    """Two files with the city of 广州, still to be put in order, and an officer of the city."""
    now = timezone.now()
    call, county = factories.call(at=now), factories.person(Role.COUNTY, division="440106")
    for _n in range(2):
        file = factories.submitted(factories.enterprise(), call, at=now)
        collation.count_paper(file, policies.expected_paper(file), by=county, at=now)
        collation.pass_on([Application.objects.get(pk=file.pk)], opinion="同意", by=county, at=now)
    return call, factories.person(Role.CITY, division="440100")


@pytest.fixture
def page(browser_page, queue):
    """The city's round in the browser; what is sent from it is kept in ``page.sent``."""
    call, officer = queue
    browser_page.goto("/accounts/login/")
    browser_page.locator("[name=login]").fill(officer.username)
    browser_page.locator("[name=password]").fill(factories.PASSWORD)
    browser_page.locator("main form button:not([type=button])").first.click()
    browser_page.wait_for_url(lambda address: "login" not in address)
    browser_page.goto(reverse("applications:round", args=[call.pk]))
    browser_page.sent = []
    keep = browser_page.sent.append
    browser_page.on("request", lambda one: keep(one.post_data) if one.method == "POST" else None)
    return browser_page


def first(call) -> int:
    return call.applications.order_by("city_rank").values_list("pk", flat=True)[0]


def test_a_second_click_on_the_way_sends_nothing_and_the_pressed_button_travels(page, queue):
    call, _officer = queue
    before = list(call.applications.order_by("city_rank", "pk").values_list("pk", flat=True))
    down = page.locator("button[name=move][value$=':down']")
    wanted, place, held = down.get_attribute("value"), down.bounding_box(), []
    page.route("**/order/", lambda route: held.append(route))  # noqa: PLW0108 - it keeps a mark on what it calls
    with page.expect_request("**/order/"):
        down.click(no_wait_after=True)
    page.mouse.click(place["x"] + 5, place["y"] + 5)  # the first is still on its way
    [one.continue_() for one in held]
    page.locator(".notice-success").wait_for()
    assert [parse_qs(one)["move"] for one in page.sent] == [[wanted]]
    assert first(call) == before[1]


def test_a_page_that_is_shown_again_sends_again(page, queue):
    down = page.locator("button[name=move][value$=':down']")
    down.click()
    page.locator(".notice-success").wait_for()
    page.go_back()
    assert page.locator("button[name=move]").first.is_enabled()
    page.locator("button[name=move]").first.click()
    page.wait_for_load_state()
    assert len(page.sent) == 2
