"""A spread beyond the call's limit brings in one more expert, once per stage, before anything is revealed.

While sheets are sealed the portal tells nothing but that the limit is passed: no figure, and to nobody.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.policies import Refused
from applications.workflow import State
from portal.accounts.models import User
from portal.audit.chain import Entry, record, record_many
from portal.notifications.notices import Notice, notify_many
from portal.registry import Registry
from portal.workdays import calendar as workdays
from reviews import composition, panels, replacements, scoring, seats
from reviews.models import Assignment, Expert, ExtraSeat, ReviewFile, Score
from reviews.notices import PANEL_SHOWN, SEAT_GIVEN


@dataclass(frozen=True)
class Substitutes:
    """Where a draw's sealed substitutes come from.

    ``drew(file) -> bool``: whether it drew this file's panel; nobody is picked by hand then.
    ``open_next(file, by=, at=) -> Expert | None``: opens the first in order who breaks no rule; None when
    no substitute is left, and a seat may be given by hand.
    """

    drew: Callable[[ReviewFile], bool]
    open_next: Callable[..., Expert | None]


substitutes: Registry[Substitutes] = Registry("substitutes of a draw")


def totals_of(files: Sequence[ReviewFile], stage: str) -> dict[int, list[Decimal]]:
    """The totals of the running seats' sheets of ``stage`` by file; sealed ones too, so for no page."""
    rows = Score.objects.filter(
        sheet__stage=stage,
        sheet__assignment__file__in=[file.pk for file in files],
        sheet__assignment__ended_at=None,
    )
    found: dict[int, list[Decimal]] = defaultdict(list)
    by_sheet = rows.values_list("sheet", "sheet__assignment__file").annotate(total=Sum("points"))
    for _sheet, file, total in by_sheet.order_by("sheet"):
        found[file].append(total)
    return found


def of_files(files: Sequence[ReviewFile]) -> dict[int, list[ExtraSeat]]:
    """The extra seats of each file, in one query."""
    found: dict[int, list[ExtraSeat]] = {file.pk: [] for file in files}
    for extra in ExtraSeat.objects.filter(file__in=found).select_related("assignment").order_by("found_at"):
        found[extra.file_id].append(extra)
    return found


def places(file: ReviewFile, extras: Sequence[ExtraSeat]) -> int:
    """How many members the panel has to have: the call's number and each extra seat that was given."""
    return file.review.call.panel_size + sum(extra.assignment_id is not None for extra in extras)


def wait(file: ReviewFile, extras: Sequence[ExtraSeat]) -> str:
    """What a file's present stage waits for here; '' for nothing."""
    if any(extra.stage == file.stage and extra.assignment_id is None for extra in extras):
        return _("The spread is beyond the call's limit: one more expert has to be seated and to score.")
    return ""


def judge(files: Sequence[ReviewFile], stage: str, *, by, at: datetime) -> dict[int, str]:
    """Call one more expert for each of ``files`` whose sealed totals lie too far apart; why, by file.

    A stage calls once; afterwards it closes whatever its spread. The record keeps the limit, no figure.
    """
    called = {pk for pk, extras in of_files(files).items() if any(extra.stage == stage for extra in extras)}
    totals = totals_of(files, stage)
    wide = [
        file
        for file in files
        if file.pk not in called and scoring.is_too_wide(totals[file.pk], file.review.call.spread_limit)
    ]
    ExtraSeat.objects.bulk_create([ExtraSeat(file=file, stage=stage, found_at=at) for file in wide])
    record_many(
        [
            Entry(
                *file.application.chain,
                "call_one_more",
                by,
                at,
                {"stage": stage, "limit": str(file.review.call.spread_limit)},
            )
            for file in wide
        ]
    )
    return {
        file.pk: _("The spread is beyond the call's limit. One more expert has to score before it closes.")
        for file in wide
    }


def faults(held: Sequence[Assignment], expert: Expert) -> list[composition.Fault]:
    """The rules that the panel would break with ``expert`` beside the running seats ``held``."""
    chair = next((member.expert for member in held if member.is_chair), None)
    experts = [*(member.expert for member in held), expert]
    return composition.faults(experts, chair, size=len(experts))


def was_drawn(file: ReviewFile) -> bool:
    """Whether the next sealed substitute of a draw takes the seat."""
    return any(source.drew(file) for source in substitutes)


def _drawn_substitute(file: ReviewFile, *, by, at: datetime) -> Expert | None:
    drawn = [source for source in substitutes if source.drew(file)]
    return next((expert for source in drawn if (expert := source.open_next(file, by=by, at=at))), None)


def seat_one_more(file: ReviewFile, expert: Expert | None, *, by, at: datetime) -> Assignment:
    """Give the extra seat of the present stage: to the draw's next substitute, else to ``expert``.

    The same checks as for any seat; the applicant may request the recusal of this person too, and the new
    member sees no other sheet. Raises Refused when no seat waits, or the expert can't sit on this file.
    That a draw has nobody left stays on its record even so.
    """
    with transaction.atomic():
        made = _seat_one_more(file, expert, by=by, at=at)
    if made is None:
        raise Refused(_("Choose the expert who takes the seat."))
    return made


def _seat_one_more(file: ReviewFile, expert: Expert | None, *, by, at: datetime) -> Assignment | None:
    file = panels.locked([file.pk])[0]
    extra = ExtraSeat.objects.select_for_update().filter(file=file, stage=file.stage, assignment=None).first()
    if extra is None or file.total is not None:
        raise Refused(_("No further seat waits here; somebody may have given it already."))
    expert = _drawn_substitute(file, by=by, at=at) or expert
    if expert is None:
        return None
    replacements.check_candidate(file, expert, at=at)
    held = seats.running_of([file])[file.pk]
    if broken := [fault for fault in faults(held, expert) if not file.composition_reason]:
        raise Refused(broken[0].text)
    extra.assignment = _seated(file, expert, by=by, at=at)
    extra.save(update_fields=["assignment"])
    data = {"seat": extra.assignment.seat, "expert": expert.pk, "stage": file.stage}
    record(kind="application", id=str(file.application_id), action="seat_one_more", by=by, data=data, at=at)
    _tell(file, expert, at=at)
    return extra.assignment


def _seated(file: ReviewFile, expert: Expert, *, by, at: datetime) -> Assignment:
    """The seat, shown to the applicant at once; the recusal-request period runs for this person."""
    until = workdays.deadline(at, file.review.call.recusal_request_days)
    file.recusal_until = until
    file.save(update_fields=["recusal_until"])
    return Assignment.objects.create(
        file=file,
        expert=expert,
        seat=seats.next_seats([file])[file.pk],
        assigned_by=by,
        assigned_at=at,
        shown_at=at,
        recusal_until=until,
    )


def _tell(file: ReviewFile, expert: Expert, *, at: datetime) -> None:
    params = {"number": file.application.number or "", "until": file.recusal_until.isoformat()}
    link = file.application.get_absolute_url()
    owner = file.application.enterprise.organisation_id
    people = User.objects.filter(organisation_id=owner, is_active=True)
    queued = [Notice(PANEL_SHOWN.key, user, params, link) for user in people]
    mine = Notice(SEAT_GIVEN.key, expert.user, {"call": file.review.call.title}, reverse("reviews:mine"))
    notify_many([*queued, mine], at=at)


def waits_for_one(file: ReviewFile) -> bool:
    """Whether the present stage of a file in review waits for the seat to be given."""
    return file.application.state == State.IN_REVIEW and bool(wait(file, of_files([file])[file.pk]))
