"""Official pages: layout of GB/T 9704-2012 measured in the PDF, fonts inside, and codes that verify."""

import io
import re

import pytest
from django.urls import reverse
from pypdf import PdfReader

from portal.documents import issuing, tables
from portal.documents.models import OfficialDocument
from portal.documents.rendering import qr_code, render_pdf

MM = 72 / 25.4
COMMON = {
    "issuer": "广东省工业和信息化厅", "number": "粤测〔2026〕1号", "code": "23456789ABCD", "data_sha256": "0" * 64,
    "issued_at": "2026-11-23T10:00:00+08:00", "verify_url": "http://127.0.0.1/verify/2/", "qr": qr_code("x"),
    "title": "关于公示拟入选名单的通知", "paragraphs": ["堃喆珺赟" + "字" * 1300],
}  # fmt: skip
LIST = {"columns": ["序号", "名称"], "rows": [[1, "堃喆珺赟有限公司"]]}
DATA = {
    "receipt": {"enterprise": "测试有限公司", "application_number": "1", "uscc": "1", "call": "通知", "submitted_at": COMMON["issued_at"], "version_sha256": "a" * 64, "event_hash": "b" * 64},
    "summary": LIST,
    "recommendation_letter": {"addressee": "省厅", "list_title": "推荐名单", **LIST},
    "publicity": {"sections": [{"heading": "一、依据", "paragraphs": ["字"]}], "lists": [{"title": "名单", **LIST}]},
    "announcement": {"lists": [{"title": "名单", **LIST}]},
    "objection_receipt": {"facts": [["编号", "1"]]},
    "objection_reply": {}, "recusal_ruling": {}, "review_report": {"sections": []},
}  # fmt: skip


def rendered(name, **more) -> PdfReader:
    return PdfReader(
        io.BytesIO(render_pdf(f"documents/{name}.html", {**COMMON, **DATA[name], **more}, language="zh-hans"))
    )


@pytest.mark.parametrize("name", DATA)
def test_every_document_is_a_tagged_page_with_its_fonts_inside(name, settings):
    settings.DEMO = True
    reader = rendered(name)

    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert set(descriptor) & {"/FontFile2", "/FontFile3"}


def test_full_page_has_22_lines_of_28_characters_at_the_margins():
    lines = {}

    def visit(text, cm, tm, font, size):
        if text.strip() and not re.fullmatch(r"[—\s\d]+", text):
            y = round(tm[5] * cm[3] + cm[5], 1)
            lines.setdefault(y, [tm[4] * cm[0] + cm[4], ""])[1] += text.strip()

    rendered("objection_reply").pages[1].extract_text(visitor_text=visit)

    assert [len(text) for _x, text in lines.values()] == [28] * 22
    assert {round(x / MM) for x, _text in lines.values()} == {28}
    tops = sorted(lines, reverse=True)
    assert (tops[0] - tops[-1]) / MM == pytest.approx(225 * 21 / 22, abs=0.5)


def test_network_is_never_asked():
    page = "documents/notice.html"
    assert render_pdf(page, {**COMMON, "qr": "http://192.0.2.1/x.png"}, language="en").startswith(b"%PDF")


@pytest.fixture
def kind(monkeypatch):
    spec = issuing.DocumentKind(
        "test", "测试文件", "documents/receipt.html", lambda _document: {}, "粤测", is_public=True
    )
    monkeypatch.setitem(issuing.kinds._items, "test", spec)
    return spec


@pytest.fixture
def document(kind, db, at):
    return issuing.issue(
        "test", subject_kind="test", subject_id="1", data={**COMMON, **DATA["receipt"]}, by=None, at=at
    )


def test_job_makes_the_pdf_once(document):
    issuing.make_pdf(document.pk)
    first = OfficialDocument.objects.get().file_id
    issuing.make_pdf(document.pk)

    assert first
    assert OfficialDocument.objects.get().file_id == first


def test_document_is_waited_for_and_then_delivered(document, client):
    address = reverse("document_download", args=[document.code])
    assert (client.get(address).status_code, client.get(address)["Refresh"]) == (202, "3")

    issuing.make_pdf(document.pk)

    assert b"".join(client.get(address)).startswith(b"%PDF")


def test_document_that_is_not_public_is_refused(document, client):
    OfficialDocument.objects.update(is_public=False)
    assert client.get(reverse("document_download", args=[document.code])).status_code == 302


def test_code_verifies_and_a_wrong_one_does_not(document, client):
    found = client.get(reverse("verify"), {"code": document.code.lower()}, follow=True)
    assert document.number in found.content.decode()
    assert client.get(reverse("verify_code", args=["ZZZZ"])).status_code == 404


def test_numbers_follow_each_other_and_the_year_of_guangdong(document, kind, at):
    second = issuing.issue("test", subject_kind="test", subject_id="2", data={}, by=None, at=at)
    assert (document.number, second.number) == ("粤测〔2026〕1号", "粤测〔2026〕2号")


def test_tables_run_no_formula_and_read_back():
    columns = [tables.Column("名称"), tables.Column("数")]
    content = tables.workbook("表", columns, [["=1+1", 5], ["@x", None]])
    assert tables.read_rows(io.BytesIO(content)) == [["名称", "数"], ["'=1+1", 5.0], ["'@x", ""]]
    assert tables.csv_bytes(columns, [["-1", 2]]).decode("utf-8") == "\ufeff名称,数\r\n'-1,2\r\n"
