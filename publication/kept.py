"""Files that came with a refused objection form: sealed at once, kept for the corrected form for a day.

The row holds what an evidence file holds and no more; the file's name is in the envelope, and in the
signed token on the objector's own page.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction

from portal.documents.files import remove
from publication.models import SealedUpload
from publication.objections import Paper, seal_paper

KINDS = ("evidence", "signed")
SALT = "publication.objection.kept"
KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Kept:
    """A sealed file that waits, with the name under which its objector knows it."""

    upload: SealedUpload
    name: str


@transaction.atomic
def keep(paper: Paper, kind: str, *, at: datetime) -> str:
    """Seal a file of a refused form; the token goes into the form. Raises NoSealingKey."""
    upload = SealedUpload.objects.create(**seal_paper(paper), kind=kind, at=at)
    return signing.dumps([upload.pk, paper.name], salt=f"{SALT}.{kind}", compress=True)


def find(token: str, kind: str) -> Kept | None:
    """The waiting file behind a token, or None when it is foreign, too old or already used."""
    try:
        pk, name = signing.loads(token, salt=f"{SALT}.{kind}", max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    upload = SealedUpload.objects.filter(pk=pk, kind=kind).first()
    return Kept(upload, name) if upload else None


def drop_old(*, at: datetime) -> int:
    """Delete what nobody came back for; how many files."""
    dropped = 0
    for waiting in SealedUpload.objects.select_related("file").filter(at__lt=at - KEPT_FOR)[:500]:
        with transaction.atomic():
            waiting.file.delete()
            remove(waiting.file)
        dropped += 1
    return dropped
