"""Seats on panels: taken, ended, and the access that hangs on them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Max, Q

from applications.workflow import State
from portal.accounts import grants
from reviews.models import Assignment, Expert, ReviewFile

REVIEW_RIGHT = "review_application"


def running(file: ReviewFile):
    """The seats of a file that haven't ended, the chair first."""
    return file.assignments.filter(ended_at=None).select_related("expert__user", "expert__region")


def running_of(files: Iterable[ReviewFile]) -> dict[int, list[Assignment]]:
    """The running seats of each file in one query, the chair first."""
    held: dict[int, list[Assignment]] = {file.pk: [] for file in files}
    rows = Assignment.objects.filter(file__in=held, ended_at=None)
    for seat in rows.select_related("expert__user", "expert__region"):
        held[seat.file_id].append(seat)
    return held


def loads(experts: Iterable[Expert]) -> dict[int, int]:
    """How many files in review each expert sits on now."""
    rows = Expert.objects.filter(pk__in=[expert.pk for expert in experts])
    sitting = Q(assignments__ended_at=None, assignments__file__application__state=State.IN_REVIEW)
    return dict(rows.order_by().values_list("pk").annotate(load=Count("assignments", filter=sitting)))


def next_seats(files: Iterable[ReviewFile]) -> dict[int, int]:
    """The next seat that each file gives; a seat is never given twice."""
    pks = [file.pk for file in files]
    rows = Assignment.objects.filter(file__in=pks).order_by().values_list("file")
    return dict.fromkeys(pks, 1) | {pk: last + 1 for pk, last in rows.annotate(last=Max("seat"))}


def end(assignment: Assignment, *, reason: str, at: datetime) -> None:
    """End a seat and take the file away; the row stays."""
    assignment.ended_at, assignment.end_reason, assignment.is_chair = at, reason, False
    assignment.save(update_fields=["ended_at", "end_reason", "is_chair"])
    close_file(assignment)


def end_many(ended: Iterable[Assignment], *, reason: str, at: datetime) -> None:
    """End seats that nobody has declared on yet, so that no file has to be taken away."""
    rows = Assignment.objects.filter(pk__in=[seat.pk for seat in ended])
    rows.update(ended_at=at, end_reason=reason, is_chair=False)


def open_file(assignment: Assignment) -> None:
    """After the no-conflict declaration the expert may open the file."""
    grants.grant(assignment.expert.user, REVIEW_RIGHT, assignment.file.application)


def open_files(assignments: Iterable[Assignment]) -> None:
    """The same for many seats, in few queries."""
    grants.grant_many(REVIEW_RIGHT, [(seat.expert.user, seat.file.application) for seat in assignments])


def close_file(assignment: Assignment) -> None:
    """Take the file away from the expert again."""
    grants.revoke(assignment.expert.user, REVIEW_RIGHT, assignment.file.application)
