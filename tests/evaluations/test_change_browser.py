"""An enterprise reports a change in a real browser: what is typed is kept, files go up by themselves, axe finds nothing."""

import re
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from evaluations.changes import reporting
from tests import factories as make
from tests.evaluations import factories
from tests.evaluations.changes import NEW
from tests.portal.documents import samples

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED = re.compile("^已(保存|于)")


@pytest.fixture
def report():
    now = timezone.now()
    of = factories.member(at=now)
    return reporting.begin(of, "equity", by=make.owner(of), at=now)


@pytest.fixture
def page(browser_page, client, report, live_server):
    client.force_login(report.enterprise.organisation.people.get())
    session = client.cookies["sessionid"].value
    browser_page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return browser_page


def saving(text: str):
    """The answer to the very save that carries ``text``."""

    def carries(response) -> bool:
        sent = response.request.post_data_buffer or b""
        return "/save/" in response.url and (text.encode() in sent or quote(text).encode() in sent)

    return carries


def test_what_is_typed_is_kept_and_files_go_up(page, report, axe, tmp_path):
    edit = reverse("evaluations:change_edit", args=[report.pk])
    page.goto(edit)
    assert axe(page) == []
    page.fill("#id_summary", "控股股东变更")
    page.locator("[aria-labelledby=label-holds_credit] label", has_text="不再符合").click()
    with page.expect_response(saving("已申请修复")):
        page.fill("#id_note_credit", "已申请修复")
    expect(page.locator("[data-autosave-status]")).to_contain_text(SAVED)
    page.reload()
    expect(page.locator("#id_note_credit")).to_have_value("已申请修复")
    (paper := tmp_path / "通知书.pdf").write_bytes(samples.pdf())
    page.set_input_files("#id_evidence-registry", paper)
    with page.expect_navigation():  # once the file is up, the page is loaded anew
        page.locator("#evidence-registry button", has_text="上传").click()
    expect(page.locator("#evidence-registry .file-name").first).to_have_text(re.compile("通知书.pdf"))
    page.goto(reverse("evaluations:change_section", args=[report.pk, "basic"]))
    assert axe(page) == []
    page.locator("[data-rows-add]").first.click()
    with page.expect_response(saving(NEW)):
        page.fill("#id_shareholders-0-name", NEW)
    expect(page.locator("[data-autosave-status]")).to_contain_text(SAVED)
    report.refresh_from_db()
    assert report.material["basic"]["shareholders"][0]["name"] == NEW
    assert (report.summary, report.statements["credit"]["holds"]) == ("控股股东变更", "no")
    assert report.evidence.count() == 1
