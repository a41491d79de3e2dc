"""Private files in a bucket, against a server on this machine that speaks S3."""

import hashlib
from datetime import timedelta

import boto3
import pytest
import requests
from botocore.config import Config
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from moto.server import ThreadedMotoServer

from portal import file_stores
from portal.documents import bucket, files
from portal.documents.models import StoredFile
from portal.env import BadEnvironment
from portal.keeping import contents
from tests.portal.documents import samples

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "pool-files"


@pytest.fixture(scope="module")
def store():
    """The server's address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def client_of(store):
    """The store's own client, on a bucket that is empty."""
    made = boto3.client(
        "s3",
        endpoint_url=store,
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        region_name="us-east-1",
    )
    requests.post(f"{store}/moto-api/reset", timeout=5)
    made.create_bucket(Bucket=NAME)
    return made


@pytest.fixture
def configured(client_of, store, settings, monkeypatch):
    """The portal with the bucket, configured as an operator does."""
    given = {
        "FILES_BUCKET": NAME,
        "FILES_ENDPOINT": store,
        "FILES_ACCESS_KEY": "key",
        "FILES_SECRET_KEY": "secret",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = {**settings.STORAGES, "private": file_stores.storages()["private"]}
    settings.ACCEL_PREFIX = "/private/"  # which has nothing to do where no file lies on the disk
    return client_of


def upload(content: bytes = b"", name: str = "证明.pdf") -> StoredFile:
    file = SimpleUploadedFile(name, content or samples.pdf())
    return files.store_upload(file, by=None, allowed={"pdf"}, max_bytes=10**6)


def keys(client) -> list[str]:
    return [one["Key"] for one in client.list_objects_v2(Bucket=NAME).get("Contents", [])]


def on_disk(settings) -> list:
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_an_upload_lies_in_the_bucket_and_nowhere_else(configured, settings):
    stored = upload()
    assert keys(configured) == [stored.path]
    kept = configured.get_object(Bucket=NAME, Key=stored.path)["Body"].read()
    assert hashlib.sha256(kept).hexdigest() == stored.sha256
    assert on_disk(settings) == []
    assert files.read(stored) == samples.pdf()


def test_what_has_to_be_a_file_is_fetched_for_as_long_as_needed(configured, settings):
    stored = upload()
    with files.on_disk(stored) as path:
        assert path.read_bytes() == samples.pdf()
        assert on_disk(settings) == [path]
    assert on_disk(settings) == []


def test_a_file_is_streamed_under_the_same_policy(configured):
    answer = files.deliver(upload(), inline=True)
    assert b"".join(answer.streaming_content) == samples.pdf()
    assert answer["Content-Length"] == str(len(samples.pdf()))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "X-Accel-Redirect" not in answer


def test_a_download_may_go_by_a_signed_address_that_ends(configured, settings):
    settings.FILES_DELIVERY = "redirect"
    stored = upload()
    answer = files.deliver(stored, inline=False)
    assert (answer.status_code, answer["Cache-Control"]) == (302, "private, no-store")
    assert "X-Amz-Expires=60" in answer.url
    assert "X-Amz-Signature=" in answer.url
    fetched = requests.get(answer.url, timeout=5)
    assert fetched.content == samples.pdf()
    assert fetched.headers["Content-Disposition"].startswith(
        "attachment; filename*=utf-8''%E8%AF%81%E6%98%8E"
    )
    shown = files.deliver(stored, inline=True)  # in a frame of ours, which shows no other host
    assert (shown.status_code, shown.streaming) == (200, True)


def test_what_is_refused_never_reaches_the_bucket(configured, settings, tmp_path):
    """Content that is something else, and what the virus scanner could not look at."""
    with pytest.raises(files.Rejected):
        upload(b"MZ" + b"\0" * 500)
    settings.CLAMD_SOCKET = str(tmp_path / "nobody")
    with pytest.raises(files.Rejected) as refusal:
        upload()
    assert refusal.value.code == "unscanned"
    assert (keys(configured), on_disk(settings)) == ([], [])


def test_a_rollback_leaves_nothing_after_the_tidying(configured, settings):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        upload()
        1 / 0
    assert len(keys(configured)) == 1
    files.sweep_incoming(at=timezone.now() + timedelta(hours=5))  # it might still be running
    assert len(keys(configured)) == 1
    files.sweep_incoming(at=timezone.now() + timedelta(hours=7))
    assert (keys(configured), on_disk(settings)) == ([], [])


def test_a_store_that_is_away_is_told_and_leaves_no_row(configured, settings, monkeypatch):
    monkeypatch.setenv("FILES_ENDPOINT", "http://127.0.0.1:9")
    away = file_stores.storages()["private"]
    away["OPTIONS"]["client_config"] = Config(retries={"max_attempts": 1})
    settings.STORAGES = {**settings.STORAGES, "private": away}
    with pytest.raises(files.Rejected) as refusal:
        upload()
    assert refusal.value.code == "room"
    assert not StoredFile.objects.exists()
    assert on_disk(settings) == []


def test_a_file_is_removed_with_its_row(configured):
    stored = upload()
    with transaction.atomic():
        stored.delete()
        files.remove(stored)
        assert len(keys(configured)) == 1
    assert keys(configured) == []


def test_a_backup_takes_the_files_out_and_a_restore_puts_them_back(configured, tmp_path):
    rows = [upload(), files.store_bytes("a.bin", b"\x01" * 3_000_000, "application/octet-stream", by=None)]
    contents.pack(tmp_path / "files.tar")
    for row in rows:
        bucket.remove(row.path)
    assert contents.is_empty()
    assert contents.digest(rows[0]) == ""
    contents.unpack(tmp_path / "files.tar")
    assert not contents.is_empty()
    assert [contents.digest(row) for row in rows] == [row.sha256 for row in rows]


def test_half_a_configuration_stops_the_start(monkeypatch):
    monkeypatch.setenv("FILES_BUCKET", NAME)
    monkeypatch.delenv("FILES_SECRET_KEY", raising=False)
    monkeypatch.delenv("FILES_ACCESS_KEY", raising=False)
    with pytest.raises(BadEnvironment, match="FILES_SECRET_KEY"):
        file_stores.storages()
