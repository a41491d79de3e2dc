"""The same acts for many seats at once, each by the seat's own expert, in few queries.

For what comes in bulk: the demonstration, measurements, paper sheets that were collected.
Rules and record are those of :mod:`reviews.declarations` and :mod:`reviews.sheets`.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Indicator
from applications.policies import Refused
from applications.workflow import State
from portal.audit.chain import Entry, record_many
from reviews import seats, sheets
from reviews.models import Assignment, Score, ScoreSheet


@dataclass(frozen=True)
class Filled:
    """A complete sheet of one seat, to be sealed as it stands."""

    seat: Assignment
    draft: sheets.Draft


def _locked(chosen: Sequence[Assignment]) -> list[Assignment]:
    rows = Assignment.objects.select_for_update(of=("self",)).filter(pk__in=[seat.pk for seat in chosen])
    related = ("file__application", "file__review__call", "expert__user")
    return list(rows.select_related(*related).order_by("pk"))


@transaction.atomic
def declare_no_conflict(chosen: Sequence[Assignment], *, at: datetime) -> list[Assignment]:
    """Sign the no-conflict declaration of each seat with the expert's name; those signed before stay.

    Raises Refused when a seat has ended, was recused or was not shown yet; then nothing changes.
    """
    fresh = []
    for seat in _locked(chosen):
        if seat.ended_at or seat.shown_at is None or seat.file.application.state != State.IN_REVIEW:
            raise Refused(_("This seat has ended."))
        if seat.declaration == Assignment.Declaration.RECUSED:
            raise Refused(_("You have declared a recusal; wait for the ruling."))
        if seat.declaration == Assignment.Declaration.OPEN:
            seat.declaration = Assignment.Declaration.NO_CONFLICT
            seat.declared_at, seat.signed_name = at, seat.expert.name
            fresh.append(seat)
    columns = ["declaration", "declared_at", "signed_name"]
    Assignment.objects.bulk_update(fresh, columns, batch_size=500)
    seats.open_files(fresh)
    record_many(
        [
            Entry(
                *seat.file.application.chain, "declare_no_conflict", seat.expert.user, at, {"seat": seat.seat}
            )
            for seat in fresh
        ]
    )
    return fresh


@transaction.atomic
def seal(filled: Sequence[Filled], *, at: datetime) -> list[ScoreSheet]:
    """Write and seal a sheet for the present stage of each seat's file; sealed ones stay as they are.

    Raises Incomplete or Refused as :func:`reviews.sheets.seal` does; then nothing changes.
    """
    drafts = {item.seat.pk: item.draft for item in filled}
    rows = _locked([item.seat for item in filled])
    rubric = _rubrics(rows)
    for seat in rows:
        call = seat.file.review.call
        sheets.check_seat(seat, seat.file.stage, seat.expert.user)
        if found := sheets.faults_of(drafts[seat.pk], rubric[call.pk], call.veto_items):
            raise sheets.Incomplete(found)
    made = _begun(rows, at=at)
    scores = []
    for seat, sheet in made:
        draft = drafts[seat.pk]
        sheet.veto_judged, sheet.veto, sheet.comment = draft.veto_judged, draft.veto, draft.comment
        sheet.revision += 1
        of_sheet = [
            Score(
                sheet=sheet, indicator=i, points=draft.lines[i.pk].points, comment=draft.lines[i.pk].comment
            )
            for i in rubric[seat.file.review.call_id]
        ]
        scores += of_sheet
        sheet.salt = secrets.token_hex(32)
        sheet.digest = sheets.digest(sheet.salt, sheets.canonical(seat, sheet, of_sheet))
        sheet.status, sheet.saved_at, sheet.sealed_at = ScoreSheet.Status.SEALED, at, at
    _write([sheet for _seat, sheet in made], scores)
    record_many([sheets.sealed_entry(seat, sheet, at=at) for seat, sheet in made])
    return [sheet for _seat, sheet in made]


def _rubrics(rows: Sequence[Assignment]) -> Mapping[int, list[Indicator]]:
    rubric: dict[int, list[Indicator]] = {seat.file.review.call_id: [] for seat in rows}
    judged = Indicator.objects.filter(call__in=rubric, basis=Indicator.Basis.JUDGED)
    for indicator in judged.order_by("order", "pk"):
        rubric[indicator.call_id].append(indicator)
    return rubric


def _begun(rows: Sequence[Assignment], *, at: datetime) -> list[tuple[Assignment, ScoreSheet]]:
    """Each seat's sheet of the present stage, locked, begun where there is none; sealed ones left out."""
    stage = {seat.pk: seat.file.stage for seat in rows}
    fresh = [ScoreSheet(assignment=seat, stage=seat.file.stage, saved_at=at, revision=0) for seat in rows]
    ScoreSheet.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)
    kept = ScoreSheet.objects.select_for_update().filter(assignment__in=stage, status=ScoreSheet.Status.DRAFT)
    of_seat = {sheet.assignment_id: sheet for sheet in kept if stage[sheet.assignment_id] == sheet.stage}
    return [(seat, of_seat[seat.pk]) for seat in rows if seat.pk in of_seat]


def _write(made: list[ScoreSheet], scores: list[Score]) -> None:
    columns = "veto_judged veto comment revision salt digest status saved_at sealed_at"
    ScoreSheet.objects.bulk_update(made, columns.split(), batch_size=200)
    Score.objects.bulk_create(
        scores,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["sheet", "indicator"],
        update_fields=["points", "comment"],
    )
