"""Score sheets: drafted with autosave, sealed with a salted digest, revealed when the stage closes."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Indicator
from applications.policies import Refused, Stale
from applications.workflow import State
from portal.audit.chain import Entry, record_many
from reviews import scoring
from reviews.models import Assignment, Score, ScoreSheet


@dataclass(frozen=True)
class Line:
    """What an expert writes for one indicator; ``points`` None while not scored."""

    points: Decimal | None
    comment: str = ""


@dataclass(frozen=True)
class Draft:
    """A whole sheet as typed: lines by indicator id, the veto finding, the overall comment."""

    lines: Mapping[int, Line]
    veto_judged: bool = False
    veto: str = ""
    comment: str = ""


class Incomplete(Refused):
    """A sheet can't be sealed yet; ``faults`` by field name (``points_7``, ``comment_7``, ``veto``)."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(_("The sheet was kept as a draft; it can't be sealed yet."))
        self.faults = faults


def faults_of(draft: Draft, indicators: list[Indicator], veto_items: list[str]) -> dict[str, str]:
    """What keeps a sheet from being sealed, by field: veto first, then bounds, step and reasons."""
    found: dict[str, str] = {}
    if veto_items and not draft.veto_judged:
        found["veto"] = _("Judge the veto items first.")
    if draft.veto and not draft.comment.strip():
        found["comment"] = _("Give the reasons for the veto item in the overall comment.")
    for indicator in indicators:
        line = draft.lines.get(indicator.pk, Line(None))
        if line.points is None:
            found[f"points_{indicator.pk}"] = _("Not scored yet.")
        elif not scoring.is_lawful(line.points, indicator.weight):
            found[f"points_{indicator.pk}"] = _("From 0 to %(most)d in steps of 0.5.") % {
                "most": indicator.weight
            }
        elif scoring.needs_reason(line.points, indicator.weight) and not line.comment.strip():
            found[f"comment_{indicator.pk}"] = _(
                "Below six tenths of the weight, or at full marks, give the reason."
            )
    return found


def check_seat(seat: Assignment, stage: str, by) -> None:
    """Whether ``by`` may write on the sheet of ``seat`` for ``stage``; raises Refused with the reason."""
    if seat.expert.user_id != by.pk:
        raise Refused(_("Only the expert can score."))
    if seat.ended_at or seat.file.application.state != State.IN_REVIEW:
        raise Refused(_("This seat has ended; the sheet can't be changed any more."))
    if seat.declaration != Assignment.Declaration.NO_CONFLICT:
        raise Refused(_("Sign the no-conflict declaration first."))
    if seat.file.stage != stage or seat.file.total is not None:
        raise Refused(_("This stage is closed; the sheet can't be changed any more."))


def _locked(seat: Assignment, stage: str, *, by, at: datetime) -> tuple[Assignment, ScoreSheet]:
    """The seat and its sheet, locked; the sheet is begun where there is none."""
    rows = Assignment.objects.select_for_update(of=("self",))
    seat = rows.select_related("file__application", "file__review__call", "expert__user").get(pk=seat.pk)
    check_seat(seat, stage, by)
    sheet, _made = ScoreSheet.objects.get_or_create(
        assignment=seat, stage=stage, defaults={"saved_at": at, "revision": 0}
    )
    sheet = ScoreSheet.objects.select_for_update().get(pk=sheet.pk)
    if sheet.status != ScoreSheet.Status.DRAFT:
        raise Refused(_("The sheet is sealed and can't be changed any more."))
    return seat, sheet


def lawless(draft: Draft, indicators: list[Indicator]) -> dict[str, str]:
    """The figures that were typed and are out of bounds, by field; a draft keeps them, a seal doesn't."""
    scored = {f"points_{pk}" for pk, line in draft.lines.items() if line.points is not None}
    return {name: text for name, text in faults_of(draft, indicators, []).items() if name in scored}


@transaction.atomic
def save_draft(seat: Assignment, stage: str, draft: Draft, *, revision: int, by, at: datetime) -> ScoreSheet:
    """Keep a sheet in work as it was typed, figures out of bounds included (see :func:`lawless`).

    ``revision``: the one that the expert's page began from (0 for a new sheet). Raises Stale when the
    sheet was saved elsewhere meanwhile with another content, Incomplete for a figure that can't be kept, Refused.
    """
    seat, sheet = _locked(seat, stage, by=by, at=at)
    if sheet.revision != revision:
        if says_the_same(sheet, draft):
            return sheet
        raise Stale(_("This sheet was saved in another window meanwhile. Nothing was overwritten."))
    indicators = list(seat.file.review.call.judged)
    kept = {pk for pk, line in draft.lines.items() if line.points is None or scoring.is_storable(line.points)}
    if found := {n: text for n, text in lawless(draft, indicators).items() if int(n[7:]) not in kept}:
        raise Incomplete(found)
    return _write(sheet, draft, indicators, at=at)


def says_the_same(sheet: ScoreSheet, draft: Draft) -> bool:
    """Whether a kept sheet is what ``draft`` says: sent twice, nothing is lost and nothing to refuse."""
    lines = {score.indicator_id: Line(score.points, score.comment) for score in sheet.scores.all()}
    kept = Draft(lines, sheet.veto_judged, sheet.veto, sheet.comment)
    return kept == Draft(dict(draft.lines), draft.veto_judged, draft.veto, draft.comment)


def _write(sheet: ScoreSheet, draft: Draft, indicators: list[Indicator], *, at: datetime) -> ScoreSheet:
    sheet.veto_judged, sheet.veto, sheet.comment = draft.veto_judged, draft.veto, draft.comment
    sheet.revision += 1
    sheet.saved_at = at
    sheet.save()
    rows = []
    for indicator in indicators:
        line = draft.lines.get(indicator.pk, Line(None))
        rows.append(Score(sheet=sheet, indicator=indicator, points=line.points, comment=line.comment))
    Score.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["sheet", "indicator"],
        update_fields=["points", "comment"],
    )
    return sheet


def canonical(seat: Assignment, sheet: ScoreSheet, scores: Iterable[Score]) -> bytes:
    """The bytes that the digest covers, without the salt: canonical JSON of the whole sheet.

    ``scores`` stand in the order of the rubric.
    """
    content = {
        "application": seat.file.application_id,
        "seat": seat.letter,
        "stage": sheet.stage,
        "veto": sheet.veto,
        "comment": sheet.comment,
        "scores": [
            {"indicator": s.indicator.key, "points": f"{s.points:.2f}", "comment": s.comment} for s in scores
        ],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(salt: str, content: bytes) -> str:
    """SHA-256 over the salt (hexadecimal text) and the canonical sheet."""
    return hashlib.sha256(salt.encode() + content).hexdigest()


@transaction.atomic
def seal(seat: Assignment, stage: str, *, revision: int, by, at: datetime) -> ScoreSheet:
    """Seal the sheet as it was saved: it can't change any more and nobody sees it before the stage closes.

    Raises Incomplete with what is missing, Stale, Refused (already sealed, stage closed).
    """
    seat, sheet = _locked(seat, stage, by=by, at=at)
    if sheet.revision != revision:
        raise Stale(_("This sheet was saved in another window meanwhile. Nothing was overwritten."))
    call = seat.file.review.call
    scores = list(sheet.scores.order_by("indicator__order", "indicator_id").select_related("indicator"))
    lines = {s.indicator_id: Line(s.points, s.comment) for s in scores}
    draft = Draft(lines, sheet.veto_judged, sheet.veto, sheet.comment)
    found = faults_of(draft, list(call.judged), call.veto_items)
    if found:
        raise Incomplete(found)
    sheet.salt = secrets.token_hex(32)
    sheet.digest = digest(sheet.salt, canonical(seat, sheet, scores))
    sheet.status, sheet.sealed_at = ScoreSheet.Status.SEALED, at
    sheet.save()
    record_many([sealed_entry(seat, sheet, at=at)])
    return sheet


def sealed_entry(seat: Assignment, sheet: ScoreSheet, *, at: datetime) -> Entry:
    """What the record keeps of a sealed sheet: seat, stage and digest, no figure."""
    data = {"seat": seat.seat, "stage": sheet.stage, "digest": sheet.digest}
    return Entry(*seat.file.application.chain, "seal_sheet", seat.expert.user, at, data)
