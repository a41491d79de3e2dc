"""What people do at the portal: go to a page, fill in, press, read. Buttons and links are found by their text."""

import hashlib
import re
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Page, expect

from portal.demo import dossiers
from tests.factories import PASSWORD

BUILD = """() => [...new Set([...document.querySelectorAll('body *')].map(e => [e.parentElement.tagName, e.tagName,
    e.className, e.type, e.hidden, e.getAttribute('role')].join()))].join(' ')"""

CRUSHED = """() => [...document.querySelectorAll('input, select, textarea')].filter(e => e.offsetParent
    && !['checkbox', 'radio', 'hidden', 'submit'].includes(e.type) && !e.closest('.visually-hidden')
    && e.getBoundingClientRect().width < 48).map(e => e.name)"""


def scan(name: str, seed: int = 1) -> dict:
    """A small PDF to upload; ``name`` goes into its content."""
    content = dossiers.material(name, seed)
    return {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": content}


class Visitor:
    """One person at one browser."""

    def __init__(self, site, context) -> None:
        self.site, self.context = site, context
        self.signed_in_on = None
        self.status = 200
        self.page: Page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.site.complaints.append(str(error)))
        self.page.on("response", self._answered)

    def _heard(self, said) -> None:
        # Chromium reports every answer from 400 on; which of them are meant is judged by the answer itself.
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self.site.complaints.append(f"{self.page.url}: {said.text}")

    def _answered(self, response) -> None:
        if response.request.is_navigation_request():
            self.status = response.status
        if response.status >= 500 or (
            response.status >= 400 and not response.request.is_navigation_request()
        ):
            self.site.complaints.append(f"{response.status} {response.url}")

    # Words ---------------------------------------------------------------------------------------
    def word(self, text: str, **params) -> str:
        """``text`` of the English source in the language of the journey."""
        with translation.override(self.site.language):
            said = translation.gettext(text)
        return said % params if params else said

    def address(self, name: str, *args, query: str = "") -> str:
        with translation.override(self.site.language):
            return reverse(name, args=args) + query

    @property
    def text(self) -> str:
        """Everything that can be read on the page."""
        return self.page.locator("body").inner_text()

    @property
    def key(self) -> int:
        """The last number in the page's address."""
        return int(re.findall(r"/(\d+)/", self.page.url)[-1])

    def build(self) -> str:
        """A digest of the parts of which the page is built, however many of each, whatever it says."""
        path = re.sub(r"/[0-9A-Z]{8,}(?=/)", "/#", urlsplit(self.page.url).path)
        path = re.sub(r"\d+", "#", path.removeprefix("/en"))
        return hashlib.sha256(f"{path} {self.page.evaluate(BUILD)}".encode()).hexdigest()

    def crushed(self) -> list[str]:
        """Fields too narrow to type into."""
        return self.page.evaluate(CRUSHED)

    # Moving --------------------------------------------------------------------------------------
    def visit(self, name: str, *args, query: str = "", status: int = 200) -> "Visitor":
        self.page.goto(self.address(name, *args, query=query))
        return self.look(status)

    def look(self, status: int = 200) -> "Visitor":
        """The page has arrived as expected, and everybody can read it."""
        assert self.status == status, f"{self.status} at {self.page.url}: {self.text[:2000]}"
        self.site.judge(self)
        return self

    def press(self, label: str, *, inside: str = "main", status: int = 200, **params) -> "Visitor":
        """Press the button of that label and look at the page that answers."""
        button = self.page.locator(inside).get_by_role("button", name=self.word(label, **params), exact=True)
        return self._go(button, status)

    def press_that(self, selector: str, *, status: int = 200) -> "Visitor":
        """Press what stands at ``selector``, for buttons whose label stands more than once."""
        return self._go(self.page.locator(selector).first, status)

    def follow(self, label: str, *, inside: str = "body", status: int = 200, exact: bool = True) -> "Visitor":
        """Follow the first link of that label."""
        link = self.page.locator(inside).get_by_role("link", name=self.word(label), exact=exact).first
        return self._go(link, status)

    def follow_that(self, selector: str) -> "Visitor":
        """Follow the first link at ``selector``, where its words are the page's own business."""
        return self._go(self.page.locator(selector).first, 200)

    def _go(self, target, status: int) -> "Visitor":
        with self.page.expect_navigation(wait_until="load"):
            target.click()
        return self.look(status)

    # Filling in ----------------------------------------------------------------------------------
    def field(self, name: str):
        return self.page.locator(f'main [name="{name}"]')

    def fill(self, values: dict) -> "Visitor":
        """Fill in fields by name; a list ticks several, a dict with a buffer is a file."""
        for name, value in values.items():
            self._fill(name, value)
        return self

    def _fill(self, name: str, value) -> None:
        field = self.field(name)
        kind = field.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        if kind in {"radio", "checkbox"}:
            wanted = value if isinstance(value, list) else [value]
            for one in wanted:
                box = field if one is True else self.page.locator(f'main [name="{name}"][value="{one}"]')
                box.check()
        elif kind in {"select", "select-one"}:
            field.select_option(str(value))
        elif kind == "file":
            field.set_input_files(value)
        else:
            field.fill(str(value))

    # Reading -------------------------------------------------------------------------------------
    def reads(self, *texts: str) -> "Visitor":
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text, ignore_case=True)
        return self

    def finds_no(self, *texts: str) -> "Visitor":
        for text in texts:
            assert text not in self.text, f"{text} at {self.page.url}"
        return self

    def fetch(self, address: str) -> bytes:
        """What a link hands out, with this person's cookies."""
        answer = self.context.request.get(address)
        assert answer.ok, f"{answer.status} {address}"
        return answer.body()

    def fetch_link(self, label: str, inside: str = "main") -> bytes:
        link = self.page.locator(inside).get_by_role("link", name=label).first
        return self.fetch(link.get_attribute("href"))

    # Signing in ----------------------------------------------------------------------------------
    def sign_in(self, username: str, password: str = PASSWORD) -> "Visitor":
        self.context.clear_cookies()
        self.visit("account_login")
        self.fill({"login": username, "password": password})
        self.press("Sign in")
        assert self.address("account_login") not in self.page.url, self.text
        self.signed_in_on = self.site.clock.day
        return self
