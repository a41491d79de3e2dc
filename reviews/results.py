"""Reading results: closed stages, the running ranking, and the sheet that recomputes them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from applications.models import Indicator, SupplierClass
from portal.documents.tables import Column
from portal.ui.rows import addresses
from portal.ui.templatetags.ui import chip
from reviews import scoring
from reviews.models import (
    Dissent,
    EarlierSheet,
    Expert,
    ReportLine,
    Review,
    ReviewFile,
    ScoreSheet,
    Stage,
    StageClosing,
)


def closings(file: ReviewFile) -> list[StageClosing]:
    """The closed stages of a file in their order."""
    order = list(Stage.values)
    return sorted(file.closings.all(), key=lambda closing: order.index(closing.stage))


RANKED = ("is_struck", "missed", "-total", "pk")
"""As in the report: files that were not taken on come behind, files that a veto item struck come last."""


def ranking(review: Review, supplier_class: str) -> QuerySet[ReviewFile]:
    """The files of a class with their totals, to be read in the order of :data:`RANKED`."""
    rows = review.files.filter(supplier_class=supplier_class, total__isnull=False)
    shown = ["application__enterprise_name", "application__number", "application__city__name"]
    return rows.select_related("application__city").only(
        *shown,
        "application__city__name_en",
        "total",
        "is_struck",
        "missed",
        "not_taken_on",
        "veto",
        "review_id",
    )


def classes(rows: QuerySet) -> list[str]:
    """The classes that occur in ``rows``, each asked of the index."""
    return [key for key in (*SupplierClass.values, "") if rows.filter(supplier_class=key).exists()]


def ranked_rows(
    review: Review, supplier_class: str, rows: list[ReviewFile], *, from_top: bool = False
) -> list[tuple[int, ReviewFile]]:
    """The rank of each row of a page; equal totals share a rank.

    What lies before the page's first row is counted, unless the page begins ``from_top``.
    """
    if not rows:
        return []
    before = (0, 0) if from_top else _before(review, supplier_class, rows[0])
    ranked = [(before[0] + 1, rows[0])]
    for place, file in enumerate(rows[1:], start=sum(before) + 2):
        rank, last = ranked[-1]
        tied = (*_group(file), file.total) == (*_group(last), last.total)
        ranked.append((rank if tied else place, file))
    return ranked


def _before(review: Review, supplier_class: str, first: ReviewFile) -> tuple[int, int]:
    """How many files are better than ``first``, and how many equal ones stand before it."""
    of_class = review.files.filter(supplier_class=supplier_class, total__isnull=False)
    struck, missed = _group(first)
    same = Q(is_struck=struck, missed=missed)
    before = Q(is_struck=struck, missed__lt=missed) | (Q(is_struck=False) if struck else Q(pk__in=[]))
    better = of_class.filter(before | same & Q(total__gt=first.total)).count()
    equal = of_class.filter(same, total=first.total, pk__lt=first.pk).count()
    return better, equal


def _group(file: ReviewFile) -> tuple[bool, int]:
    """Files are ranked within those that went as far."""
    return file.is_struck, file.missed


def ranking_cells(ranked: list[tuple[int, ReviewFile]]) -> list[dict[str, object]]:
    """The columns of the running ranking."""
    address = addresses("reviews:file", 0)
    return [
        {
            "rank": rank,
            "address": address(row.pk),
            "name": row.application.enterprise_name,
            "number": row.application.number or "",
            "city": row.application.city.label,
            "total": row.total,
            "veto": chip("danger", row.veto) if row.veto else "—",
            "end": ended(row),
        }
        for rank, row in ranked
    ]


@dataclass
class Revealed:
    """A closed stage as those read it who may: one column a seat, one row an indicator.

    ``sheets`` by seat; ``rows`` of (indicator, its points by seat); ``earlier`` what was sealed before.
    """

    closing: StageClosing
    sheets: list[ScoreSheet]
    rows: list[tuple[Indicator, list]] = field(default_factory=list)
    earlier: list[EarlierSheet] = field(default_factory=list)
    dissents: list[Dissent] = field(default_factory=list)

    @property
    def stage(self) -> str:
        return self.closing.stage

    @property
    def label(self):
        return self.closing.get_stage_display()


def revealed_stages(file: ReviewFile) -> list[Revealed]:
    """The closed stages of ``file`` with everything that closing revealed, in a fixed number of queries."""
    indicators = list(file.review.call.judged)
    shown = {closing.stage: Revealed(closing, []) for closing in closings(file)}
    sheets = revealed([file]).order_by("assignment__seat")
    for sheet in sheets.filter(stage__in=shown):
        shown[sheet.stage].sheets.append(sheet)
    for stage in shown.values():
        points = [{s.indicator_id: s.points for s in sheet.scores.all()} for sheet in stage.sheets]
        stage.rows = [(one, [given.get(one.pk) for given in points]) for one in indicators]
    related = ("sheet__assignment", "reopening")
    for earlier in EarlierSheet.objects.filter(reopening__file=file).select_related(*related):
        if earlier.sheet.stage in shown:
            shown[earlier.sheet.stage].earlier.append(earlier)
    for one in Dissent.objects.filter(assignment__file=file).select_related("assignment"):
        if one.stage in shown:
            shown[one.stage].dissents.append(one)
    return list(shown.values())


def earlier_of_open_stage(file: ReviewFile) -> list[EarlierSheet]:
    """What had been revealed of the present stage before it was opened again: it stays to be read."""
    rows = EarlierSheet.objects.filter(reopening__file=file, reopening__sheet=None, sheet__stage=file.stage)
    if file.total is not None:
        return []
    return list(rows.select_related("sheet__assignment", "reopening"))


def ended(row: ReviewFile | ReportLine) -> str:
    """The stage that a file was not taken on to, in words; '' where it had them all."""
    if not row.not_taken_on:
        return ""
    return _("not taken on to: %(stage)s") % {"stage": row.get_not_taken_on_display()}


def revealed(files: Iterable[ReviewFile]) -> QuerySet[ScoreSheet]:
    """The revealed sheets of ``files``, in the order of the export."""
    rows = ScoreSheet.objects.filter(assignment__file__in=files, status=ScoreSheet.Status.REVEALED)
    return rows.select_related("assignment__file__application").prefetch_related("scores__indicator")


@dataclass(frozen=True)
class Severity:
    """How an expert scored against the panels' means: ``apart`` in points, over how many closed stages."""

    expert: Expert
    apart: Decimal
    stages: int
    files: int


def severity(review: Review) -> list[Severity]:
    """Each expert of closed stages, the strictest first; for information only, it changes no score."""
    sheets = ScoreSheet.objects.filter(
        assignment__file__review=review, status=ScoreSheet.Status.REVEALED
    ).values_list("assignment__file", "stage", "assignment__expert", "total")
    totals: dict[tuple[int, str], dict[int, Decimal]] = {}
    files: dict[int, set[int]] = {}
    for file, stage, expert, total in sheets:
        totals.setdefault((file, stage), {})[expert] = total
        files.setdefault(expert, set()).add(file)
    found = scoring.severity(totals)
    experts = Expert.objects.in_bulk(found)
    rows = [Severity(experts[pk], apart, n, len(files[pk])) for pk, (apart, n) in found.items()]
    return sorted(rows, key=lambda row: (row.apart, row.expert.pk))


def sheet_columns(review: Review) -> list[Column]:
    """The export's columns: one for each indicator, the expert named by the seat's letter alone."""
    fixed = [_("Number"), _("Enterprise"), _("Stage"), _("Seat")]
    indicators = [f"{i.label}（{i.weight}）" for i in review.call.judged]
    return [
        Column(title)
        for title in [*fixed, *indicators, _("Total"), _("Veto item"), _("Salt"), _("SHA-256 of the sheet")]
    ]


def sheet_rows(review: Review, files: Iterable[ReviewFile]) -> Iterable[list]:
    """One row a revealed sheet, from which every mean and total can be recomputed."""
    keys = [indicator.pk for indicator in review.call.judged]
    stage = list(Stage.values)
    sheets = sorted(
        revealed(files),
        key=lambda s: (s.assignment.file_id, stage.index(s.stage), s.assignment.seat),
    )
    for sheet in sheets:
        points = {score.indicator_id: score.points for score in sheet.scores.all()}
        application = sheet.assignment.file.application
        yield [
            application.number or "",
            application.enterprise_name,
            str(sheet.get_stage_display()),
            sheet.assignment.letter,
            *[points.get(key) for key in keys],
            sheet.total,
            sheet.veto,
            sheet.salt,
            sheet.digest,
        ]
