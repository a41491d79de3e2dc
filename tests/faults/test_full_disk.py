"""No room for an upload: the person is told, the draft stays, and no half file is left."""

import errno
import os
import subprocess

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from applications import filing
from applications.models import Application
from portal.documents.models import StoredFile
from tests import factories
from tests.portal.documents import samples

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["a real disk that is full", "a disk that says so at the end"])
def full(request, settings, tmp_path, monkeypatch):
    """Where files go there is no room: a file system of 64 kB, or the error of one at the last moment."""
    settings.MEDIA_ROOT = tmp_path / "small"
    settings.MEDIA_ROOT.mkdir()
    if request.param == "a real disk that is full":
        mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(settings.MEDIA_ROOT)]
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("this account may not mount a file system")
        yield
        subprocess.run(["umount", str(settings.MEDIA_ROOT)], check=True)
        return

    def no_room(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("portal.documents.files.os.fsync", no_room)
    yield


def test_the_person_is_told_the_draft_stays_and_nothing_half_is_left(client, full, settings):
    now = timezone.now()
    firm = factories.enterprise(at=now)
    me = factories.owner(firm)
    draft = filing.begin(firm, factories.call(at=now), by=me, at=now)
    client.force_login(me)
    address = reverse("applications:attachment_add", args=[draft.pk, "other"])
    content = samples.pdf(pages=600)
    assert len(content) > 64 * 1024
    answer = client.post(address, {"file": [SimpleUploadedFile("大文件.pdf", content)]})
    assert answer.status_code == 422
    assert "平台暂时无法保存文件。您已填写的内容均已保留" in answer.content.decode()
    assert not StoredFile.objects.filter(name="大文件.pdf").exists()
    assert not draft.attachments.exists()
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []
    assert Application.objects.get(pk=draft.pk).state == "draft"
    assert client.get(reverse("applications:attachments", args=[draft.pk])).status_code == 200
