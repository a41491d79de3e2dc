"""Reading results: closed stages, the running ranking, and the sheet that recomputes them."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from applications.models import SupplierClass
from portal.documents.tables import Column
from portal.ui.rows import addresses
from portal.ui.templatetags.ui import chip
from reviews.models import Review, ReviewFile, ScoreSheet, Stage, StageClosing


def closings(file: ReviewFile) -> list[StageClosing]:
    """The closed stages of a file in their order."""
    order = list(Stage.values)
    return sorted(file.closings.all(), key=lambda closing: order.index(closing.stage))


RANKED = ("is_struck", "-total", "pk")  # files that a veto item struck come last, as in the report


def ranking(review: Review, supplier_class: str) -> QuerySet[ReviewFile]:
    """The files of a class with their totals, to be read in the order of :data:`RANKED`."""
    rows = review.files.filter(supplier_class=supplier_class, total__isnull=False)
    shown = ["application__enterprise_name", "application__number", "application__city__name"]
    return rows.select_related("application__city").only(
        *shown, "application__city__name_en", "total", "is_struck", "veto", "review_id"
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
        tied = (file.is_struck, file.total) == (last.is_struck, last.total)
        ranked.append((rank if tied else place, file))
    return ranked


def _before(review: Review, supplier_class: str, first: ReviewFile) -> tuple[int, int]:
    """How many files are better than ``first``, and how many equal ones stand before it."""
    of_class = review.files.filter(supplier_class=supplier_class, total__isnull=False)
    clean_before = Q(is_struck=False) if first.is_struck else Q(pk__in=[])
    better = of_class.filter(clean_before | Q(is_struck=first.is_struck, total__gt=first.total)).count()
    equal = of_class.filter(is_struck=first.is_struck, total=first.total, pk__lt=first.pk).count()
    return better, equal


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
        }
        for rank, row in ranked
    ]


def revealed(files: Iterable[ReviewFile]) -> QuerySet[ScoreSheet]:
    """The revealed sheets of ``files``, in the order of the export."""
    rows = ScoreSheet.objects.filter(assignment__file__in=files, status=ScoreSheet.Status.REVEALED)
    return rows.select_related("assignment__file__application").prefetch_related("scores__indicator")


def sheet_columns(review: Review) -> list[Column]:
    """The export's columns: one for each indicator, the expert named by the seat's letter alone."""
    fixed = [_("Number"), _("Enterprise"), _("Stage"), _("Seat")]
    indicators = [f"{i.label}（{i.weight}）" for i in review.call.indicators.all()]
    return [
        Column(title)
        for title in [*fixed, *indicators, _("Total"), _("Veto item"), _("Salt"), _("SHA-256 of the sheet")]
    ]


def sheet_rows(review: Review, files: Iterable[ReviewFile]) -> Iterable[list]:
    """One row a revealed sheet, from which every mean and total can be recomputed."""
    keys = [indicator.pk for indicator in review.call.indicators.all()]
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
