"""The gallery in a real browser: readable by everybody, at every width, under the content policy."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("address", ["/gallery/", "/help/accessibility/", "/nothing-here/"])
def test_pages_are_accessible_and_never_wider_than_the_window(browser_page, axe, address, width):
    browser_page.set_viewport_size({"width": width, "height": 900})
    browser_page.route("**/nothing-here/", lambda route: route.fulfill(response=route.fetch(), status=200))
    browser_page.goto(address)
    assert axe(browser_page) == []
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= width


def test_rows_are_marked_at_once(browser_page):
    browser_page.goto("/gallery/")
    bar = browser_page.locator("[data-bulk-bar]")
    assert not bar.is_visible()
    browser_page.locator("[data-bulk-all]").check()
    assert bar.locator("[data-bulk-count]").inner_text() == "4"
    bar.get_by_text("取消").click()
    assert not bar.is_visible()
