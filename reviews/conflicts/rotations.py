"""Rotation: an expert reviews the same enterprise only so often within so many years (rule of the call)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

from reviews.conflicts.graph import years_before
from reviews.models import Assignment, Expert, ReviewFile


def reached(
    experts: Iterable[Expert], files: Sequence[ReviewFile], at: datetime
) -> dict[tuple[int, int], int]:
    """How often the expert reviewed the file's enterprise, for each (expert id, file id) at its limit.

    A review counts when the expert's seat was shown to the applicant within the call's years before
    ``at`` and the expert kept it; the file itself doesn't count. ``files`` come with application and call.
    """
    day = timezone.localdate(at)
    taken = _taken({expert.pk for expert in experts}, {file.application.enterprise_id for file in files})
    found = {}
    for file in files:
        call = file.review.call
        first = years_before(day, call.rotation_years)
        for (expert, enterprise), seats in taken.items():
            if enterprise != file.application.enterprise_id:
                continue
            times = sum(shown >= first for other, shown in seats if other != file.pk)
            if times >= call.rotation_most:
                found[expert, file.pk] = times
    return found


def _taken(experts: set[int], enterprises: set[int]) -> dict[tuple[int, int], list[tuple[int, date]]]:
    """The seats kept: file and day on which it was shown, by expert and enterprise."""
    rows = Assignment.objects.filter(
        expert__in=experts,
        file__application__enterprise__in=enterprises,
        shown_at__isnull=False,
        ended_at=None,
    )
    seats: dict[tuple[int, int], list[tuple[int, date]]] = defaultdict(list)
    for expert, enterprise, file, shown in rows.values_list(
        "expert", "file__application__enterprise", "file", "shown_at"
    ):
        seats[expert, enterprise].append((file, timezone.localdate(shown)))
    return seats
