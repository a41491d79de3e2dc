"""Opening again what was sealed or closed: a recorded decision with reasons; the earlier version stays.

A sealed sheet is opened by one member of staff before its stage closes. A closed stage, whose scores were
revealed, is opened on the word of two, and only while no report holds the file.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.policies import Refused
from applications.workflow import State
from portal.accounts.permissions import Permission
from portal.accounts.who import who_may
from portal.audit.chain import record
from portal.notifications.notices import Notice, notify_many
from reviews import panels, scoring, sheets
from reviews.models import (
    Assignment,
    EarlierSheet,
    Reopening,
    ReviewFile,
    ScoreSheet,
    Stage,
    StageClosing,
)
from reviews.notices import REOPENING_PROPOSED, SHEET_REOPENED, STAGE_REOPENED


@transaction.atomic
def reopen_sheet(sheet: ScoreSheet, *, reasons: str, by, at: datetime) -> Reopening:
    """Open a sealed sheet again: a draft with what was written, to be sealed anew by its expert.

    Raises Refused without reasons, when the sheet is not sealed (a second click), its seat has ended or
    its stage is closed.
    """
    seat = Assignment.objects.get(pk=sheet.assignment_id)
    file = panels.locked([seat.file_id])[0]
    sheet = _locked([sheet.pk])[0]
    if not reasons.strip():
        raise Refused(_("Please write the reasons; they stay on record."))
    if file.application.state != State.IN_REVIEW or file.total is not None or sheet.stage != file.stage:
        raise Refused(_("The stage of this sheet is closed."))
    if sheet.status != ScoreSheet.Status.SEALED or sheet.assignment.ended_at:
        raise Refused(_("This sheet is not sealed any more; somebody may have opened it already."))
    decision = Reopening.objects.create(
        file=file,
        stage=sheet.stage,
        sheet=sheet,
        status=Reopening.Status.DONE,
        reasons=reasons.strip(),
        by=by,
        at=at,
    )
    data = {"reopening": decision.pk, "seat": seat.seat, "stage": sheet.stage, "digest": sheet.digest}
    _open(decision, [sheet])
    record(kind="application", id=str(file.application_id), action="reopen_sheet", by=by, data=data, at=at)
    _tell([sheet], SHEET_REOPENED.key, file, at=at)
    return decision


@transaction.atomic
def propose_stage(file: ReviewFile, *, reasons: str, by, at: datetime) -> Reopening:
    """Propose to open the last closed stage of a file again; a second member of staff decides.

    Raises Refused without reasons, without a closed stage, or when a report holds the file. Proposing
    twice finds the proposal that waits.
    """
    file = panels.locked([file.pk])[0]
    if waiting := file.reopenings.filter(status=Reopening.Status.OPEN).first():
        return waiting
    if not reasons.strip():
        raise Refused(_("Please write the reasons; they stay on record."))
    closing = _last_closing(file)
    decision = Reopening.objects.create(
        file=file,
        stage=closing.stage,
        status=Reopening.Status.OPEN,
        reasons=reasons.strip(),
        by=by,
        at=at,
    )
    data = {"reopening": decision.pk, "stage": closing.stage}
    record(
        kind="application", id=str(file.application_id), action="propose_reopening", by=by, data=data, at=at
    )
    staff = who_may(Permission.MANAGE_REVIEW)
    link = reverse("reviews:sheets", args=[file.pk])
    params = {"number": file.application.number or ""}
    notify_many(
        [Notice(REOPENING_PROPOSED.key, user, params, link) for user in staff.exclude(pk=by.pk)], at=at
    )
    return decision


@transaction.atomic
def decide_stage(decision: Reopening, *, agreed: bool, by, at: datetime) -> Reopening:
    """The second word on a proposal: the stage is opened again, or stays closed.

    Raises Refused for who proposed it, when it was decided already, or when a report holds the file now.
    """
    file = panels.locked([decision.file_id])[0]
    decision = Reopening.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if decision.status != Reopening.Status.OPEN:
        raise Refused(_("This was decided already. Nothing was changed by you."))
    if decision.by_id == by.pk:
        raise Refused(_("Somebody else than who proposed it has to decide."))
    decision.second_by, decision.second_at = by, at
    data = {"reopening": decision.pk, "stage": decision.stage}
    if not agreed:
        decision.status = Reopening.Status.REFUSED
        decision.save()
        record(
            kind="application",
            id=str(file.application_id),
            action="refuse_reopening",
            by=by,
            data=data,
            at=at,
        )
        return decision
    closing = _last_closing(file)
    if closing.stage != decision.stage:
        raise Refused(_("Meanwhile another stage was closed; only the last closed one can be opened again."))
    opened = _undo(decision, file, closing)
    data |= {"mean": str(decision.mean), "digests": [sheet.digest for sheet in decision.earlier.all()]}
    record(kind="application", id=str(file.application_id), action="reopen_stage", by=by, data=data, at=at)
    _tell([sheet for sheet in opened if not sheet.assignment.ended_at], STAGE_REOPENED.key, file, at=at)
    return decision


def _last_closing(file: ReviewFile) -> StageClosing:
    """The closing that can be undone: of the last closed stage, while no report holds the file."""
    if file.application.state != State.IN_REVIEW or file.report_id:
        raise Refused(_("A report holds this file; a prepared one has to be discarded first."))
    order = list(Stage.values)
    closings = sorted(file.closings.all(), key=lambda closing: order.index(closing.stage))
    if not closings:
        raise Refused(_("No stage of this file is closed."))
    return closings[-1]


def _undo(decision: Reopening, file: ReviewFile, closing: StageClosing) -> list[ScoreSheet]:
    """Take a closing back: its figures stay with the decision, its sheets are drafts again."""
    for name in ("mean", "deviation", "agreement", "closed_by", "closed_at"):
        setattr(decision, name, getattr(closing, name))
    decision.status = Reopening.Status.DONE
    decision.save()
    revealed = ScoreSheet.objects.filter(
        assignment__file=file, stage=closing.stage, status=ScoreSheet.Status.REVEALED
    )
    opened = _locked(list(revealed.values_list("pk", flat=True)))
    _open(decision, opened)
    closing.delete()
    file.stage, file.total, file.veto = decision.stage, None, _veto_of_earlier(file)
    file.is_struck = bool(file.veto)
    file.not_taken_on, file.missed = "", 0
    file.save(update_fields=["stage", "total", "veto", "is_struck", "not_taken_on", "missed"])
    return opened


def _veto_of_earlier(file: ReviewFile) -> str:
    """The veto item that a stage which stays closed had found."""
    rows = ScoreSheet.objects.filter(assignment__file=file, status=ScoreSheet.Status.REVEALED)
    vetoes: dict[str, list[str]] = {}
    for stage, veto in rows.values_list("stage", "veto"):
        vetoes.setdefault(stage, []).append(veto)
    found = [scoring.struck_by(vetoes.get(stage, [])) for stage in Stage.values]
    return next((veto for veto in reversed(found) if veto), "")


def _locked(pks: Sequence[int]) -> list[ScoreSheet]:
    rows = ScoreSheet.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    related = ("assignment__expert__user", "assignment__file__application")
    return list(rows.select_related(*related).prefetch_related("scores__indicator"))


def _open(decision: Reopening, opened: Sequence[ScoreSheet]) -> None:
    """Keep each sheet as it was sealed, then make it a draft with a new revision."""
    EarlierSheet.objects.bulk_create([_earlier(decision, sheet) for sheet in opened])
    for sheet in opened:
        sheet.status, sheet.total, sheet.salt, sheet.digest = ScoreSheet.Status.DRAFT, None, "", ""
        sheet.sealed_at = sheet.revealed_at = None
        sheet.revision += 1
    columns = ["status", "total", "salt", "digest", "sealed_at", "revealed_at", "revision"]
    ScoreSheet.objects.bulk_update(opened, columns)


def _earlier(decision: Reopening, sheet: ScoreSheet) -> EarlierSheet:
    scores = sorted(sheet.scores.all(), key=lambda score: (score.indicator.order, score.indicator_id))
    return EarlierSheet(
        reopening=decision,
        sheet=sheet,
        content=sheets.canonical(sheet.assignment, sheet, scores).decode(),
        salt=sheet.salt,
        digest=sheet.digest,
        total=sum(score.points for score in scores),
        sealed_at=sheet.sealed_at,
    )


def _tell(opened: Sequence[ScoreSheet], kind: str, file: ReviewFile, *, at: datetime) -> None:
    """The experts hear it without the file's name; the reasons stand on the sheet's own page."""
    params = {"call": file.review.call.title}
    link = reverse("reviews:mine")
    notify_many([Notice(kind, sheet.assignment.expert.user, params, link) for sheet in opened], at=at)


def of_sheet(sheet: ScoreSheet | None) -> Reopening | None:
    """The decision by which a draft came to be one again, for its expert's page."""
    if sheet is None or sheet.status != ScoreSheet.Status.DRAFT:
        return None
    earlier = sheet.earlier.select_related("reopening").last()
    return earlier.reopening if earlier else None
