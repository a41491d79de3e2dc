"""Who may not be in a room with a file, and who is somewhere else at the time; in queries that don't grow."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reviews import seats
from reviews.conflicts.finding import to_enterprises
from reviews.models import Assignment, DefenceTurn, Inspector, Recusal, ReviewFile, StaffConflict

VISIT = timedelta(hours=4)
"""How long an inspector is away for a visit [I]."""


def panels_of(files: Iterable[ReviewFile]) -> dict[int, frozenset[int]]:
    """By file the people (accounts) who sit on its panel."""
    held = seats.running_of(files)
    return {
        pk: frozenset(
            seat.expert.user_id for seat in rows if seat.declaration != Assignment.Declaration.RECUSED
        )
        for pk, rows in held.items()
    }


def barred_from(
    files: Sequence[ReviewFile], users: Iterable[int], *, at: datetime
) -> dict[int, frozenset[int]]:
    """By file those of ``users`` (accounts) who may not be in the room: recused from it, staff with a conflict
    on record, and whoever the register's relations join to the applicant for certain.
    """
    asked = set(users)
    pks = [file.pk for file in files]
    barred: dict[int, set[int]] = defaultdict(set)
    recused = Recusal.objects.filter(assignment__file__in=pks, ruling=Recusal.Ruling.GRANTED)
    declared = Assignment.objects.filter(file__in=pks, declaration=Assignment.Declaration.RECUSED)
    staff = StaffConflict.objects.filter(file__in=pks)
    for rows in (
        recused.values_list("assignment__file", "assignment__expert__user"),
        declared.values_list("file", "expert__user"),
        staff.values_list("file", "user"),
    ):
        for pk, user in rows:
            barred[pk].add(user)
    enterprises = {file.pk: file.application.enterprise_id for file in files}
    paths = to_enterprises(asked, set(enterprises.values()), at) if asked and files else {}
    certain = {pair for pair, path in paths.items() if path.is_certain}
    for pk, enterprise in enterprises.items():
        barred[pk] |= {user for user in asked if (user, enterprise) in certain}
    return {pk: frozenset(barred[pk] & asked) for pk in pks}


@dataclass(frozen=True)
class Away:
    """Somebody is elsewhere from ``starts`` to ``ends``."""

    user: int
    starts: datetime
    ends: datetime


def away_on(day, users: Iterable[int]) -> list[Away]:
    """Where ``users`` are on the date of ``day`` besides it: rooms of other days of defences, site visits."""
    asked, found = set(users), []
    turns = DefenceTurn.objects.filter(day__date=day.date, ended_at=None, starts_at__isnull=False)
    turns = turns.exclude(day=day).values_list("file", "starts_at", "ends_at")
    for pk, starts, ends in turns:
        found.append((pk, starts, ends))
    panels: dict[int, set[int]] = defaultdict(set)
    running = Assignment.objects.filter(file__in=[pk for pk, _s, _e in found], ended_at=None)
    for pk, user in running.values_list("file", "expert__user"):
        panels[pk].add(user)
    away = [Away(user, starts, ends) for pk, starts, ends in found for user in panels[pk] & asked]
    first, last = day.moment(0), day.moment(24 * 60)
    visits = Inspector.objects.filter(
        user__in=asked, visit__ended_at=None, visit__starts_at__gte=first, visit__starts_at__lt=last
    )
    away += [Away(user, at, at + VISIT) for user, at in visits.values_list("user", "visit__starts_at")]
    return away
