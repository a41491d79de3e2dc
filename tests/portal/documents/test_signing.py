"""Official PDFs carry a PAdES signature that any change breaks (ETSI EN 319 142, B-B)."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.accounts.roles import Role
from portal.documents import making, signing
from portal.documents.checks import signing_key
from portal.documents.files import path_of, read
from portal.documents.issuing import issue
from portal.documents.models import OfficialDocument
from tests import factories as make
from tests.portal.documents import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed() -> bytes:
    return signing.sign(samples.pdf())


def test_a_signed_pdf_is_whole_and_ours(signed):
    found = signing.check(signed)
    assert (found.whole, found.ours) == (True, True)
    assert b"/ETSI.CAdES.detached" in signed
    assert signed.startswith(samples.pdf())  # the page that was rendered stays as it was


def test_one_altered_byte_breaks_the_signature(signed):
    length = len(samples.pdf())
    for place in range(20, length - 20, 37):
        altered = bytearray(signed)
        altered[place] ^= 1
        found = signing.check(bytes(altered))
        assert found is None or not found.whole, place


def test_what_is_added_after_the_signature_is_noticed(signed):
    assert not signing.check(signed + b"\n% more").whole


def test_a_pdf_without_a_signature_has_none():
    assert signing.check(samples.pdf()) is None
    assert signing.check(b"no pdf at all") is None


def test_another_key_is_not_ours(signed, settings, tmp_path):
    settings.KEYS_DIR = tmp_path
    found = signing.check(signed)
    assert (found.whole, found.ours) == (True, False)


def test_a_missing_key_says_what_is_missing(settings):
    settings.SIGNING, settings.SIGNING_PKCS12 = "pkcs12", "nowhere.p12"
    with pytest.raises(ImproperlyConfigured, match="SIGNING_PKCS12"):
        signing.sign(samples.pdf())
    assert [found.id for found in signing_key(None)] == ["documents.E001"]
    settings.SIGNING = "self"
    settings.DEMO = False
    assert [found.id for found in signing_key(None)] == ["documents.W002"]


def test_a_configured_key_signs(settings, tmp_path):
    key = tmp_path / "office.p12"
    key.write_bytes(signing._self_made(b"a passphrase"))
    settings.SIGNING, settings.SIGNING_PKCS12, settings.SIGNING_PASSPHRASE = (
        "pkcs12",
        str(key),
        "a passphrase",
    )
    assert signing.check(signing.sign(samples.pdf())).ours


@pytest.fixture
def issued(at, monkeypatch) -> OfficialDocument:
    """A recusal ruling of the alliance, made."""
    document = issue(
        "recommendation_summary",
        subject_kind="nothing",
        subject_id="1",
        data={"rows": [], "call": "测试", "authority": "测试", "made_on": "2026-11-10"},
        by=make.person(Role.CITY, division="440100"),
        at=at,
    )
    making.make_pdf(document.pk)
    document.refresh_from_db()
    return document


def test_the_job_signs_what_it_makes(issued):
    found = signing.check(read(issued.file))
    assert (found.whole, found.ours) == (True, True)
    assert issued.signed_by == signing.signer_name()


def test_anybody_checks_a_file(client, issued):
    address = reverse("documents:check_file")
    content = read(issued.file)

    def asked(content: bytes):
        answer = client.post(address, {"pdf": SimpleUploadedFile("a.pdf", content)})
        return answer.context["document"], answer.context["signature"]

    found, signature = asked(content)
    assert (found, signature.whole) == (issued, True)
    altered = bytearray(content)
    altered[len(content) // 3] ^= 1
    found, signature = asked(bytes(altered))
    assert found is None
    assert signature is None or not signature.whole
    assert asked(samples.pdf()) == (None, None)


def test_the_sealed_scan_stands_beside_the_pdf(client, issued):
    officer, scan = issued.issued_by, samples.pdf(pages=2)
    client.force_login(officer)
    address = reverse("documents:issued", args=[issued.code])
    for _twice in range(2):
        client.post(address, {"scan": SimpleUploadedFile("盖章.pdf", scan)})
    kept = issued.scans.get()
    assert read(kept.file) == scan
    assert path_of(issued.file).exists()
    page = client.get(reverse("documents:scan", args=[kept.pk]))
    assert b"".join(page.streaming_content) == scan
    wrong = client.post(address, {"scan": SimpleUploadedFile("盖章.pdf", b"no pdf")})
    assert wrong.status_code == 422
    client.force_login(make.person(Role.CITY, division="440300"))
    assert client.get(address).status_code == 404
    assert client.get(reverse("documents:scan", args=[kept.pk])).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_of_issued_documents_asks_as_much_for_one_as_for_three(
    client, at, many, django_assert_num_queries
):
    officer = make.person(Role.CITY, division="440100")
    for n in range(many):
        data = {"rows": []}
        issue("recommendation_summary", subject_kind="x", subject_id=str(n), data=data, by=officer, at=at)
    client.force_login(officer)
    with django_assert_num_queries(5):
        page = client.get(reverse("documents:issued_list"))
    assert len(page.context["page"].rows) == many
