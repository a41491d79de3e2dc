"""Looking for conflicts over the seats that run: a certain path is entered on the register of recusals."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from applications.workflow import State
from reviews import recusals, seats
from reviews.conflicts import alarms, finding, words
from reviews.conflicts.graph import Path
from reviews.models import Assignment, Expert, Recusal


@transaction.atomic
def look(*, at: datetime, experts: Iterable[Expert] | None = None) -> list[Recusal]:
    """Look over the running seats of files in review (of ``experts`` only, if given); enter what is found.

    A seat that is closed until a ruling waits for it, and a path that was dismissed for a seat stays
    dismissed. Queries don't grow with the seats, but for what has to be entered. May run twice.
    """
    running = _running(experts)
    found = finding.between({seat.expert for seat in running}, [seat.file for seat in running], at)
    entries = _entries(running)
    entered = []
    for seat in running:
        path = found.get((seat.expert_id, seat.file_id))
        if path and path.is_certain and not _known(entries.get(seat.pk, []), path):
            entered.append(enter(seat, path, at=at))
    asked = [
        (seat.expert.user_id, seat.file.application.enterprise_id, path)
        for seat in running
        if (path := found.get((seat.expert_id, seat.file_id)))
    ]
    alarms.enter(asked, at=at)
    return entered


def _known(entries: list[Recusal], path: Path) -> bool:
    """Whether an entry holds the file back already, or this very path was ruled on for the seat."""
    holding = [
        one for one in entries if one.ruling == Recusal.Ruling.OPEN and one.origin != Recusal.Origin.REQUESTED
    ]
    return bool(holding) or any(one.path_key == path.key for one in entries)


def look_again() -> None:
    """The job after a change of ties."""
    look(at=timezone.now())


def enter(seat: Assignment, path: Path, *, at: datetime) -> Recusal:
    """Enter a detected recusal with its path; the file is closed to the expert until it is ruled on."""
    seat = recusals.locked_seat(seat.pk)
    open_now = seat.recusals.filter(origin=Recusal.Origin.DETECTED, ruling=Recusal.Ruling.OPEN).first()
    if open_now:
        return open_now
    seat.declaration = Assignment.Declaration.RECUSED
    seat.save(update_fields=["declaration"])
    seats.close_file(seat)
    return recusals.enter(
        seat,
        origin=Recusal.Origin.DETECTED,
        ground=words.ground(path),
        reasons="",
        told=words.told(path),
        path_key=path.key,
        by=None,
        at=at,
    )


def _running(experts: Iterable[Expert] | None) -> list[Assignment]:
    rows = Assignment.objects.filter(ended_at=None, file__application__state=State.IN_REVIEW)
    if experts is not None:
        rows = rows.filter(expert__in=[expert.pk for expert in experts])
    related = ("expert__user", "file__application__enterprise", "file__review__call")
    return list(rows.select_related(*related).order_by("file", "pk"))


def _entries(running: list[Assignment]) -> dict[int, list[Recusal]]:
    found: dict[int, list[Recusal]] = {}
    for one in Recusal.objects.filter(assignment__in=[seat.pk for seat in running]):
        found.setdefault(one.assignment_id, []).append(one)
    return found
