"""The timetable goes out: to the applicants, to the panels, as a document and as calendar entries."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.policies import Refused
from portal.accounts.models import User
from portal.audit.chain import record
from portal.documents.issuing import issue
from portal.notifications.notices import Notice, notify_many
from reviews import seats
from reviews.defence import placing
from reviews.defence.days import locked
from reviews.models import Assignment, DefenceDay, DefenceTurn, ReviewFile
from reviews.notices import CALLED_OFF, SCHEDULED, SEATS_CALLED_OFF, SEATS_SCHEDULED


@transaction.atomic
def publish(day: DefenceDay, *, by, at: datetime) -> DefenceDay:
    """Publish a drawn timetable; a second click changes nothing.

    Raises Refused before the draw, and with what is wrong with the timetable since panels have changed.
    """
    day = locked(day)
    if day.published_at:
        return day
    if not day.drawn_at:
        raise Refused(_("Draw the order first."))
    found = placing.problem(day, at=at)
    if broken := found.faults():
        raise Refused("\n".join(placing.words(broken, found)))
    if not found.turns:
        raise Refused(_("No file is left on this day."))
    day.published_at = at
    day.document = issue(
        "defence_timetable",
        subject_kind="defence",
        subject_id=str(day.pk),
        data=_document_data(day, found),
        by=by,
        at=at,
    )
    day.save(update_fields=["published_at", "document"])
    placing.tell_files(day, found.turns)
    data = {"turns": len(found.turns), "sha256": day.document.data_sha256}
    record(kind="defence", id=str(day.pk), action="publish", by=by, data=data, at=at)
    _tell(found.turns, at=at)
    return day


def _document_data(day: DefenceDay, found: placing.Problem) -> dict:
    """What the timetable's document shows: no expert is named in it."""
    return {
        "call": day.review.call.title,
        "venue": day.venue,
        "held_on": day.date.isoformat(),
        "commitment": day.commitment,
        "seed": day.seed,
        "turns": [
            {
                "starts": f"{slot.starts // 60:02}:{slot.starts % 60:02}",
                "ends": f"{slot.ends // 60:02}:{slot.ends % 60:02}",
                "room": turn.room.name,
                "order": turn.order,
                "number": turn.file.application.number or "",
                "name": turn.file.application.enterprise_name,
            }
            for turn in sorted(found.turns, key=lambda turn: (turn.slot, turn.room_id))
            for slot in [found.slots[turn.slot]]
        ],
    }


def tell_again(day: DefenceDay, changed: Sequence[DefenceTurn], *, at: datetime) -> None:
    """After a published timetable was changed: those concerned get the new time, calendars a new revision."""
    if not day.published_at or not changed:
        return
    day.revision += 1
    day.save(update_fields=["revision"])
    placing.tell_files(day, changed)
    _tell(changed, at=at)


def call_off(day: DefenceDay, turns: Sequence[DefenceTurn], *, at: datetime) -> None:
    """Turns of a published timetable that don't take place: time and place are taken back."""
    if not day.published_at or not turns:
        return
    files = [turn.file for turn in turns]
    ReviewFile.objects.filter(pk__in=[file.pk for file in files]).update(defence_at=None, defence_place="")
    queued = []
    for turn, applicants, experts in _concerned(turns):
        about = {"when": turn.starts_at.isoformat(), "reason": turn.end_reason}
        number, call = turn.file.application.number or "", turn.file.review.call.title
        mine = reverse("reviews:timetable")
        queued += [
            Notice(CALLED_OFF["defence"].key, user, {**about, "number": number}, mine) for user in applicants
        ]
        queued += [
            Notice(SEATS_CALLED_OFF["defence"].key, user, {**about, "call": call}, mine) for user in experts
        ]
    notify_many(queued, at=at)


def _tell(turns: Sequence[DefenceTurn], *, at: datetime) -> None:
    """The applicant by the file's number; the panel without it, for a notice outlives a recusal."""
    queued, mine = [], reverse("reviews:timetable")
    for turn, applicants, experts in _concerned(turns):
        about = {"when": turn.starts_at.isoformat(), "place": f"{turn.day.venue} {turn.room.name}"}
        number, call = turn.file.application.number or "", turn.file.review.call.title
        queued += [
            Notice(SCHEDULED["defence"].key, user, {**about, "number": number}, mine) for user in applicants
        ]
        queued += [
            Notice(SEATS_SCHEDULED["defence"].key, user, {**about, "call": call}, mine) for user in experts
        ]
    notify_many(queued, at=at)


def _concerned(turns: Sequence[DefenceTurn]):
    """Each turn with the applicant's people and its panel's, in two queries."""
    owners: dict[int, list[User]] = {}
    organisations = {turn.file.application.enterprise.organisation_id for turn in turns}
    for user in User.objects.filter(organisation__in=organisations, is_active=True):
        owners.setdefault(user.organisation_id, []).append(user)
    held = seats.running_of([turn.file for turn in turns])
    for turn in turns:
        experts = [
            seat.expert.user
            for seat in held[turn.file_id]
            if seat.declaration != Assignment.Declaration.RECUSED and seat.shown_at
        ]
        yield turn, owners.get(turn.file.application.enterprise.organisation_id, []), experts
