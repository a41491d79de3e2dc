"""A member's dissenting opinion against the panel's result: on record, and in the report."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.policies import Refused
from applications.workflow import State
from portal.audit.chain import record
from reviews import panels
from reviews.models import Assignment, Dissent, ReviewFile


def why_not(seat: Assignment, file: ReviewFile, stage: str) -> str:
    """Why the member can't dissent from the result of ``stage`` now; '' when it can."""
    if seat.ended_at or file.application.state != State.IN_REVIEW or file.report_id:
        return _("The report is prepared; nothing can be added to the review of this file any more.")
    if not file.closings.filter(stage=stage).exists():
        return _("This stage is not closed.")
    if not seat.sheets.filter(stage=stage, status="revealed").exists():
        return _("Only who scored in this stage can dissent from its result.")
    return ""


@transaction.atomic
def record_dissent(seat: Assignment, stage: str, *, text: str, by, at: datetime) -> Dissent:
    """Put a dissenting opinion on record; it can't be changed afterwards. Sent twice it is kept once.

    Raises Refused without a text, before the stage is closed, once the report is prepared, or when
    another text is there already.
    """
    file = panels.locked([seat.file_id])[0]
    seat = Assignment.objects.select_related("expert__user").get(pk=seat.pk)
    if seat.expert.user_id != by.pk:
        raise Refused(_("Only the member can dissent."))
    if reason := why_not(seat, file, stage):
        raise Refused(reason)
    text = text.strip()
    if not text:
        raise Refused(_("Please write the opinion and its reasons."))
    if there := Dissent.objects.filter(assignment=seat, stage=stage).first():
        if there.text == text:
            return there
        raise Refused(_("Your dissenting opinion on this stage is on record and can't be changed."))
    kept = Dissent.objects.create(assignment=seat, stage=stage, text=text, at=at)
    data = {"seat": seat.seat, "stage": stage, "sha256": hashlib.sha256(text.encode()).hexdigest()}
    record(kind="application", id=str(file.application_id), action="record_dissent", by=by, data=data, at=at)
    return kept
