"""The three stages (annex 1, step 6): closing one reveals its sheets together and opens the next."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.workflow import State
from portal.accounts.models import User
from portal.audit.chain import Entry, record_many
from portal.notifications.notices import Notice, notify_many
from reviews import completions, composition, going_on, on_the_spot, panels, scoring, seats, spread
from reviews.models import Assignment, ExtraSeat, Recusal, ReviewFile, ScoreSheet, Stage, StageClosing
from reviews.notices import NOT_TAKEN_ON, PANEL_RESULT, STAGE_OPENED


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
    recusal period that still runs, a defence not held, a visit not signed, a vacant seat, a spread that calls
    one more expert. With a ``reason``
    on record a stage closes although a seat stays vacant, as long as the rest is still a lawful panel of
    five or more. Queries don't grow with the files.
    """
    outcome = panels.Outcome()
    rows = panels.locked([file.pk for file in files])
    held = seats.running_of(rows)
    refusals = waiting_for(rows, held, stage=stage, at=at, reason=reason)
    refusals |= spread.judge([file for file in rows if not refusals[file.pk]], stage, by=by, at=at)
    for file in rows:
        if refusals[file.pk]:
            outcome.refused.append((file, refusals[file.pk]))
        else:
            outcome.done.append(file)
    if outcome.done:
        extras = spread.of_files(outcome.done)
        short = {f.pk for f in outcome.done if len(held[f.pk]) < spread.places(f, extras[f.pk])}
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
    extras, there = spread.of_files(files), on_the_spot.waits_for(files)
    return {
        file.pk: _why_open(file, stage or file.stage, counts[file.pk], file.pk in disputed, at)
        or there[file.pk]
        or spread.wait(file, extras[file.pk])
        or _why_vacant(file, held[file.pk], extras[file.pk], reason)
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


def _why_vacant(file: ReviewFile, members: list[Assignment], extras: list[ExtraSeat], reason: str) -> str:
    """Why the stage can't close with the seats that are vacant; '' where none is or the reason carries it."""
    if len(members) >= spread.places(file, extras):
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
        apart, agreed = scoring.deviation(totals[file.pk]), scoring.agreement(totals[file.pk])
        closing = StageClosing(file=file, stage=stage, mean=mean, deviation=apart, agreement=agreed)
        closing.reason, closing.closed_by, closing.closed_at = why, by, at
        closings.append(closing)
        file.veto = scoring.struck_by(vetoes[file.pk]) or file.veto
        file.is_struck = bool(file.veto)
        data = {"stage": stage, "mean": str(mean), "sheets": len(totals[file.pk]), "veto": file.is_struck}
        entries.append(Entry(*file.application.chain, "close_stage", by, at, {**data, "vacant": bool(why)}))
    StageClosing.objects.bulk_create(closings, batch_size=500)
    _move_on(files, stage)
    for entry, file in zip(entries, files, strict=True):
        entry.data["not_taken_on"] = file.not_taken_on
    record_many(entries)
    _tell_not_taken_on(files, at=at)
    _tell_experts([file for file in files if file.total is None], STAGE_OPENED.key, at=at)
    _tell_experts([file for file in files if file.total is not None], PANEL_RESULT.key, at=at)


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
    """To the next stage that counts, if the call takes the file on; after its last one the total is fixed."""
    means: dict[int, dict[str, Decimal]] = defaultdict(dict)
    closings = StageClosing.objects.filter(file__in=[file.pk for file in files])
    for pk, closed, mean in closings.values_list("file", "stage", "mean"):
        means[pk][closed] = mean
    completed = completions.of_files(files)
    for file in files:
        call, weights = file.review.call, file.review.weights
        least = {Stage.DEFENCE: call.defence_from, Stage.SITE: call.site_from}
        onward = going_on.after(stage, means[file.pk][stage], weights, least)
        if onward.stage:
            file.stage = onward.stage
        else:
            file.not_taken_on, file.missed = onward.not_to, onward.missed
            file.total = completions.total(going_on.total(means[file.pk], weights), completed[file.pk])
    columns = ["stage", "total", "veto", "is_struck", "not_taken_on", "missed"]
    ReviewFile.objects.bulk_update(files, columns, batch_size=500)


def _tell_not_taken_on(files: list[ReviewFile], *, at: datetime) -> None:
    """The applicants of the files that end here hear that, without a figure."""
    ended = {file.application.enterprise.organisation_id: file for file in files if file.not_taken_on}
    queued = []
    for user in User.objects.filter(organisation_id__in=ended, is_active=True):
        file = ended[user.organisation_id]
        params = {"number": file.application.number or ""}
        kind = NOT_TAKEN_ON[file.not_taken_on].key
        queued.append(Notice(kind, user, params, file.application.get_absolute_url()))
    notify_many(queued, at=at)


def _tell_experts(files: list[ReviewFile], kind: str, *, at: datetime) -> None:
    """Each expert hears once that sheets of the next stage are ready, or that every stage is closed."""
    if not files:
        return
    seats = Assignment.objects.filter(file__in=[file.pk for file in files], ended_at=None)
    people = User.objects.filter(pk__in=seats.values("expert__user"), is_active=True)
    params = {"call": files[0].review.call.title}
    notify_many([Notice(kind, user, params, reverse("reviews:mine")) for user in people], at=at)
