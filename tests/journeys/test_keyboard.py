"""Filing without a mouse: Tab, Enter, Space and typing only."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from applications import filing
from applications.models import Application, DossierSection
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.journey]

FOCUSED = """() => {
    const e = document.activeElement, to = e.getAttribute('href') || '';
    return {tag: e.tagName, name: e.name || '', href: to, text: e.innerText || '', action: e.form ? e.form.action : ''};
}"""


class Keys:
    """Ten fingers at a page."""

    def __init__(self, visitor) -> None:
        self.visitor, self.page = visitor, visitor.page

    def reach(self, **wanted: str) -> None:
        """Tab on until the focus is on an element each of whose traits holds what is wanted."""
        for _step in range(150):
            self.page.keyboard.press("Tab")
            focused = self.page.evaluate(FOCUSED)
            if all(text in focused[trait] for trait, text in wanted.items()):
                return
        raise AssertionError(f"no Tab leads there at {self.page.url}")

    def type_into(self, name: str, text: str) -> None:
        self.reach(name=name)
        self.page.keyboard.type(text)

    def enter(self) -> None:
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press("Enter")
        self.visitor.look()


def test_a_section_is_filed_with_the_keyboard_alone(site, clock):
    enterprise, call = make.enterprise(), make.call(at=timezone.now())
    owner = make.owner(enterprise, username="enterprise-1")
    file = filing.begin(enterprise, call, by=owner, at=timezone.now())
    make.filled(file, at=timezone.now(), by=owner)
    visitor = site.stranger().visit("account_login")
    keys = Keys(visitor)
    keys.page.keyboard.press("Tab")
    expect(visitor.page.locator(".skip-link")).to_be_focused()
    keys.type_into("login", "enterprise-1")
    keys.type_into("password", make.PASSWORD)
    keys.enter()

    keys.reach(href=f"/filing/{file.pk}/")
    keys.enter()
    keys.reach(href="/business_model/")
    keys.enter()
    keys.type_into("fee_replaces", "按年收取服务费，")
    keys.type_into("fee_share", "60")
    keys.reach(tag="BUTTON", name="go", text=visitor.word("Save"))
    keys.enter()
    kept = DossierSection.objects.get(key="business_model").data
    assert "按年收取服务费，" in kept["fee_replaces"]
    assert kept["fee_share"] == "60"

    keys.reach(href="/preview/")
    keys.enter()
    keys.reach(href="/submit/")
    keys.enter()
    keys.reach(name="promise")
    keys.page.keyboard.press("Space")
    assert visitor.field("promise").is_checked()
    keys.reach(tag="BUTTON", text=visitor.word("Submit"))
    keys.enter()
    visitor.reads(Application.objects.get(pk=file.pk).number)
