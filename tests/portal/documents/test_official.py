"""Official documents: the layout of GB/T 9704-2012, measured in the PDF itself."""

import re
import subprocess
from datetime import date, datetime

import pytest
from django.utils import timezone

from portal.documents import making
from portal.documents.issuing import DocumentKind, issue, kinds
from portal.documents.models import OfficialDocument
from portal.documents.rendering import render_pdf
from publication import certificates

pytestmark = pytest.mark.django_db
MM = 72 / 25.4  # points
LONG = "测" * 28 * 44
ENTRIES = [
    {
        "number": n,
        "name": f"演示企业{n}有限公司（堃喆珺赟）",
        "uscc": "91350100M000100Y43",
        "city": "广州市",
        "supplier_class": "服务商",
        "result": "认定",
    }
    for n in range(1, 61)
]
AT = datetime(2026, 11, 10, 10, tzinfo=timezone.get_default_timezone())
DATA = {
    "receipt": {
        "number": "R2026-1-440100-0007", "enterprise": "演示企业有限公司", "uscc": "91350100M000100Y43", "call": "2026年第一批资源池企业认定",
        "document_number": "粤工信〔2026〕1号", "submitted_at": AT.isoformat(), "version": 1, "sha256": "a" * 64, "event": "b" * 64,
        "attachments": [{"title": "营业执照", "name": "执照.pdf", "size": 1200, "sha256": "c" * 64}], "attachment_count": 1,
    },
    "recommendation_summary": {
        "call": "2026年第一批资源池企业认定", "call_document_number": "粤工信〔2026〕1号", "authority": "广州市工业和信息化局", "made_on": "2026-11-10",
        "rows": [{"rank": n, "number": f"R2026-1-440100-{n:04d}", "name": f"演示企业{n}有限公司", "uscc": "91350100M000100Y43", "class": "服务商", "county": "天河区", "opinion": "材料齐全，同意推荐。"} for n in range(1, 30)],
    },
    "recommendation_letter": {
        "authority": "广州市工业和信息化局", "is_city": True, "recipient": "广东省工业和信息化厅", "copy_to": "广东省工业互联网产业联盟",
        "call": "2026年第一批资源池企业认定", "call_document_number": "粤工信〔2026〕1号", "remark": "其中一家为创新创业型企业。",
        "rows": [{"number": f"R2026-1-440100-{n:04d}", "name": f"演示企业{n}有限公司", "uscc": "91350100M000100Y43", "class": "服务商"} for n in range(1, 60)],
    },
    "publicity_notice": {
        "title": "关于2026年第一批资源池企业认定拟认定名单的公示", "call": "2026年第一批资源池企业认定", "document_number": "粤工信〔2026〕1号",
        "process": "企业申报、县（市、区）收集整理、地市合规性审查并推荐、专家评审、审议", "first_day": "2026-11-10", "last_day": "2026-11-18", "days": 7,
        "how_to_object": "/objections/new/?publicity=1", "organisation": "广东省工业和信息化厅", "office": "", "postal_address": "演示路1号",
        "postcode": "510000", "telephone": "020-00000000", "list_version": 1, "list_sha256": "d" * 64, "entries": ENTRIES,
    },
    "announcement": {
        "title": "关于公布2026年第一批资源池企业认定结果的公告", "body": LONG, "call": "x", "document_number": "y", "organisation": "广东省工业和信息化厅",
        "date": "2026-11-20", "count": 60, "list_version": 2, "list_sha256": "d" * 64, "entries": ENTRIES,
    },
    "objection_receipt": {
        "number": "Y2026-0001", "call": "2026年第一批资源池企业认定", "target": "演示企业有限公司", "received_at": AT.isoformat(), "due_at": AT.isoformat(), "files": ["e" * 64],
    },
    "objection_reply": {
        "number": "Y2026-0001", "call": "2026年第一批资源池企业认定", "target": "演示企业有限公司", "received_at": AT.isoformat(), "result": "upheld",
        "remedy": "remove", "ruling": "经核实，情况属实。", "ruled_at": AT.isoformat(),
    },
    "objection_ruling": {
        "number": "Y2026-0001", "call": "2026年第一批资源池企业认定", "target": "演示企业有限公司", "received_at": AT.isoformat(), "result": "upheld",
        "remedy": "remove", "ruling": "经核实，情况属实。", "ruled_at": AT.isoformat(), "organisation": "广东省工业和信息化厅", "list_version": 1,
        "against": "entry", "grounds": "案例与事实不符。", "answer": "见合同。", "evidence": ["e" * 64],
    },
    "deliberation_minute": {
        "call": "2026年第一批资源池企业认定", "document_number": "粤工信〔2026〕1号", "organisation": "广东省工业和信息化厅", "number": 1,
        "held_on": "2026-11-09", "place": "会议室", "quorum": 3, "members": ["甲", "乙", "丙"], "standards": ["同意。", {"for": 3, "against": 0, "abstained": 0}],
        "process": ["同意。", {"for": 2, "against": 0, "abstained": 1}], "words": {"propose": "拟予认定", "decline": "不予认定"}, "proposed": 60, "declined": 0, "reasons": ["达到认定标准。"], "body": "会议审议通过。",
        "rows": [{"rank": n, "number": f"R2026-1-440100-{n:04d}", "name": f"演示企业{n}有限公司", "total": "80.00", "result": "propose", "votes": [3, 0, 0], "left": []} for n in range(1, 61)],
        "agenda_sha256": "a" * 64, "result_sha256": "b" * 64, "prepared_by": "甲", "approved_by": "乙", "approved_on": "2026-11-09",
    },
    "member_certificate": {
        "name": "演示工业互联网技术股份有限公司（堃喆珺赟）", "uscc": "91350100M000100Y43", "city": "广州市", "supplier_class": "服务商", "tier": "优秀",
        "since_day": "2026-11-20", "code": "GDABCDEFGH23", "basis_title": "关于公布2026年第一批广东省工业互联网产业生态供给资源池企业认定结果的公告",
        "basis_number": "公告〔2026〕1号", "organisation": "广东省工业和信息化厅",
    },
}  # fmt: skip


def dict_of_nothing(_document) -> dict:
    return {}


@pytest.fixture
def sample(monkeypatch):
    """Make an unsaved document of a kind with its sample data; kinds that a higher room registers are stood in for."""

    def make(key: str) -> OfficialDocument:
        context = certificates.context if key == "member_certificate" else dict_of_nothing
        kind = DocumentKind(key, key, f"documents/{key}.html", context, "T")
        monkeypatch.setitem(kinds._items, key, kind)
        return OfficialDocument(
            kind=key,
            number="粤工信告〔2026〕1号",
            code="ABCDEFGH2345",
            data=DATA[key],
            data_sha256="f" * 64,
            issued_at=AT,
        )

    return make


def pdf(document: OfficialDocument, folder) -> str:
    path = folder / f"{document.kind}.pdf"
    path.write_bytes(render_pdf(f"documents/{document.kind}.html", making.page_context(document)))
    return str(path)


def words(path: str, page: int) -> list[tuple[float, float, str]]:
    """(left, top, text) of each word on a page, in points."""
    out = subprocess.run(
        ["pdftotext", "-f", str(page), "-l", str(page), "-bbox", path, "-"],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]*)<', out.stdout)
    return [(float(left), float(top), text) for left, top, text in found]


@pytest.mark.parametrize("key", sorted(DATA))
def test_each_document_is_made_with_its_fonts_inside(key, sample, tmp_path):
    path = pdf(sample(key), tmp_path)
    fonts = subprocess.run(
        ["pdffonts", path], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts), fonts  # the column "emb"
    info = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert "Tagged:          yes" in info


def test_a_full_page_holds_22_lines_of_28_characters_in_the_type_area(sample, tmp_path):
    """Page 2 of an announcement whose text is one long paragraph is full of body text."""
    path = pdf(sample("announcement"), tmp_path)
    body = [(left, top, text) for left, top, text in words(path, 2) if set(text) == {"测"}]
    lines = [text for _left, _top, text in body]
    full = [text for text in lines if len(text) == 28]
    assert len(lines) == 22
    assert len(full) >= 21
    tops = sorted(top for _left, top, _text in body)
    pitch = (tops[-1] - tops[0]) / 21
    assert pitch == pytest.approx(225 * MM / 22, abs=0.3)
    assert min(left for left, _top, _text in body) == pytest.approx(
        26 * MM, abs=1.5
    )  # an even page: 210 − 156 − 28


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(sample, tmp_path):
    path = pdf(sample("announcement"), tmp_path)
    middle = 210 * MM / 2
    for page in (1, 2):
        dashes = [left for left, top, text in words(path, page) if text == "—" and top > 262 * MM]
        assert dashes
        assert all((left > middle) == (page == 1) for left in dashes)


def test_rare_characters_print(sample, tmp_path):
    path = pdf(sample("publicity_notice"), tmp_path)
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert "堃喆珺赟" in text.replace("\n", "")


@pytest.mark.parametrize("key", ["member_certificate", "objection_reply"])
def test_what_fits_on_one_page_is_one_page(key, sample, tmp_path):
    path = pdf(sample(key), tmp_path)
    info = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages:\s+1\n", info)


@pytest.mark.parametrize("key", ["announcement", "member_certificate", "recommendation_letter"])
def test_a_seal_is_never_drawn_its_place_is_marked(key, sample, tmp_path):
    path = pdf(sample(key), tmp_path)
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert "待盖章" in text


def test_the_job_makes_a_document_once(sample, django_capture_on_commit_callbacks):
    sample("receipt")
    document = issue(
        "receipt", subject_kind="application", subject_id="1", data=DATA["receipt"], by=None, at=AT
    )
    making.make_pdf(document.pk)
    document.refresh_from_db()
    first = document.file_id
    making.make_pdf(document.pk)
    document.refresh_from_db()
    assert document.file_id == first
    assert document.file.content_type == "application/pdf"


def test_numbers_follow_each_other_by_kind_and_year(sample):
    sample("receipt")
    numbers = [
        issue("receipt", subject_kind="a", subject_id="1", data={}, by=None, at=AT).number for _n in range(3)
    ]
    assert numbers == ["T〔2026〕1号", "T〔2026〕2号", "T〔2026〕3号"]


def test_verification_says_what_a_code_stands_for(client, sample):
    sample("receipt")
    document = issue(
        "receipt", subject_kind="application", subject_id="1", data=DATA["receipt"], by=None, at=AT
    )
    page = client.get(f"/en/verify/{document.code.lower()}/")
    assert page.status_code == 200
    assert document.number in page.content.decode()
    assert "演示企业有限公司" not in page.content.decode()  # a receipt is not public
    assert client.get("/en/verify/NOTHING/").status_code == 404


def test_a_document_that_is_not_public_is_not_found_by_others(client, sample):
    sample("receipt")
    document = issue("receipt", subject_kind="application", subject_id="1", data={}, by=None, at=AT)
    assert client.get(f"/documents/{document.code}.pdf").status_code == 404


def test_a_date_among_the_data_is_parsed():
    assert making._moments({"first_day": "2026-11-10", "name": "2026-11-10"}) == {
        "first_day": date(2026, 11, 10)
    }
