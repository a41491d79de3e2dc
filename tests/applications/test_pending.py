"""Scans that wait for a mended registration form, and their end."""

from datetime import timedelta

import pytest

from applications import pending
from applications.models import PendingUpload
from portal.documents.files import path_of, store_bytes
from portal.documents.models import StoredFile

pytestmark = pytest.mark.django_db


def waiting(name: str, content: bytes, at) -> PendingUpload:
    file = store_bytes(name, content, "application/pdf", by=None)
    return PendingUpload.objects.create(file=file, kind="licence", at=at)


def test_what_nobody_came_back_for_is_deleted_with_its_bytes(at, django_capture_on_commit_callbacks):
    old = waiting("old.pdf", b"%PDF-1.4 old", at - pending.KEPT_FOR - timedelta(seconds=1))
    fresh = waiting("fresh.pdf", b"%PDF-1.4 fresh", at - pending.KEPT_FOR)
    paths = {name: path_of(one.file) for name, one in [("old", old), ("fresh", fresh)]}
    with django_capture_on_commit_callbacks(execute=True):
        assert pending.drop_old(at=at) == 1
    assert list(PendingUpload.objects.all()) == [fresh]
    assert list(StoredFile.objects.all()) == [fresh.file]
    assert not paths["old"].exists()
    assert paths["fresh"].exists()
    assert pending.drop_old(at=at) == 0
