"""Staff who have a conflict with a file: neither clerk of its room nor inspector of its visit."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.policies import Refused
from portal.accounts.models import User
from portal.audit.chain import record
from reviews.models import ReviewFile, StaffConflict


@transaction.atomic
def note(file: ReviewFile, user: User, *, reason: str, by, at: datetime) -> StaffConflict:
    """Put on record that ``user`` has a conflict with the file; the second time changes nothing."""
    if not reason.strip():
        raise Refused(_("Please give the reason."))
    there = StaffConflict.objects.filter(file=file, user=user).first()
    if there:
        return there
    made = StaffConflict.objects.create(file=file, user=user, reason=reason.strip(), by=by, at=at)
    data = {"user": user.pk}
    record(
        kind="application", id=str(file.application_id), action="note_staff_conflict", by=by, data=data, at=at
    )
    return made
