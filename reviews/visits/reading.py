"""A visit as it stands: the present answer of each item, versions in conflict, photos, what the signature covers."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from portal.accounts.models import User
from portal.accounts.permissions import Permission as P
from reviews import queries
from reviews.models import (
    Assignment,
    Inspector,
    ReviewFile,
    StaffConflict,
    Stage,
    Visit,
    VisitEntry,
    VisitPhoto,
)


@dataclass
class Line:
    """An item with what was written for it; more than one entry are versions that nobody has settled."""

    key: str
    label: str
    entries: list[VisitEntry] = field(default_factory=list)
    photos: list[VisitPhoto] = field(default_factory=list)

    @property
    def entry(self) -> VisitEntry | None:
        """The answer, where there is exactly one."""
        return self.entries[0] if len(self.entries) == 1 else None

    @property
    def in_conflict(self) -> bool:
        return len(self.entries) > 1

    @property
    def seen(self) -> str:
        """The keys of the entries that a page shows, for it to send back."""
        return ",".join(str(entry.key) for entry in self.entries)


def label(item: dict[str, str]) -> str:
    """An item in the reader's language."""
    return item["name_en"] if (get_language() or "").startswith("en") else item["name"]


def lines(visit: Visit) -> list[Line]:
    """The checklist in its order, in two queries; photos of no item stand in a last line without a label."""
    entries, photos = defaultdict(list), defaultdict(list)
    for entry in visit.entries.filter(replaced_by=None).select_related("by"):
        entries[entry.item].append(entry)
    for photo in visit.photos.filter(removed_at=None).select_related("file", "by"):
        photos[photo.item].append(photo)
    found = [
        Line(item["key"], label(item), entries[item["key"]], photos[item["key"]]) for item in visit.checklist
    ]
    return [*found, Line("", "", [], photos[""])] if photos[""] else found


def content(found: Iterable[Line]) -> dict:
    """What the two sign: every answer with its remark, every photo by its digest."""
    return {
        "items": {
            line.key: [[entry.result, entry.remark] for entry in line.entries] for line in found if line.key
        },
        "photos": sorted(photo.file.sha256 for line in found for photo in line.photos),
    }


def digest(visit: Visit, found: Sequence[Line]) -> str:
    """SHA-256 over the visit's number and its content as canonical JSON."""
    stated = {"visit": visit.pk, "file": visit.file_id, **content(found)}
    text = json.dumps(stated, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Tally:
    """How many items passed, failed, don't apply, are open or stand in two versions."""

    passed: int
    failed: int
    not_applicable: int
    open: int
    in_conflict: int


def tally(found: Iterable[Line]) -> Tally:
    """Count the lines of a checklist by their result."""
    items = [line for line in found if line.key]
    results = [line.entry.result for line in items if line.entry]
    kinds = VisitEntry.Result
    return Tally(
        results.count(kinds.PASS),
        results.count(kinds.FAIL),
        results.count(kinds.NOT_APPLICABLE),
        sum(not line.entries for line in items),
        sum(line.in_conflict for line in items),
    )


def is_signed(visit: Visit) -> bool:
    """Whether both inspectors have signed, and both may still stand for it."""
    inspectors = list(visit.inspectors.all())
    return len(inspectors) == 2 and all(one.signed_at and _stands(one) for one in inspectors)


def _stands(inspector: Inspector) -> bool:
    seat = inspector.seat
    return seat is None or (seat.ended_at is None and seat.declaration == Assignment.Declaration.NO_CONFLICT)


def inspected_by(user: User) -> QuerySet[Visit]:
    """The running visits of which ``user`` is an inspector; one whose seat has ended finds nothing."""
    rows = Visit.objects.filter(ended_at=None, inspectors__user=user)
    if user.may(P.MANAGE_REVIEW):
        return rows.exclude(file__in=StaffConflict.objects.filter(user=user).values("file"))
    return rows.filter(file__in=_declared(user).values("file"))


def readable(user: User) -> QuerySet[Visit]:
    """The visits that ``user`` may read.

    The alliance all, but those of files that the person has a conflict with; an expert those of files whose
    panel it sits on; province and auditor those whose stage is closed.
    """
    rows = Visit.objects.select_related("file__application__city", "file__review__call")
    if user.may(P.MANAGE_REVIEW):
        return rows.exclude(file__in=StaffConflict.objects.filter(user=user).values("file"))
    if user.may(P.REVIEW):
        return rows.filter(ended_at=None, file__in=_declared(user).values("file"))
    closed = Q(file__closings__stage=Stage.SITE)
    return rows.filter(closed, ended_at=None) if user.may(P.READ_SCORES) else rows.none()


def _declared(user: User) -> QuerySet[Assignment]:
    return queries.seats_of(user).filter(declaration=Assignment.Declaration.NO_CONFLICT)


def found_on_site(file: ReviewFile) -> dict:
    """What a score sheet of the stage shows beside it; nothing in another stage or before a visit is planned."""
    visit = of_file(file) if file.stage == Stage.SITE else None
    if visit is None:
        return {}
    found = lines(visit)
    return {"visit": visit, "lines": found, "tally": tally(found), "visit_signed": is_signed(visit)}


def of_file(file: ReviewFile) -> Visit | None:
    """The running visit of a file with its inspectors."""
    rows = file.visits.filter(ended_at=None).select_related("file__application")
    return rows.prefetch_related("inspectors__user", "inspectors__seat").first()
