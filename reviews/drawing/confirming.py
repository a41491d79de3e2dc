"""The province confirms roster rules and review plan of a draw before it can be frozen (annex 1, step 5)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.policies import Refused
from portal.accounts.permissions import Permission
from portal.accounts.who import who_may
from portal.notifications.notices import Notice, notify_many
from reviews.drawing import drafts, proposing
from reviews.drawing.notices import DRAW_CONFIRMED, DRAW_SENT_BACK, DRAW_SUBMITTED
from reviews.models import Draw


@transaction.atomic
def submit(draw: Draw, *, by, at: datetime) -> Draw:
    """Put a draft with proven panels to the province. Raises Refused with everything that is missing."""
    draw = drafts.locked(draw, Draw.Status.DRAFT)
    if missing := proposing.unready(draw, at=at):
        raise Refused("\n".join(missing))
    draw.status, draw.submitted_by, draw.submitted_at = Draw.Status.SUBMITTED, by, at
    draw.return_reason = ""
    draw.save()
    drafts.note(draw, "submit", by=by, at=at, files=draw.files.count(), experts=draw.experts.count())
    _tell(DRAW_SUBMITTED, Permission.CONFIRM_DRAW, draw, at=at)
    return draw


@transaction.atomic
def take_back(draw: Draw, *, by, at: datetime) -> Draw:
    """Back to the draft, before the freezing; a confirmation falls with it."""
    draw = drafts.locked(draw, Draw.Status.SUBMITTED, Draw.Status.CONFIRMED)
    draw.status, draw.confirmation, draw.confirmed_by, draw.confirmed_at = Draw.Status.DRAFT, "", None, None
    draw.save()
    drafts.note(draw, "take_back", by=by, at=at)
    return draw


@transaction.atomic
def confirm(draw: Draw, *, confirmation: str, by, at: datetime) -> Draw:
    """The province confirms, under the number of its document."""
    draw = drafts.locked(draw, Draw.Status.SUBMITTED)
    if not confirmation.strip():
        raise Refused(_("Give the number of the confirmation; it stands in the record of the draw."))
    draw.status, draw.confirmation = Draw.Status.CONFIRMED, confirmation.strip()
    draw.confirmed_by, draw.confirmed_at = by, at
    draw.save()
    drafts.note(draw, "confirm", by=by, at=at, confirmation=draw.confirmation)
    _tell(DRAW_CONFIRMED, Permission.MANAGE_REVIEW, draw, at=at)
    return draw


@transaction.atomic
def send_back(draw: Draw, *, reason: str, by, at: datetime) -> Draw:
    """The province doesn't confirm; the alliance reads why."""
    draw = drafts.locked(draw, Draw.Status.SUBMITTED)
    if not reason.strip():
        raise Refused(_("Please give the reasons."))
    draw.status, draw.return_reason = Draw.Status.DRAFT, reason.strip()
    draw.save()
    drafts.note(draw, "send_back", by=by, at=at)
    _tell(DRAW_SENT_BACK, Permission.MANAGE_REVIEW, draw, at=at)
    return draw


def _tell(kind, permission: Permission, draw: Draw, *, at: datetime) -> None:
    people = who_may(permission)
    params, link = {"call": draw.review.call.title}, reverse("reviews:draw", args=[draw.pk])
    notify_many([Notice(kind.key, user, params, link) for user in people], at=at)
