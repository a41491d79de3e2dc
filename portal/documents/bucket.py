"""Private files in a bucket of an S3-compatible store, where one is configured (``FILES_BUCKET``).

A file is looked at on this machine's disk first, as everywhere; only what passed goes to the bucket, before
its row commits. So a row never names a file that is not there; what a rollback leaves there is tidied by the
copy that waits in ``incoming`` until the commit.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.utils.http import content_disposition_header


class Away(Exception):
    """The store does not answer or refuses; the message is its client's kind of error."""


def is_used() -> bool:
    return "private" in settings.STORAGES


@contextmanager
def _translated() -> Iterator[None]:
    """The client is read in only where a bucket is used: it takes long."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError, Boto3Error) as fault:
        raise Away(type(fault).__name__) from fault


def put(source: Path, place: str) -> None:
    """Copy a file to ``place``. Raises Away; then nothing is kept there."""
    with _translated(), source.open("rb") as content:
        storages["private"].save(place, File(content, name=place))


def opened(place: str) -> BinaryIO:
    """Raises FileNotFoundError."""
    return storages["private"].open(place, "rb")


def remove(place: str) -> None:
    """One that is gone already is no fault. Raises Away."""
    with _translated():
        storages["private"].delete(place)


def remove_any_of(name: str, written: float) -> None:
    """Remove what was put under ``name`` at about the moment ``written`` (seconds) and never committed."""
    moment = datetime.fromtimestamp(written, UTC)
    for day in {f"{moment + timedelta(days=shift):%Y/%m}" for shift in (-1, 0, 1)}:
        with suppress(Away):
            remove(f"{day}/{name}")


def is_empty() -> bool:
    found = storages["private"].connection.meta.client.list_objects_v2(
        Bucket=storages["private"].bucket_name, MaxKeys=1
    )
    return not found.get("KeyCount")


def link(place: str, *, name: str, content_type: str) -> str:
    """A signed address that downloads the file under its name, for a minute, from whoever asks."""
    told = {
        "ResponseContentDisposition": content_disposition_header(True, name),
        "ResponseContentType": content_type,
    }
    return storages["private"].url(place, parameters=told)
