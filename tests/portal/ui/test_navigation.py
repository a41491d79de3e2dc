"""Menus: long ones fold into their groups, short ones don't; without script, by keyboard, and at 360 px."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from portal.accounts.roles import Role
from portal.registry import Registry
from portal.ui import navigation
from portal.ui.navigation import MOST_UNFOLDED, Folded, NavItem, folded, groups, items
from tests.architecture.test_first_pages import one_of


@pytest.fixture
def menu(monkeypatch):
    """A menu of one's own: ``menu(n)`` has n items of the group of the pool after two without group."""
    own = Registry("navigation of the test")
    monkeypatch.setattr(navigation, "items", own)
    monkeypatch.setattr(navigation, "address", lambda name: f"/{name}/")

    def fill(many: int) -> None:
        for n in range(2):
            own.add(f"one{n}", NavItem(f"one{n}", f"One {n}", f"one{n}", n))
        for n in range(many):
            own.add(f"pool{n}", NavItem(f"pool{n}", f"Pool {n}", f"pool{n}", 10 + n, group="pool"))

    return fill


def test_a_short_menu_stands_side_by_side(menu):
    menu(MOST_UNFOLDED - 2)
    assert [link.label for link in folded("work", "/")][:3] == ["One 0", "One 1", "Pool 0"]


def test_a_long_menu_is_folded_and_its_group_knows_where_the_page_lies(menu):
    menu(MOST_UNFOLDED - 1)
    first, second, group = folded("work", "/pool3/7/")
    assert (first.label, second.label) == ("One 0", "One 1")
    assert isinstance(group, Folded)
    assert (group.label, group.current, len(group.links)) == (str(groups["pool"].label), True, 6)
    assert [link.href for link in group.links if link.current] == ["/pool3/"]
    assert not folded("work", "/one1/")[2].current


def test_every_item_names_a_group_that_exists():
    assert {item.group for item in items} - {""} <= set(groups.keys())


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_no_role_has_more_entries_than_fit(role):
    assert len(folded("work", "/", one_of(role))) <= MOST_UNFOLDED


def test_the_public_menu_fits():
    assert len(folded("public", "/")) <= MOST_UNFOLDED


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_group_opens_by_key_and_closes_on_escape(browser_page):
    browser_page.goto(reverse("publication:home"))
    nav = browser_page.locator("nav.bar-menu")
    group = nav.locator("details").first
    group.locator("summary").focus()
    browser_page.keyboard.press("Enter")
    expect(group.locator("a").first).to_be_visible()
    browser_page.keyboard.press("Tab")
    expect(group.locator("a").first).to_be_focused()
    browser_page.keyboard.press("Escape")
    expect(group.locator("a").first).to_be_hidden()
    expect(group.locator("summary")).to_be_focused()
    group.locator("summary").click()
    nav.locator("details").nth(1).locator("summary").click()
    expect(group.locator("a").first).to_be_hidden()
    browser_page.mouse.click(4, 600)
    expect(nav.locator("details[open]")).to_have_count(0)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_on_a_phone_the_groups_are_headed_lists(browser_page):
    browser_page.set_viewport_size({"width": 360, "height": 800})
    browser_page.goto(reverse("publication:home"))
    browser_page.locator("details.fold > summary").click()
    link = browser_page.locator(".fold-body").get_by_role("link", name="产品目录", exact=True)
    expect(link).to_be_visible()
    expect(browser_page.locator(".fold-body .menu-head").first).to_be_visible()
    link.click()
    browser_page.wait_for_url("**" + reverse("publication:catalogue"))
