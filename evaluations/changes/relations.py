"""The new relations against past and running reviews: tried out before the decision, entered with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from applications.workflow import State
from evaluations.changes import material
from evaluations.models import ChangeFinding, ChangeReport
from portal.audit.chain import Entry, record_many
from reviews.conflicts import detection, finding, ties, words
from reviews.conflicts.graph import Path
from reviews.models import Assignment, CompanyTie, Recusal


@dataclass(frozen=True)
class Found:
    """A seat with the path that joins its expert to the enterprise, were the change accepted."""

    seat: Assignment
    path: Path
    is_running: bool

    @property
    def sentences(self) -> list[str]:
        return words.sentences(words.told(self.path))


def seats_of(report: ChangeReport) -> list[Assignment]:
    """Every seat that there is or was on a panel of the enterprise's files, the newest file first."""
    rows = Assignment.objects.filter(file__application__enterprise=report.enterprise_id)
    related = ("expert__user", "file__application__call", "file__review__call")
    return list(rows.select_related(*related).order_by("-file", "seat"))


def is_running(seat: Assignment) -> bool:
    """Whether the seat still decides: held, on a file in review."""
    return seat.ended_at is None and seat.file.application.state == State.IN_REVIEW


def _stater(report: ChangeReport) -> ties.Stater:
    return ties.Stater.by_change(report.enterprise, report.new_name or report.enterprise.name)


def proposed_ties(report: ChangeReport) -> list[CompanyTie]:
    """What the report's updated material states of who holds and represents the enterprise."""
    basic = report.material.get("basic") or {}
    if not material.is_needed(report) or report.effective_on is None:
        return []
    return ties.of_change(_stater(report), basic, since=report.effective_on)


def look(report: ChangeReport, *, at: datetime) -> list[Found]:
    """What the change would bring to light on all seats of the enterprise's files, in bounded queries."""
    return _look(report, seats_of(report), proposed_ties(report), at)


def _look(
    report: ChangeReport, seats: Sequence[Assignment], proposed: Sequence[CompanyTie], at: datetime
) -> list[Found]:
    accounts = {seat.expert.user_id for seat in seats}
    if not accounts:
        return []
    paths = finding.to_enterprises(accounts, [report.enterprise_id], at, proposed=proposed)
    found = []
    for seat in seats:
        if path := paths.get((seat.expert.user_id, report.enterprise_id)):
            found.append(Found(seat, path, is_running(seat)))
    return found


def take_over(report: ChangeReport, *, by, at: datetime) -> list[ChangeFinding]:
    """Keep the new ties; enter what they bring to light, in the transaction of the decision.

    A certain path of a running seat goes onto the register of recusals as detected, and its file is closed
    to the expert; one that leans on a name asks its question there. Of reviews that are over, and where the
    register knew it already, staff find a remark.
    """
    basic = report.material.get("basic") or {}
    if material.is_needed(report):
        ties.take_over(_stater(report), basic, since=report.effective_on, by=by, at=at)
    seats = seats_of(report)
    running = [seat.expert for seat in seats if is_running(seat)]
    if running:
        detection.look(at=at, experts=running)
    found = _look(report, seats, [], at)
    entries = _entries([one.seat for one in found])
    made = ChangeFinding.objects.bulk_create(
        ChangeFinding(
            report=report,
            assignment=one.seat,
            recusal=entries.get((one.seat.pk, one.path.key)) or entries.get((one.seat.pk, "")),
            told=words.told(one.path),
            path_key=one.path.key,
            is_certain=one.path.is_certain,
            at=at,
        )
        for one in found
    )
    _note(made, at)
    return made


def _entries(seats: Sequence[Assignment]) -> dict[tuple[int, str], Recusal]:
    """The register's entries of these seats by the path that they stand on; '' for one that is open."""
    found: dict[tuple[int, str], Recusal] = {}
    for row in Recusal.objects.filter(assignment__in=[seat.pk for seat in seats]).order_by("pk"):
        if row.path_key:
            found[row.assignment_id, row.path_key] = row
        if row.ruling == Recusal.Ruling.OPEN:
            found[row.assignment_id, ""] = row
    return found


def _note(found: Sequence[ChangeFinding], at: datetime) -> None:
    """On the record of each file: a change brought a relation of a seat to light."""
    record_many(
        [
            Entry(
                "application",
                str(one.assignment.file.application_id),
                "find_by_change",
                None,
                at,
                {"change": one.report_id, "seat": one.assignment.seat, "recusal": one.recusal_id},
            )
            for one in found
        ]
    )


def registered(report: ChangeReport) -> list[Recusal]:
    """The entries of the register over the enterprise's files, the newest first."""
    rows = Recusal.objects.filter(assignment__file__application__enterprise=report.enterprise_id)
    related = ("assignment__file__application", "assignment__file__review__call", "assignment__expert")
    return list(rows.select_related(*related).order_by("-pk")[:50])
