"""Files that came with a refused registration: kept for the corrected form, dropped after a day."""

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction

from applications.models import PendingUpload
from portal.documents.files import remove
from portal.documents.models import StoredFile

SALT = "registration.upload"
KEPT_FOR = timedelta(days=1)


def keep(file: StoredFile, kind: str, *, at: datetime) -> str:
    """Note that ``file`` waits for its form; the token goes into the form."""
    PendingUpload.objects.get_or_create(file=file, defaults={"kind": kind, "at": at})
    return signing.dumps(file.pk, salt=f"{SALT}.{kind}")


def find(token: str, kind: str) -> StoredFile | None:
    """The waiting file behind a token, or None when it is foreign, too old or already used."""
    try:
        pk = signing.loads(token, salt=f"{SALT}.{kind}", max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    waiting = PendingUpload.objects.select_related("file").filter(file_id=pk, kind=kind).first()
    return waiting.file if waiting else None


def used(files: list[StoredFile]) -> None:
    """These files found their form."""
    PendingUpload.objects.filter(file__in=files).delete()


def drop_old(*, at: datetime) -> int:
    """Delete what nobody came back for (only necessary personal data are kept); how many files."""
    dropped = 0
    for waiting in PendingUpload.objects.select_related("file").filter(at__lt=at - KEPT_FOR)[:500]:
        with transaction.atomic():
            waiting.file.delete()
            remove(waiting.file)
        dropped += 1
    return dropped
