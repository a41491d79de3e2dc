"""What an expert declares before opening a file: no conflict, or a recusal."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.policies import Refused
from applications.workflow import State
from portal.audit.chain import record
from reviews import recusals, seats
from reviews.models import Assignment, Recusal


def _locked(seat: Assignment) -> Assignment:
    rows = Assignment.objects.select_for_update(of=("self",))
    return rows.select_related("file__application", "file__review__call", "expert__user").get(pk=seat.pk)


def _check_open(seat: Assignment, by) -> None:
    if seat.expert.user_id != by.pk:
        raise Refused(_("Only the expert can declare."))
    if seat.ended_at or seat.file.application.state != State.IN_REVIEW:
        raise Refused(_("This seat has ended."))
    if seat.shown_at is None:
        raise Refused(_("The panel is not fixed yet."))


@transaction.atomic
def declare_no_conflict(seat: Assignment, *, signed_name: str, by, at: datetime) -> Assignment:
    """Sign the no-conflict declaration with one's name; from then on the file can be opened.

    Sent twice it does nothing the second time. Raises Refused.
    """
    seat = _locked(seat)
    _check_open(seat, by)
    if seat.declaration == Assignment.Declaration.NO_CONFLICT:
        return seat
    if seat.declaration == Assignment.Declaration.RECUSED:
        raise Refused(_("You have declared a recusal; wait for the ruling."))
    if signed_name.strip() != seat.expert.name:
        raise Refused(_("Please sign with your name as it stands in the register."))
    seat.declaration = Assignment.Declaration.NO_CONFLICT
    seat.declared_at, seat.signed_name = at, signed_name.strip()
    seat.save(update_fields=["declaration", "declared_at", "signed_name"])
    seats.open_file(seat)
    record(
        kind="application",
        id=str(seat.file.application_id),
        action="declare_no_conflict",
        by=by,
        data={"seat": seat.seat},
        at=at,
    )
    return seat


@transaction.atomic
def declare_recusal(
    seat: Assignment, *, ground: str, reasons: str, by, at: datetime, evidence=None
) -> Recusal:
    """Declare a conflict; the file is taken away at once, the alliance rules. Raises Refused."""
    seat = _locked(seat)
    _check_open(seat, by)
    there = seat.recusals.filter(origin=Recusal.Origin.DECLARED, ruling=Recusal.Ruling.OPEN).first()
    if there:
        return there
    seat.declaration, seat.declared_at = Assignment.Declaration.RECUSED, at
    seat.save(update_fields=["declaration", "declared_at"])
    seats.close_file(seat)
    return recusals.enter(
        seat,
        origin=Recusal.Origin.DECLARED,
        ground=ground,
        reasons=reasons,
        evidence=evidence,
        by=by,
        at=at,
    )
