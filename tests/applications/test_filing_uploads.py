"""Bad uploads through the page: each is refused with its reason, and what was there stays."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from applications import filing
from tests import factories as make
from tests.portal.documents import samples

pytestmark = pytest.mark.django_db
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def file(client):
    now = timezone.now()
    firm = make.enterprise(at=now)
    me = make.owner(firm)
    made = filing.begin(firm, make.call(at=now), by=me, at=now)
    client.force_login(me)
    return made


def send(client, file, *uploads, material="other"):
    address = reverse("applications:attachment_add", args=[file.pk, material])
    return client.post(address, {"file": [SimpleUploadedFile(name, content) for name, content in uploads]})


BAD = {
    "wrong type": ("a.txt", b"text"),
    "polyglot": ("a.pdf", samples.pdf() + samples.archive({"run.bat": "x"})),
    "zip bomb": ("a.docx", samples.office(word__media__a=b"\0" * 20 * 1024 * 1024)),
    "empty": ("a.pdf", b""),
    "encrypted": ("a.pdf", samples.pdf(password="s")),
    "script in a picture's name": ("a.png", SVG),
    "page in a document's name": ("a.pdf", HTML),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_refused_in_the_page_and_good_ones_stay(client, file, kind):
    assert send(client, file, ("good.pdf", samples.pdf())).status_code == 302
    answer = send(client, file, BAD[kind], ("second.pdf", samples.pdf(pages=2)))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert" id="id_material-other_error"' in page
    assert BAD[kind][0] in page
    assert [one.file.name for one in file.attachments.all()] == ["good.pdf", "second.pdf"]


def test_over_the_size_of_the_material(client, file, settings):
    settings.UPLOAD_FILE_MAX_BYTES = 300
    answer = send(client, file, ("a.pdf", samples.pdf()))
    assert answer.status_code == 422
    assert not file.attachments.exists()


def test_all_attachments_together_have_a_limit(client, file, settings):
    one = samples.pdf()
    settings.UPLOAD_APPLICATION_MAX_BYTES = len(one) + 10
    answer = send(client, file, ("a.pdf", one), ("b.pdf", samples.pdf(pages=2)))
    assert answer.status_code == 422
    assert [kept.file.name for kept in file.attachments.all()] == ["a.pdf"]


def test_a_path_in_the_name_is_left_out(client, file):
    send(client, file, ("../../etc/cron.d/a.pdf", samples.pdf()))
    assert file.attachments.get().file.name == "a.pdf"


def test_a_type_that_this_material_does_not_take(client, file):
    answer = send(client, file, ("a.docx", samples.office()), material="licence")
    assert answer.status_code == 422
    assert not file.attachments.exists()
