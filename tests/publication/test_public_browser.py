"""The public site in a browser: keyboard alone, 360 px, scripts off, WCAG on every page."""

import pytest

from publication.models import CatalogueEntry
from tests import factories as make
from tests.publication import public_factories as public

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (360, 768, 1440)


@pytest.fixture
def site(at):
    """A call, a list in public, an announcement, a member with three products: an address of each page."""
    call = make.call(at=at)
    enterprise = make.enterprise(at=at)
    shown = public.publicity(public.version(call, [enterprise]), at=at)
    announced = public.announcement(public.version(call, [enterprise], number=2))
    member = public.member(enterprise, announced=announced)
    entries = [
        CatalogueEntry.objects.create(
            membership=member,
            kind="product",
            name=f"注塑云服务{n}",
            content=make.product(deployment_days=n + 2),
            approved_at=at,
        )
        for n in range(3)
    ]
    compared = "&".join(f"p={entry.pk}" for entry in entries)
    return [
        "/",
        "/calls/",
        f"/calls/{call.pk}/",
        "/notices/",
        f"/publicity/{shown.pk}/",
        f"/announcements/{announced.pk}/",
        "/pool/",
        f"/pool/{enterprise.uscc}/",
        "/catalogue/",
        f"/catalogue/{entries[0].pk}/",
        f"/catalogue/compare/?{compared}",
        "/search/?q=测试",
        "/statistics/",
        "/open-data/",
        "/help/",
        "/help/public/",
        f"/verify/{member.code}/",
        "/verify/",
    ]


@pytest.fixture
def without_scripts(chromium, live_server):
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_every_page_keeps_to_the_guidelines_and_fits_a_telephone(site, browser_page, axe):
    faults = {}
    for address in site:
        browser_page.goto(address)
        breaches = axe(browser_page)
        for width in WIDTHS:
            browser_page.set_viewport_size({"width": width, "height": 900})
            wide = browser_page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                breaches.append(f"{wide} px wide at {width} px")
        if breaches:
            faults[address] = breaches
    assert faults == {}


def test_products_are_compared_with_the_keyboard_alone(site, browser_page):
    browser_page.goto("/catalogue/")
    for _n in range(2):
        _tab_to(browser_page, "input[name=p]:not(:checked)")
        browser_page.keyboard.press("Space")
    _tab_to(browser_page, "button:not([formaction])")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/catalogue/compare/**")
    assert browser_page.locator("table.compare thead th").count() == 3
    _tab_to(browser_page, "table.compare tbody a")
    assert browser_page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_function("document.querySelectorAll('table.compare thead th').length === 2")


def _tab_to(shown, selector: str) -> None:
    """Press Tab until the focus stands on what fits ``selector``."""
    for _n in range(80):
        shown.keyboard.press("Tab")
        if shown.evaluate("one => document.activeElement.matches(one)", f"main {selector}"):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_filter_compare_search_and_verify_without_scripts(site, without_scripts):
    shown = without_scripts
    shown.set_viewport_size({"width": 360, "height": 740})
    shown.goto("/catalogue/")
    shown.select_option("select[name=form]", "saas")
    shown.click("form[role=search] button")
    for box in shown.locator("input[name=p]").all()[:2]:
        box.check()
    shown.click("form:not([role]) button:not([formaction])")
    assert shown.locator("table.compare thead th").count() == 3
    shown.goto("/")
    shown.fill("main input[name=q]", "测试企业")
    shown.click("main form[role=search] button")
    shown.click(".result-list a >> nth=0")
    shown.click(".member-check a >> nth=0")
    assert shown.locator(".chip-ok").count() == 1
