"""The enterprise's answer to an objection, with its evidence (annex 1, step 9)."""

import mimetypes
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.policies import Refused
from portal.accounts.permissions import Permission
from portal.documents.files import store_bytes
from publication.models import AnswerFile, Objection
from publication.objections import Paper, Status, locked, log, tell_officers


@transaction.atomic
def answer(objection: Objection, *, text: str, by, at: datetime, evidence: Sequence[Paper] = ()) -> Objection:
    """The enterprise answers, once and in time, with what it has to show."""
    objection = locked(objection)
    if objection.answered_at:
        return objection
    if objection.status != Status.INVESTIGATING or objection.answer_due_at is None:
        raise Refused(_("No answer is asked for on this objection now."))
    if at > objection.answer_due_at:
        raise Refused(_("The time for the answer is over; the ruling goes by what is on file."))
    if not text.strip():
        raise Refused(_("Please write your answer."))
    objection.answer, objection.answered_at = text.strip(), at
    objection.save(update_fields=["answer", "answered_at"])
    digests = [_keep(objection, paper, by=by) for paper in evidence]
    log(objection, "answer", by, at, evidence=digests)
    tell_officers("objection.answered", objection, at)
    return objection


def _keep(objection: Objection, paper: Paper, *, by) -> str:
    kind = mimetypes.guess_type(paper.name)[0] or "application/octet-stream"
    stored = store_bytes(paper.name, paper.content, kind, by=by)
    AnswerFile.objects.create(objection=objection, file=stored)
    return stored.sha256


def may_read_file(user, objection: Objection) -> bool:
    """The officers, and the enterprise that answered."""
    own = objection.enterprise_id and objection.enterprise.organisation_id == user.organisation_id
    return user.may(Permission.HANDLE_OBJECTIONS) or bool(own and user.may(Permission.ANSWER_OBJECTION))
