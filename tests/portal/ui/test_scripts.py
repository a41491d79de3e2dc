"""The scripts in a real browser on the pages that use them – and the same pages without any script."""

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import drafts, filing, uscc
from applications.models import Enterprise
from tests import factories
from tests.portal.documents import samples

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
TYPED = "按年收取服务费，客户无须购置软硬件。"
PART = "business_model"


@pytest.fixture
def draft(db):
    now = timezone.now()
    of = factories.enterprise(at=now)
    return filing.begin(of, factories.call(at=now), by=factories.owner(of), at=now)


def sign_in(page, user) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(user.username)
    page.locator("[name=password]").fill(factories.PASSWORD)
    page.locator("main form button:not([type=button])").first.click()
    page.wait_for_url(lambda address: "login" not in address)


def open_section(page, draft):
    sign_in(page, draft.enterprise.organisation.people.get())
    page.goto(reverse("applications:section", args=[draft.pk, PART]))
    return page.locator("form[data-autosave] textarea").first


def status(page):
    return page.locator("[data-autosave-status]")


def kept(draft) -> str:
    section = draft.sections.filter(key=PART).first()
    return str(section.data) if section else ""


def test_what_is_typed_is_saved_and_said(browser_page, draft):
    area = open_section(browser_page, draft)
    area.fill(TYPED)
    status(browser_page).and_(browser_page.locator("[data-tone=ok]")).wait_for()
    assert "已保存" in status(browser_page).inner_text()
    assert TYPED in kept(draft)
    browser_page.reload()
    assert area.input_value() == TYPED


def test_what_was_typed_offline_is_offered_after_a_reload(browser_page, draft):
    area = open_section(browser_page, draft)
    browser_page.route(
        "**/autosave/", lambda route: route.fulfill(status=502, body="", content_type="text/plain")
    )
    area.fill(TYPED)
    status(browser_page).and_(browser_page.locator("[data-tone=wait]")).wait_for()
    assert "浏览器" in status(browser_page).inner_text()
    assert TYPED not in kept(draft)
    browser_page.once("dialog", lambda dialog: dialog.accept())
    browser_page.reload()
    assert area.input_value() == ""
    browser_page.unroute("**/autosave/")
    browser_page.locator("[data-autosave-take]").click()
    assert area.input_value() == TYPED
    status(browser_page).and_(browser_page.locator("[data-tone=ok]")).wait_for()
    assert TYPED in kept(draft)
    browser_page.expected = ["502"]


def test_a_colleagues_save_is_not_written_over(browser_page, draft):
    area = open_section(browser_page, draft)
    person = draft.enterprise.organisation.people.get()
    section = draft.sections.filter(key=PART).first()
    theirs = {**(section.data if section else {})}
    drafts.save_section(
        draft, PART, theirs, revision=section.revision if section else 0, by=person, at=timezone.now()
    )
    area.fill(TYPED)
    status(browser_page).and_(browser_page.locator("[data-tone=wrong]")).wait_for()
    assert status(browser_page).locator("a").count() == 1
    assert TYPED not in kept(draft)
    browser_page.expected = ["409"]


def test_signed_out_meanwhile_nothing_is_lost(browser_page, draft):
    area = open_section(browser_page, draft)
    session = next(c for c in browser_page.context.cookies() if "session" in c["name"])
    browser_page.context.clear_cookies(name=session["name"])
    area.fill(TYPED)
    status(browser_page).and_(browser_page.locator("[data-tone=wrong]")).wait_for()
    assert status(browser_page).locator("a").get_attribute("target") == "_blank"
    assert TYPED not in kept(draft)
    browser_page.context.add_cookies([session])
    browser_page.evaluate("window.dispatchEvent(new Event('focus'))")
    status(browser_page).and_(browser_page.locator("[data-tone=ok]")).wait_for()
    assert TYPED in kept(draft)


def test_files_are_sent_on_the_page_and_a_refused_one_says_why(browser_page, draft):
    sign_in(browser_page, draft.enterprise.organisation.people.get())
    browser_page.goto(reverse("applications:attachments", args=[draft.pk]))
    place = browser_page.locator("form[data-upload] input[type=file]").first
    place.set_input_files({"name": "空.pdf", "mimeType": "application/pdf", "buffer": b"no pdf at all"})
    send = browser_page.locator("form[data-upload] button").first
    send.click()
    refused = browser_page.locator("form[data-upload] .file-list .errorlist").first
    refused.wait_for()
    assert refused.inner_text()
    assert draft.attachments.count() == 0
    place.set_input_files({"name": "材料.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()})
    with browser_page.expect_navigation():
        send.click()
    assert browser_page.get_by_text("材料.pdf").first.is_visible()
    assert draft.attachments.count() == 1
    browser_page.expected = ["422"]


def test_without_scripts_one_signs_in_registers_and_reads_the_inbox(chromium, live_server):
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    code = uscc.invented("440106", 901)
    page.goto("/register/")
    scan = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()}
    values = {
        "uscc": code,
        "name": "测试无脚本有限公司",
        "contact": "测试甲",
        "phone": "020-83130000",
        "email": "plain@example.test",
        "username": "plain",
        "password": "Kaleidoskop-2026",
        "password_again": "Kaleidoskop-2026",
    }
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=city]").select_option("440100")
    page.locator("[name=county]").select_option("440106")
    for name in ("licence", "authorisation"):
        page.locator(f"[name={name}]").set_input_files(scan)
    page.locator("[name=consent]").check()
    page.locator("main form button:not([name])").last.click()
    assert page.url.endswith("/registered/new/"), page.locator("main").inner_text()
    assert Enterprise.objects.get().uscc == code
    page.goto("/accounts/login/?next=/inbox/")
    page.locator("[name=login]").fill("plain")
    page.locator("[name=password]").fill("Kaleidoskop-2026")
    page.locator("main form button:not([type=button])").first.click()
    assert page.url.endswith("/inbox/")
    assert page.locator("h1").count() == 1
    context.close()
