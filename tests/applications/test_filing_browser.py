"""Filing in a real browser: autosave, rows, uploads, keyboard, accessibility."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from applications import drafts, filing
from applications.models import Application, DossierSection
from tests import factories as make
from tests.portal.documents import samples

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED = re.compile("^已(保存|于)")


@pytest.fixture
def file():
    now = timezone.now()
    firm = make.enterprise(at=now)
    return filing.begin(firm, make.call(at=now), by=make.owner(firm), at=now)


@pytest.fixture
def me(file):
    return file.enterprise.organisation.people.get()


def enter(context, client, user, live_server):
    client.force_login(user)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )


@pytest.fixture
def page(browser_page, client, me, live_server):
    enter(browser_page.context, client, me, live_server)
    return browser_page


@pytest.fixture
def plain(chromium, client, me, live_server):
    """The same person with scripts turned off."""
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    enter(context, client, me, live_server)
    yield context.new_page()
    context.close()


def section(file, key: str) -> str:
    return reverse("applications:section", args=[file.pk, key])


def status(page):
    return page.locator("[data-autosave-status]")


def test_what_is_typed_is_saved_by_itself(page, file):
    page.goto(section(file, "market"))
    page.fill("#id_renewal", "88")
    expect(status(page)).to_contain_text(SAVED)
    page.reload()
    expect(page.locator("#id_renewal")).to_have_value("88")


def test_the_last_thing_typed_into_a_complete_file_is_saved_too(page, file, me):
    make.filled(file, at=timezone.now(), by=me)
    page.goto(section(file, "market"))
    page.fill("#id_renewal", "87")
    expect(status(page)).to_contain_text(SAVED)
    expect(page.locator("[data-filing-missing]")).to_contain_text("可以预览并提交")


def test_offline_keeps_what_is_typed_and_saves_it_later(page, file):
    page.goto(section(file, "market"))
    page.evaluate("window.fetch = () => Promise.reject(new TypeError('offline')); 0")
    page.fill("#id_renewal", "77")
    expect(status(page)).to_have_attribute("data-tone", "wait")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.locator("[data-autosave-take]").click()
    expect(page.locator("#id_renewal")).to_have_value("77")
    expect(status(page)).to_contain_text(SAVED)
    assert file.sections.get(key="market").data["renewal"] == "77"


def test_a_colleagues_save_is_shown_beside_ones_own(plain, file, me):
    plain.goto(section(file, "market"))
    plain.fill("#id_renewal", "66")
    colleague = make.owner(file.enterprise)
    drafts.save_section(file, "market", {"renewal": "55"}, revision=0, by=colleague, at=timezone.now())
    plain.click("button[value=next]")
    row = plain.locator(".differences tbody tr")
    expect(row.locator("del.diff")).to_have_text("55 %")
    expect(row.locator("ins.diff")).to_have_text("66 %")
    expect(plain.locator("#id_renewal")).to_have_value("66")
    plain.locator("form.card button.btn-outline-primary[value=stay]").click()
    assert DossierSection.objects.get(application=file, key="market").data["renewal"] == "66"


def test_signed_out_keeps_what_is_typed(page, file):
    page.goto(section(file, "market"))
    page.context.clear_cookies(name="sessionid")
    page.fill("#id_renewal", "44")
    expect(status(page).locator("a")).to_be_visible()
    assert page.evaluate("Object.values(localStorage).join()").count("44") == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_rows_are_added_and_removed(request, scripts, file):
    page = request.getfixturevalue("page" if scripts else "plain")
    page.goto(section(file, "basic"))
    page.fill("#id_shareholders-0-name", "甲")
    page.click("button[name=add][value=shareholders]")
    page.fill("#id_shareholders-1-name", "乙")
    if scripts:
        expect(status(page)).to_contain_text(SAVED)
    page.click("button[name=remove][value=shareholders-0]")
    expect(page.locator("#id_shareholders-0-name")).to_have_value("乙")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_is_uploaded_and_a_bad_one_refused(request, scripts, file):
    page = request.getfixturevalue("page" if scripts else "plain")
    page.goto(reverse("applications:attachments", args=[file.pk]))
    place = page.locator("#material-licence")
    place.locator("input[type=file]").set_input_files(
        {"name": "执照.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()}
    )
    place.locator("button", has_text="上传").click()
    expect(place.locator("a.file-name")).to_contain_text("执照.pdf")
    if scripts:
        return
    place.locator("input[type=file]").set_input_files(
        {"name": "空.pdf", "mimeType": "application/pdf", "buffer": b""}
    )
    place.locator("button", has_text="上传").click()
    expect(place.locator(".errorlist")).to_contain_text("空.pdf")
    expect(place.locator("a.file-name")).to_contain_text("执照.pdf")


def test_a_double_click_submits_once(page, file, me):
    make.filled(file, by=me, at=timezone.now())
    page.goto(reverse("applications:submit", args=[file.pk]))
    page.check("#id_promise")
    page.locator("main form button").dblclick()
    expect(page).to_have_url(reverse("applications:receipt", args=[file.pk]), ignore_case=True)
    assert Application.objects.get(pk=file.pk).versions.count() == 1


def test_filing_by_keyboard_alone(page, file):
    page.goto(section(file, "market"))
    page.locator("#id_position").focus()
    page.keyboard.type("客户数量居于前列")
    page.keyboard.press("Tab")
    page.keyboard.type("90")
    expect(status(page)).to_contain_text(SAVED)
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "next":
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(reverse("applications:attachments", args=[file.pk]))
    assert file.sections.get(key="market").data["renewal"] == "90"


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_pages_are_accessible_and_never_wider_than_the_window(page, axe, file, width):
    page.set_viewport_size({"width": width, "height": 900})
    keys = ["basic", "operations", "team", "business_model", "products", "cases", "market"]
    addresses = [reverse("applications:mine"), *[section(file, key) for key in keys]]
    addresses += [
        reverse(f"applications:{name}", args=[file.pk])
        for name in ("attachments", "preview", "submit", "withdraw")
    ]
    for address in addresses:
        page.goto(address)
        assert (address, axe(page)) == (address, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width
