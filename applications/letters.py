"""推荐函: the sealed letter that a county or a city may attach to its files of a call."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from applications.models import Call, RecommendationLetter
from portal.audit.chain import record
from portal.documents.files import store_upload

FORMATS = {"pdf", "jpg", "png"}


def of(organisation) -> QuerySet[RecommendationLetter]:
    """The letters of an authority, the newest first."""
    return RecommendationLetter.objects.filter(organisation=organisation)


@transaction.atomic
def attach(call: Call, file, *, by, at: datetime) -> RecommendationLetter:
    """Keep the letter. Raises portal.documents.files.Rejected for a file that can't be taken."""
    stored = store_upload(file, by=by, allowed=FORMATS, max_bytes=settings.UPLOAD_FILE_MAX_BYTES)
    same = of(by.organisation).filter(call=call, file__sha256=stored.sha256).first()
    if same:  # sent twice
        return same
    letter = RecommendationLetter.objects.create(
        call=call, organisation=by.organisation, file=stored, uploaded_by=by, uploaded_at=at
    )
    data = {"letter": letter.pk, "organisation": by.organisation_id, "sha256": stored.sha256}
    record(kind="call", id=str(call.pk), action="attach_letter", by=by, at=at, data=data)
    return letter


def may_read(user, letter: RecommendationLetter) -> bool:
    """One's own, those of one's counties, and for province and alliance all."""
    mine, theirs = user.organisation, letter.organisation
    if mine.kind in {"province", "alliance"} or mine.pk == theirs.pk:
        return True
    return mine.kind == "city" and theirs.kind == "county" and theirs.division.city_code == mine.division_id
