"""Uploads: the content decides, each refusal says why, nothing is left behind."""

import hashlib
import io
import stat
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from portal.documents import files
from portal.documents.inspection import clean_name
from portal.documents.models import StoredFile
from tests.portal.documents import samples

pytestmark = pytest.mark.django_db
ALLOWED = {"pdf", "jpg", "png", "docx", "xlsx"}
MB = 1024 * 1024


def upload(name: str, content: bytes, *, allowed=ALLOWED, max_bytes=MB):
    return files.store_upload(
        SimpleUploadedFile(name, content), by=None, allowed=allowed, max_bytes=max_bytes
    )


GOOD = {
    "a.pdf": samples.pdf(),
    "a.jpg": samples.picture("JPEG"),
    "a.JPEG": samples.picture("JPEG"),
    "two.jpg": samples.picture("JPEG") * 2,
    "a.png": samples.picture("PNG"),
    "a.docx": samples.office(),
    "a.xlsx": samples.office(samples.XLSX),
    "audit.v1.2.pdf": samples.pdf(),
}
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EVIL_ZIP = samples.archive({"run.bat": "x"})
JPG, PNG, PDF = GOOD["a.jpg"], GOOD["a.png"], GOOD["a.pdf"]
NESTED = samples.TYPES.format(part="word/document.xml", kind="wordprocessingml.document")
BAD = {
    "wrong type": ("a.txt", b"text", "type"),
    "double extension": ("a.pdf.exe", PDF, "type"),
    "no extension": ("pdf", PDF, "name"),
    "only an extension": (".pdf", PDF, "name"),
    "empty": ("a.pdf", b"", "empty"),
    "over size": ("a.pdf", PDF + b" " * MB, "size"),
    "picture named pdf": ("a.pdf", PNG, "mismatch"),
    "pdf named png": ("a.png", PDF, "mismatch"),
    "html named pdf": ("a.pdf", HTML, "mismatch"),
    "svg named png": ("a.png", SVG, "mismatch"),
    "svg named jpg": ("a.jpg", SVG, "mismatch"),
    "program named docx": ("a.docx", b"MZ" + b"\0" * 99, "mismatch"),
    "pdf with something before it": ("a.pdf", b"GIF89a" + PDF, "mismatch"),
    "pdf with a zip behind it": ("a.pdf", PDF + EVIL_ZIP, "polyglot"),
    "pdf with html behind it": ("a.pdf", PDF + HTML, "polyglot"),
    "pdf with much room behind it": ("a.pdf", PDF + b"\n" * 4000, "polyglot"),
    "pdf without its end": ("a.pdf", b"%PDF-1.7\n" + b"x" * 200, "damaged"),
    "pdf of nothing": ("a.pdf", b"%PDF-1.7\n%%EOF", "damaged"),
    "pdf without pages": ("a.pdf", samples.pdf(pages=0), "damaged"),
    "pdf with a password": ("a.pdf", samples.pdf(password="s"), "encrypted"),
    "png with a zip behind it": ("a.png", PNG + EVIL_ZIP, "polyglot"),
    "png with html behind it": ("a.png", PNG + HTML, "polyglot"),
    "png cut off": ("a.png", PNG[:-20], "damaged"),
    "jpg with html behind it": ("a.jpg", JPG + HTML, "polyglot"),
    "jpg with a zip behind it": ("a.jpg", JPG + EVIL_ZIP, "polyglot"),
    "jpg cut off": ("a.jpg", JPG[:-30], "damaged"),
    "picture bomb": ("a.png", samples.picture("PNG", (20_000, 7_000)), "pixels"),
    "plain zip named docx": ("a.docx", EVIL_ZIP, "mismatch"),
    "docx named xlsx": ("a.xlsx", samples.office(), "mismatch"),
    "docx whose main part is missing": ("a.docx", samples.archive({"[Content_Types].xml": NESTED}), "mismatch"),
    "docx with macros": ("a.docx", samples.office(word__vbaProject_dot_bin=b"x"), "macros"),
    "docx with a bomb": ("a.docx", samples.office(word__media__a=b"\0" * 20 * MB), "bomb"),
    "docx with very many parts": ("a.docx", samples.office(**{f"p{n}": b"" for n in range(5001)}), "bomb"),
    "docx with a path": ("a.docx", samples.archive({"../../x": "x", **dict.fromkeys(["[Content_Types].xml"], NESTED)}), "unsafe"),
    "docx with an entity": ("a.docx", samples.office(word__b_dot_xml='<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'), "unsafe"),
    "docx with something before it": ("a.docx", b"PK\x03\x04junk" + samples.office(), "polyglot"),
    "docx with something behind it": ("a.docx", samples.office() + HTML, "polyglot"),
    "docx cut off": ("a.docx", samples.office()[:-40], "damaged"),
    "docx in an encrypted container": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_good_file_is_kept_with_its_digest(name, settings):
    stored = upload(name, GOOD[name])

    assert stored.name == name
    assert stored.sha256 == hashlib.sha256(GOOD[name]).hexdigest()
    assert stored.size == len(GOOD[name])
    assert files.read(stored) == GOOD[name]
    assert stat.S_IMODE(files.path_of(stored).stat().st_mode) == 0o600


@pytest.mark.parametrize("fault", BAD)
def test_bad_file_is_refused_and_removed(fault, settings):
    name, content, code = BAD[fault]

    with pytest.raises(files.Rejected) as refusal:
        upload(name, content)

    assert refusal.value.code == code
    assert list(settings.MEDIA_ROOT.glob("**/*.*")) == []
    assert [path for path in settings.MEDIA_ROOT.glob("**/*") if path.is_file()] == []
    assert StoredFile.objects.count() == 0


def test_type_that_the_place_does_not_take_is_refused():
    with pytest.raises(files.Rejected, match="PDF"):
        upload("a.png", PNG, allowed={"pdf"})


def test_size_is_counted_while_reading_not_believed():
    liar = io.BytesIO(PDF + b" " * MB)
    liar.name, liar.size = "a.pdf", 10

    with pytest.raises(files.Rejected) as refusal:
        files.store_upload(liar, by=None, allowed=ALLOWED, max_bytes=MB)

    assert refusal.value.code == "size"


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/营业执照.pdf", "营业执照.pdf"),
        ("C:\\fakepath\\a.pdf", "a.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
        ("a\x00\r\nb.pdf", "ab.pdf"),
        ("名" * 300 + ".pdf", "名" * 196 + ".pdf"),
    ],
)
def test_name_is_cleaned(given_name, kept):
    assert clean_name(given_name) == kept


@given(name=st.text(max_size=400))
def test_no_name_survives_with_a_path_or_a_control_character(name):
    try:
        cleaned = clean_name(name + ".pdf")
    except files.Rejected:
        return
    assert len(cleaned) <= 200
    assert not set(cleaned) & set("/\\\0\r\n\u202e\u200b")
    assert cleaned.endswith(".pdf")


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damaged_files_are_refused_in_words_never_by_a_crash(data):
    name = data.draw(st.sampled_from(["a.pdf", "a.jpg", "a.png", "a.docx", "a.xlsx"]))
    content = bytearray(GOOD[name])
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        stored = upload(name, bytes(content))
    except files.Rejected as refusal:
        assert name in refusal.message
    else:
        assert files.read(stored) == bytes(content)


@pytest.mark.django_db(transaction=True)
def test_rolled_back_upload_leaves_no_row_and_is_swept(settings):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        upload("a.pdf", PDF)
        raise ZeroDivisionError

    assert StoredFile.objects.count() == 0
    files.sweep_incoming(at=timezone.now())
    assert len(list((settings.MEDIA_ROOT / "incoming").iterdir())) == 1  # may still be in use
    files.sweep_incoming(at=timezone.now() + timedelta(days=1))
    assert list((settings.MEDIA_ROOT / "incoming").iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_committed_upload_stands_at_its_place(settings):
    with transaction.atomic():
        stored = upload("a.pdf", PDF)
        assert files.read(stored) == PDF

    assert (settings.MEDIA_ROOT / stored.path).read_bytes() == PDF
    assert list((settings.MEDIA_ROOT / "incoming").iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_sweep_finishes_a_move_that_a_power_cut_interrupted(settings):
    stored = upload("a.pdf", PDF)
    (settings.MEDIA_ROOT / stored.path).rename(settings.MEDIA_ROOT / "incoming" / stored.path[-32:])

    files.sweep_incoming(at=timezone.now())

    assert (settings.MEDIA_ROOT / stored.path).read_bytes() == PDF


@pytest.mark.parametrize(
    ("name", "inline", "disposition"),
    [
        ("a.pdf", True, "inline"),
        ("a.png", True, "inline"),
        ("a.pdf", False, "attachment"),
        ("a.docx", True, "attachment"),
    ],
)
def test_delivery_shows_only_what_is_safe_in_place(name, inline, disposition):
    response = files.deliver(upload("营业" + name, GOOD[name]), inline=inline)

    assert response["Content-Disposition"] == f"{disposition}; filename*=utf-8''%E8%90%A5%E4%B8%9A{name}"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert b"".join(response) == GOOD[name]
