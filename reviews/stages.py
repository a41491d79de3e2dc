"""The three stages (annex 1, step 6): closing one reveals its sheets together and opens the next."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.policies import Refused
from applications.workflow import State
from portal.accounts.models import User
from portal.audit.chain import Entry, record, record_many
from portal.notifications.notices import Notice, notify_many
from reviews import composition, panels, scoring, seats
from reviews.models import Assignment, Recusal, ReviewFile, ScoreSheet, Stage, StageClosing
from reviews.notices import SCHEDULED, SEATS_SCHEDULED, STAGE_OPENED

PLACED = {Stage.DEFENCE, Stage.SITE}


@transaction.atomic
def schedule(file: ReviewFile, stage: str, *, when: datetime, place: str, by, at: datetime) -> ReviewFile:
    """Fix time and place of the defence or the visit, and tell the applicant and the panel."""
    if stage not in PLACED:
        raise ValueError(stage)
    file = panels.locked([file.pk])[0]
    if file.application.state != State.IN_REVIEW or stage not in _to_come(file):
        raise Refused(_("This stage of the file is over."))
    if (getattr(file, f"{stage}_at"), getattr(file, f"{stage}_place")) == (when, place):
        return file
    setattr(file, f"{stage}_at", when)
    setattr(file, f"{stage}_place", place)
    file.save(update_fields=[f"{stage}_at", f"{stage}_place"])
    data = {"stage": stage, "when": when.isoformat()}
    record(kind="application", id=str(file.application_id), action="schedule_stage", by=by, data=data, at=at)
    _tell_scheduled(file, stage, when, place, at=at)
    return file


def _tell_scheduled(file: ReviewFile, stage: str, when: datetime, place: str, *, at: datetime) -> None:
    """The applicant by the file's number; the panel without it, for a notice outlives a recusal."""
    about = {"when": when.isoformat(), "place": place}
    owners = User.objects.filter(organisation_id=file.application.enterprise.organisation_id, is_active=True)
    params = {**about, "number": file.application.number or ""}
    link = file.application.get_absolute_url()
    queued = [Notice(SCHEDULED[stage].key, user, params, link) for user in owners]
    params, mine = {**about, "call": file.review.call.title}, reverse("reviews:mine")
    for seat in seats.running(file).exclude(declaration=Assignment.Declaration.RECUSED):
        queued.append(Notice(SEATS_SCHEDULED[stage].key, seat.expert.user, params, mine))
    notify_many(queued, at=at)


def _to_come(file: ReviewFile) -> list[str]:
    """The stage that the file is in and those after it."""
    if file.total is not None:
        return []
    stages = list(file.review.weights)
    return stages[stages.index(file.stage) :]


def sealed_counts(files: Sequence[ReviewFile]) -> dict[int, tuple[int, int]]:
    """Sealed sheets of the present stage and running seats, by file: all that may be known before closing."""
    pks = [file.pk for file in files]
    running = Assignment.objects.filter(file__in=pks, ended_at=None)
    seated: dict[int, int] = defaultdict(int)
    for pk in running.values_list("file", flat=True):
        seated[pk] += 1
    sealed: dict[int, int] = defaultdict(int)
    sheets = ScoreSheet.objects.filter(assignment__in=running).exclude(status=ScoreSheet.Status.DRAFT)
    stage = {file.pk: file.stage for file in files}
    for pk, of in sheets.values_list("assignment__file", "stage"):
        sealed[pk] += stage[pk] == of
    return {pk: (sealed[pk], seated[pk]) for pk in pks}


@transaction.atomic
def close_stage(
    files: Sequence[ReviewFile], *, stage: str, by, at: datetime, reason: str = ""
) -> panels.Outcome:
    """Close ``stage`` of each file: reveal its sheets, fix the mean, and open the next stage.

    Refused, file by file: another stage (a second click), a sheet not sealed, a recusal not ruled on, a
    recusal period that still runs, a vacant seat. With a ``reason`` on record a stage closes although a
    seat stays vacant, as long as the rest is still a lawful panel of five or more. Queries don't grow
    with the files.
    """
    outcome = panels.Outcome()
    rows = panels.locked([file.pk for file in files])
    held = seats.running_of(rows)
    refusals = waiting_for(rows, held, stage=stage, at=at, reason=reason)
    for file in rows:
        if refusals[file.pk]:
            outcome.refused.append((file, refusals[file.pk]))
        else:
            outcome.done.append(file)
    if outcome.done:
        short = {f.pk for f in outcome.done if len(held[f.pk]) < f.review.call.panel_size}
        _reveal(outcome.done, stage, dict.fromkeys(short, reason.strip()), by=by, at=at)
    return outcome


def waiting_for(
    files: Sequence[ReviewFile],
    held: dict[int, list[Assignment]],
    *,
    at: datetime,
    stage: str = "",
    reason: str = "",
) -> dict[int, str]:
    """What each file's ``stage`` (the present one by default) still waits for; '' where it can be closed."""
    counts = sealed_counts(files)
    entries = Recusal.objects.filter(assignment__file__in=[file.pk for file in files], ruling="open")
    disputed = set(entries.values_list("assignment__file", flat=True))
    return {
        file.pk: _why_open(file, stage or file.stage, counts[file.pk], file.pk in disputed, at)
        or _why_vacant(file, held[file.pk], reason)
        for file in files
    }


def _why_open(file: ReviewFile, stage: str, counts: tuple[int, int], disputed: bool, at: datetime) -> str:
    sealed, seated = counts
    if file.application.state != State.IN_REVIEW:
        return _("The file is not in review.")
    if file.stage != stage or file.total is not None:
        return _("This stage was already closed.")
    if file.panel_shown_at is None or file.recusal_until is None:
        return _("The panel was not shown to the applicant yet.")
    if at <= file.recusal_until:
        return _("The applicant may still request recusal.")
    if disputed:
        return _("A recusal is not ruled on yet.")
    if sealed < seated:
        text = ngettext("%(count)d sheet is not sealed.", "%(count)d sheets are not sealed.", seated - sealed)
        return text % {"count": seated - sealed}
    return ""


def _why_vacant(file: ReviewFile, members: list[Assignment], reason: str) -> str:
    """Why the stage can't close with the seats that are vacant; '' where none is or the reason carries it."""
    if len(members) >= file.review.call.panel_size:
        return ""
    if not reason.strip():
        return _("A seat on the panel is vacant. Fill it, or give the reason for closing without it.")
    chair = next((member.expert for member in members if member.is_chair), None)
    found = composition.faults([m.expert for m in members], chair, size=composition.LEAST)
    broken = [fault for fault in found if fault.blocks or not file.composition_reason]
    return (
        _("Without the vacant seat the panel is not lawful: %(fault)s") % {"fault": broken[0].text}
        if broken
        else ""
    )


def _reveal(files: list[ReviewFile], stage: str, reasons: dict[int, str], *, by, at: datetime) -> None:
    """``reasons``: why a file's stage closes with a vacant seat, by file."""
    totals, vetoes = _revealed_sheets(files, stage, at)
    closings, entries = [], []
    for file in files:
        mean = scoring.stage_mean(totals[file.pk], drop_extremes=file.review.call.drop_extremes)
        why = reasons.get(file.pk, "")
        closings.append(
            StageClosing(file=file, stage=stage, mean=mean, reason=why, closed_by=by, closed_at=at)
        )
        file.veto = scoring.struck_by(vetoes[file.pk]) or file.veto
        file.is_struck = bool(file.veto)
        data = {"stage": stage, "mean": str(mean), "sheets": len(totals[file.pk]), "veto": file.is_struck}
        entries.append(Entry(*file.application.chain, "close_stage", by, at, {**data, "vacant": bool(why)}))
    StageClosing.objects.bulk_create(closings, batch_size=500)
    _move_on(files, stage)
    record_many(entries)
    _tell_experts([file for file in files if file.total is None], at=at)


def _revealed_sheets(files: list[ReviewFile], stage: str, at: datetime):
    """Reveal the running seats' sheets of ``stage``; their totals and veto findings by file."""
    sheets = list(
        ScoreSheet.objects.filter(
            assignment__file__in=[file.pk for file in files], assignment__ended_at=None, stage=stage
        )
        .select_related("assignment")
        .prefetch_related("scores")
        .order_by("assignment__seat")
    )
    totals: dict[int, list[Decimal]] = defaultdict(list)
    vetoes: dict[int, list[str]] = defaultdict(list)
    for sheet in sheets:
        sheet.total = sum((score.points for score in sheet.scores.all()), Decimal(0))
        sheet.status, sheet.revealed_at = ScoreSheet.Status.REVEALED, at
        totals[sheet.assignment.file_id].append(sheet.total)
        vetoes[sheet.assignment.file_id].append(sheet.veto)
    ScoreSheet.objects.bulk_update(sheets, ["total", "status", "revealed_at"], batch_size=500)
    return totals, vetoes


def _move_on(files: list[ReviewFile], stage: str) -> None:
    """To the next stage that counts; after the last one the total is fixed."""
    means: dict[int, dict[str, Decimal]] = defaultdict(dict)
    closings = StageClosing.objects.filter(file__in=[file.pk for file in files])
    for pk, closed, mean in closings.values_list("file", "stage", "mean"):
        means[pk][closed] = mean
    for file in files:
        weights = file.review.weights
        stages = list(weights)
        later = stages[stages.index(stage) + 1 :]
        if later:
            file.stage = later[0]
        else:
            file.total = scoring.total(means[file.pk], weights)
    ReviewFile.objects.bulk_update(files, ["stage", "total", "veto", "is_struck"], batch_size=500)


def _tell_experts(files: list[ReviewFile], *, at: datetime) -> None:
    """Each expert hears once that sheets of the next stage are ready."""
    if not files:
        return
    seats = Assignment.objects.filter(file__in=[file.pk for file in files], ended_at=None)
    people = User.objects.filter(pk__in=seats.values("expert__user"), is_active=True)
    params = {"call": files[0].review.call.title}
    notify_many([Notice(STAGE_OPENED.key, user, params, reverse("reviews:mine")) for user in people], at=at)
