"""A drawn panel changes by a recusal or an absence alone: the first sealed substitute who breaks no rule."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.policies import Refused
from applications.workflow import State
from portal.audit.chain import record as note
from reviews import draw as pure
from reviews import panels, recusals, replacements, seats, substitutes
from reviews.drawing import planning, secrets, standing
from reviews.drawing.record_rows import Rows
from reviews.models import Assignment, Draw, Expert, Recusal, ReviewFile


def ruling(file: ReviewFile) -> Draw | None:
    """The drawn draw that seats ``file`` and has substitutes left, locked."""
    rows = Draw.objects.select_for_update(of=("self",)).filter(status=Draw.Status.DRAWN, revealed_at=None)
    return rows.filter(files__file=file, files__is_ruling=True, files__is_exhausted=False).first()


def open_next(seat: Assignment, *, by, at: datetime) -> Assignment | None:
    """Seat the next substitute in place of an ended seat; None where no draw has anybody."""
    draw = ruling(seat.file)
    if draw is None:
        return None
    rows = Rows(draw)
    place, gone = rows.file_place[seat.file_id], rows.expert_place.get(seat.expert_id)
    if gone not in rows.seating(draw.record).panels[place]:
        return None
    fresh = _opened(draw, rows, seat.file, gone, _ground(seat), by=by, at=at)
    if fresh is None:
        return None
    expert = Expert.objects.select_related("user").get(pk=fresh)
    made = replacements.seat_in_place(seat, expert, is_chair=False, by=by, at=at)
    _set_chair(draw, rows, seat.file)
    made.refresh_from_db()
    return made


def _ground(seat: Assignment) -> str:
    if seat.was_unavailable:
        return standing.UNAVAILABLE
    granted = seat.recusals.filter(ruling=Recusal.Ruling.GRANTED).order_by("-ruled_at", "-pk").first()
    return granted.ground if granted else "other"


def _opened(
    draw: Draw, rows: Rows, file: ReviewFile, gone: int | None, ground: str, *, by, at: datetime
) -> int | None:
    """Write the event into the record; the id of who takes the seat."""
    roster = list(Expert.objects.filter(pk__in=rows.experts))
    file = ReviewFile.objects.select_related("application__enterprise", "review__call").get(pk=file.pk)
    known = standing.facts(roster, [file], at=at)
    draw.record = pure.replace_member(
        draw.record,
        substitute_secret=secrets.unseal(draw.secrets).substitute_secret,
        file=rows.file_place[file.pk],
        vacated=gone,
        ground=ground,
        at=planning.moment(at),
        facts={rows.expert_place[expert]: fact for (expert, _file), fact in known.items()},
    )
    draw.save(update_fields=["record"])
    return rows.note_replacement(draw, file, draw.record, by=by, at=at)


def _set_chair(draw: Draw, rows: Rows, file: ReviewFile) -> None:
    """The chair as the record has it after the replacement."""
    chair = rows.seating(draw.record).chairs[rows.file_place[file.pk]]
    running = Assignment.objects.filter(file=file, ended_at=None)
    running.filter(is_chair=True).update(is_chair=False)
    if chair is not None:
        running.filter(expert=rows.experts[chair]).update(is_chair=True)


def drew(file: ReviewFile) -> bool:
    """Whether a draw has substitutes for this file."""
    return bool(
        file.draw_files.filter(
            is_ruling=True, is_exhausted=False, draw__status=Draw.Status.DRAWN, draw__revealed_at=None
        ).exists()
    )


@transaction.atomic
def report_unavailable(seat: Assignment, *, reasons: str, by, at: datetime) -> Assignment | None:
    """A drawn member can't serve any more: the seat ends and the next substitute takes it at once.

    Raises Refused for a seat that has ended, a file that no draw rules, or without reasons.
    """
    panels.locked([seat.file_id])
    seat = recusals.locked_seat(seat.pk)
    if seat.ended_at or seat.file.application.state != State.IN_REVIEW:
        raise Refused(_("This seat has ended already. Nothing was changed."))
    if not reasons.strip():
        raise Refused(_("Please give the reasons."))
    if not drew(seat.file):
        raise Refused(_("This panel was not drawn, or no substitute is left; a recusal frees the seat."))
    seat.was_unavailable = True
    seat.save(update_fields=["was_unavailable"])
    seats.end(seat, reason=_("Unavailable"), at=at)
    data = {"seat": seat.seat, "expert": seat.expert_id}
    note(
        kind="application",
        id=str(seat.file.application_id),
        action="note_unavailable",
        by=by,
        data=data,
        at=at,
    )
    return substitutes.open_next(seat, by=by, at=at)


def one_more(file: ReviewFile, *, by, at: datetime) -> Expert | None:
    """Open the next substitute for a seat more, where the spread calls for one; None when nobody is left."""
    draw = ruling(file)
    if draw is None:
        return None
    fresh = _opened(draw, Rows(draw), file, None, "spread", by=by, at=at)
    return Expert.objects.select_related("user").get(pk=fresh) if fresh else None
