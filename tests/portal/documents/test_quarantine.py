"""Uploads pass a virus scanner where there is one; the scanner here speaks clamd's protocol over a real socket."""

import socketserver
import struct
import tempfile
import threading
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.accounts.roles import Role
from portal.documents.files import Rejected, store_upload
from portal.documents.models import StoredFile
from publication.forms.papers import read_paper
from tests.factories import person
from tests.portal.documents import samples

pytestmark = pytest.mark.django_db


class Scanner(socketserver.StreamRequestHandler):
    """INSTREAM: chunks, each after its length, until one of length 0; then one line of answer."""

    def handle(self):
        self.server.asked += 1
        assert self.rfile.readline().strip() == b"nINSTREAM"
        taken = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            taken += self.rfile.read(size)
        found = self.server.harmful in taken
        self.wfile.write(b"stream: Test.Signature FOUND\n" if found else b"stream: OK\n")


@pytest.fixture
def scanner(settings):
    """Finds the text ``harmful`` in what it is given."""
    with tempfile.TemporaryDirectory() as folder:  # short: a socket's address has 108 bytes
        settings.CLAMD_SOCKET = str(Path(folder) / "clamd")
        with socketserver.ThreadingUnixStreamServer(settings.CLAMD_SOCKET, Scanner) as server:
            server.asked, server.harmful = 0, b"%%EOF"
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield server
            server.shutdown()
            thread.join()


def upload():
    file = SimpleUploadedFile("证明.pdf", samples.pdf())
    return store_upload(file, by=person(Role.COUNTY, division="440106"), allowed={"pdf"}, max_bytes=10**6)


def refused() -> str:
    with pytest.raises(Rejected) as refusal:
        upload()
    assert not StoredFile.objects.exists()
    return refusal.value.code


def test_papers_that_are_sealed_pass_it_too(scanner):
    paper = SimpleUploadedFile("证明.pdf", samples.pdf())
    with pytest.raises(Rejected) as refusal:
        read_paper(paper, {"pdf"})
    assert (refusal.value.code, scanner.asked) == ("virus", 1)
    scanner.harmful = b"nothing of this kind"
    paper.seek(0)
    assert read_paper(paper, {"pdf"}).content == samples.pdf()


def test_what_the_scanner_lets_pass_is_kept(scanner):
    scanner.harmful = b"harmful"
    assert upload().pk
    assert scanner.asked == 1


def test_what_the_scanner_finds_is_never_kept(scanner, settings):
    assert refused() == "virus"
    assert [one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()] == []


def test_a_scanner_that_is_silent_lets_nothing_pass(settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "nobody")
    assert refused() == "unscanned"


def test_without_a_scanner_the_rules_of_content_stand_alone(settings):
    settings.CLAMD_SOCKET = ""
    assert upload().pk
