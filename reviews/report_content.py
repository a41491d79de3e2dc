"""What a review report states: one document of plain values, over which its digest is taken.

No person is named in it: panels by the experts' numbers in the register, dissent by the seat's letter.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.registry import Registry
from reviews.models import (
    Assignment,
    Dissent,
    EarlierSheet,
    Recusal,
    Reopening,
    Review,
    ReviewFile,
    ScoreSheet,
    StageClosing,
)


@dataclass(frozen=True)
class DrawDigest:
    """A draw behind a report: what it is called, the digest of its record, and when it was made (ISO)."""

    label: str
    sha256: str
    at: str


digests: Registry[Callable[[Review, Sequence[ReviewFile]], Sequence[DrawDigest]]] = Registry(
    "digests of draws"
)
"""``source(review, files) -> [DrawDigest]``: the draws that seated the panels of ``files``."""


additions: Registry[Callable[[Sequence[ReviewFile]], dict[int, dict]]] = Registry("additions to report lines")
"""``source(files) -> {key of the file: what its line states besides}``: an evaluation's basis and tier."""


def canonical(content: dict) -> bytes:
    """The bytes that a report's digest covers: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(content: dict) -> str:
    """The digest that both who prepared and who signed off have signed."""
    return hashlib.sha256(canonical(content)).hexdigest()


def register_number(expert: int) -> str:
    """How the report names an expert: the number in the register, four digits at least."""
    return f"{expert:04d}"


def content_of(review: Review, ranked: Sequence[tuple[ReviewFile, int]], *, number: int, basis: str) -> dict:
    """All that report ``number`` states about ``ranked`` files (each with its rank in its class)."""
    files = [file for file, _rank in ranked]
    call = review.call
    return {
        "call": call.title,
        "number": number,
        "basis": basis,
        "weights": review.weights,
        "rules": {
            "panel_size": call.panel_size,
            "drop_extremes": call.drop_extremes,
            "spread_limit": str(call.spread_limit),
            "pass_threshold": str(call.pass_threshold),
        },
        "lines": _lines(call, ranked),
        "experts": _experts(files),
        "recusals": recusals(files),
        "draws": [vars(draw) for source in digests for draw in source(review, files)],
        "dissents": _dissents(files),
        "reopenings": _reopenings(files),
    }


def _lines(call, ranked: Sequence[tuple[ReviewFile, int]]) -> list[dict]:
    files = [file for file, _rank in ranked]
    closings: dict[int, list[StageClosing]] = defaultdict(list)
    for closing in StageClosing.objects.filter(file__in=[file.pk for file in files]).order_by(
        "closed_at", "pk"
    ):
        closings[closing.file_id].append(closing)
    panels, sheets = panels_of(files), _sheets(files)
    more = [source(files) for source in additions]
    return [
        {
            "application": file.application_id,
            "number": file.application.number or "",
            "name": file.application.enterprise_name,
            "uscc": file.application.uscc,
            "class": file.supplier_class,
            "rank": rank,
            "stages": {one.stage: str(one.mean) for one in closings[file.pk]},
            "spread": {one.stage: [_text(one.deviation), one.agreement] for one in closings[file.pk]},
            "vacant": {one.stage: one.reason for one in closings[file.pk] if one.reason},
            "total": str(file.total),
            "veto": file.veto,
            "not_taken_on": file.not_taken_on,
            "recommended": _is_recommended(call, file),
            "panel": panels[file.pk],
            "composition_reason": file.composition_reason,
            "sheets": sheets[file.pk],
            **{key: value for found in more for key, value in found.get(file.pk, {}).items()},
        }
        for file, rank in ranked
    ]


def _is_recommended(call, file: ReviewFile) -> bool:
    """From the call's threshold on, unless struck, or left behind before the last stage."""
    return not file.veto and not file.not_taken_on and file.total >= call.pass_threshold


def _text(value) -> str:
    return "" if value is None else str(value)


def panels_of(files: Sequence[ReviewFile]) -> dict[int, list[str]]:
    """The members of each panel by register number, in the order of the numbers: no score leads to one."""
    found: dict[int, list[str]] = defaultdict(list)
    running = Assignment.objects.filter(file__in=[file.pk for file in files], ended_at=None)
    for file, expert in running.order_by("expert").values_list("file", "expert"):
        found[file].append(register_number(expert))
    return found


def _sheets(files: Sequence[ReviewFile]) -> dict[int, list[list[str]]]:
    """Stage, seat and digest of each sheet that counts, so that none can be exchanged afterwards."""
    found: dict[int, list[list[str]]] = defaultdict(list)
    rows = ScoreSheet.objects.filter(
        assignment__file__in=[file.pk for file in files], status=ScoreSheet.Status.REVEALED
    ).select_related("assignment")
    for sheet in rows.only("stage", "digest", "assignment__seat", "assignment__file").order_by(
        "stage", "assignment__seat"
    ):
        found[sheet.assignment.file_id].append([sheet.stage, sheet.assignment.letter, sheet.digest])
    return found


def _experts(files: Sequence[ReviewFile]) -> dict[str, int]:
    """How many experts sat, and how many of each kind."""
    running = Assignment.objects.filter(file__in=[file.pk for file in files], ended_at=None)
    kinds = Counter(dict(running.order_by().values_list("expert", "expert__kind").distinct()).values())
    return {"all": sum(kinds.values()), **dict(sorted(kinds.items()))}


def recusals(files: Sequence[ReviewFile]) -> dict:
    """How many recusals there were over ``files``: by ruling, by origin, and the granted ones by ground."""
    entries = Recusal.objects.filter(assignment__file__in=[file.pk for file in files])
    rows = list(entries.order_by().values_list("origin", "ground", "ruling"))
    granted = [ground for _origin, ground, ruling in rows if ruling == Recusal.Ruling.GRANTED]
    return {
        "entered": len(rows),
        "granted": len(granted),
        "origins": dict(sorted(Counter(origin for origin, _ground, _ruling in rows).items())),
        "grounds": dict(sorted(Counter(granted).items())),
    }


def _dissents(files: Sequence[ReviewFile]) -> list[dict]:
    rows = Dissent.objects.filter(assignment__file__in=[file.pk for file in files])
    related = rows.select_related("assignment__file__application").order_by("assignment__file", "at", "pk")
    return [
        {
            "number": one.assignment.file.application.number or "",
            "seat": one.assignment.letter,
            "stage": one.stage,
            "text": one.text,
        }
        for one in related
    ]


def _reopenings(files: Sequence[ReviewFile]) -> list[dict]:
    """What was opened again, with the reasons and the seals that it broke."""
    rows = Reopening.objects.filter(file__in=[file.pk for file in files], status=Reopening.Status.DONE)
    seals: dict[int, list[str]] = defaultdict(list)
    for decision, seal in EarlierSheet.objects.filter(reopening__in=rows).values_list("reopening", "digest"):
        seals[decision].append(seal)
    return [
        {
            "number": one.file.application.number or "",
            "stage": one.stage,
            "seat": one.sheet.assignment.letter if one.sheet else "",
            "reasons": one.reasons,
            "earlier": seals[one.pk],
        }
        for one in rows.select_related("file__application", "sheet__assignment").order_by("file", "at", "pk")
    ]
