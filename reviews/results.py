"""Reading results: closed stages, the running ranking, and the sheet that recomputes them."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.documents.tables import Column
from reviews.models import Review, ReviewFile, ScoreSheet, Stage, StageClosing


def closings(file: ReviewFile) -> list[StageClosing]:
    """The closed stages of a file in their order."""
    order = list(Stage.values)
    return sorted(file.closings.all(), key=lambda closing: order.index(closing.stage))


def ranking(review: Review, supplier_class: str) -> QuerySet[ReviewFile]:
    """The files of a class with their totals; the highest first (order in the page's keyset)."""
    rows = review.files.filter(supplier_class=supplier_class, total__isnull=False)
    return rows.select_related("application__city")


def ranked_rows(review: Review, supplier_class: str, rows: list[ReviewFile]) -> list[tuple[int, ReviewFile]]:
    """The rank of each row of a page: one count for the first row, equal totals share a rank."""
    if not rows:
        return []
    higher = review.files.filter(supplier_class=supplier_class, total__gt=rows[0].total).count()
    ahead = review.files.filter(supplier_class=supplier_class, total=rows[0].total, pk__lt=rows[0].pk).count()
    ranked: list[tuple[int, ReviewFile]] = []
    for place, file in enumerate(rows, start=higher + ahead + 1):
        if not ranked:
            rank = higher + 1
        else:
            rank = ranked[-1][0] if ranked[-1][1].total == file.total else place
        ranked.append((rank, file))
    return ranked


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
