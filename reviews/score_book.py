"""The workbook from which anybody recomputes the results: every figure that is derived is a formula.

Three sheets: the revealed score sheets, a row each; the ranking, a row a file; the rules. Formulas are
those of :mod:`reviews.scoring`: ``SUM`` for a sheet, ``AVERAGE`` or the trimmed mean for a stage,
``STDEVP`` for its spread, weights in percent for the total, ``COUNTIFS`` for the rank. The values stand
beside them in the file, for readers that don't calculate.
"""

import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell

from applications.models import SupplierClass
from portal.documents.tables import neutral
from reviews import completions, scoring
from reviews.models import Review, ReviewFile, ScoreSheet, Stage

FIRST_POINTS = 4  # columns before the indicators: number, enterprise, stage, seat
FIRST_STAGE = 4  # columns before the stages: number, enterprise, class, panel
WIDE, NARROW = 30, 12


@dataclass
class Row:
    """A file in the book: its rank as reported (None while it has none) and its members' register numbers."""

    file: ReviewFile
    rank: int | None = None
    panel: Sequence[str] = ()
    sheets: dict[str, list[ScoreSheet]] = field(default_factory=dict)


def rows_of(ranked: Iterable[tuple[ReviewFile, int | None]], panels: dict[int, list[str]]) -> list[Row]:
    """The rows of ``ranked`` files with their revealed sheets by stage and seat, in few queries."""
    rows = {file.pk: Row(file, rank, panels.get(file.pk, ())) for file, rank in ranked}
    sheets = ScoreSheet.objects.filter(assignment__file__in=list(rows), status=ScoreSheet.Status.REVEALED)
    related = sheets.select_related("assignment").prefetch_related("scores").order_by("assignment__seat")
    by_file: dict[int, dict[str, list[ScoreSheet]]] = defaultdict(lambda: defaultdict(list))
    for sheet in related:
        by_file[sheet.assignment.file_id][sheet.stage].append(sheet)
    for pk, row in rows.items():
        row.sheets = {stage: by_file[pk][stage] for stage in Stage.values if by_file[pk][stage]}
    return list(rows.values())


class Book:
    """Writes the three sheets; ``facts``: what else the rules' sheet says, as pairs of text."""

    def __init__(self, review: Review, rows: Sequence[Row], facts: Sequence[tuple[str, str]]) -> None:
        self.review, self.rows, self.facts = review, rows, facts
        self.call, self.weights = review.call, review.weights
        self.indicators = list(review.call.judged)
        self.completed = completions.of_files([row.file for row in self.rows])
        self.names = {"sheets": _("Score sheets"), "ranking": _("Ranking"), "rules": _("Rules")}
        self.ranges: dict[tuple[int, str], str] = {}

    def content(self) -> bytes:
        """The XLSX."""
        out = io.BytesIO()
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(out, options) as self.book:
            self.head = self.book.add_format(
                {"bold": True, "bg_color": "#E8EEF6", "border": 1, "text_wrap": True}
            )
            self.two = self.book.add_format({"num_format": "0.00"})
            sheets, ranking, rules = (self.book.add_worksheet(name) for name in self.names.values())
            self._write_sheets(sheets)
            self._write_ranking(ranking)
            self._write_rules(rules)
            ranking.activate()
        return out.getvalue()

    def _header(self, page, titles: Sequence[str], wide: Sequence[int]) -> None:
        for index, _title in enumerate(titles):
            page.set_column(index, index, WIDE if index in wide else NARROW)
        page.freeze_panes(1, 2)
        for index, title in enumerate(titles):
            page.write_string(0, index, str(title), self.head)

    def _text(self, page, row: int, column: int, value) -> None:
        page.write_string(row, column, str(neutral(value)))

    # The sheets --------------------------------------------------------------------------------------
    def _write_sheets(self, page) -> None:
        fixed = [_("Number"), _("Enterprise"), _("Stage"), _("Seat")]
        points = [f"{one.label}（{one.weight}）" for one in self.indicators]
        tail = [_("Total"), _("Veto item"), _("Salt"), _("SHA-256 of the sheet")]
        self._header(page, [*fixed, *points, *tail], wide=[1])
        line = 1
        for row in self.rows:
            for stage, sheets in row.sheets.items():
                total = FIRST_POINTS + len(self.indicators)
                area = xl_range(line, total, line + len(sheets) - 1, total)
                self.ranges[row.file.pk, stage] = f"'{self.names['sheets']}'!{area}"
                for sheet in sheets:
                    self._write_sheet(page, line, row, sheet)
                    line += 1

    def _write_sheet(self, page, line: int, row: Row, sheet: ScoreSheet) -> None:
        application = row.file.application
        texts = [application.number, application.enterprise_name, sheet.get_stage_display()]
        for column, value in enumerate([*texts, sheet.assignment.letter]):
            self._text(page, line, column, value)
        points = {score.indicator_id: score.points for score in sheet.scores.all()}
        for column, one in enumerate(self.indicators, start=FIRST_POINTS):
            page.write_number(line, column, points[one.pk], self.two)
        total = FIRST_POINTS + len(self.indicators)
        area = xl_range(line, FIRST_POINTS, line, total - 1)
        page.write_formula(line, total, f"=SUM({area})", self.two, float(sheet.total))
        for column, value in enumerate([sheet.veto, sheet.salt, sheet.digest], start=total + 1):
            self._text(page, line, column, value)

    # The ranking -------------------------------------------------------------------------------------
    def _write_ranking(self, page) -> None:
        stages = [
            title.format(Stage(key).label)
            for key in self.weights
            for title in (_("Mean: {}"), _("Standard deviation: {}"))
        ]
        fixed = [_("Number"), _("Enterprise"), _("Class"), _("Panel (numbers in the register)")]
        tail = [_("Total"), _("Struck"), _("Stages not had"), _("Rank")]
        told = [_("Total as reported"), _("Rank as reported"), _("Agrees"), _("Veto item")]
        self._header(page, [*fixed, *stages, *tail, *told], wide=[1, 3])
        for line, row in enumerate(self.rows, start=1):
            self._write_place(page, line, row)

    def _write_place(self, page, line: int, row: Row) -> None:
        file, column = row.file, FIRST_STAGE
        label = SupplierClass(file.supplier_class).label if file.supplier_class else "—"
        texts = [file.application.number, file.application.enterprise_name, label, " ".join(row.panel)]
        for index, value in enumerate(texts):
            self._text(page, line, index, value)
        means = []
        for stage in self.weights:
            means.append(xl_rowcol_to_cell(line, column))
            if sheets := row.sheets.get(stage):
                totals = [sheet.total for sheet in sheets]
                area = self.ranges[file.pk, stage]
                self._formula(page, line, column, self._mean(area, len(totals)), self._mean_value(totals))
                self._formula(page, line, column + 1, f"ROUND(STDEVP({area}),2)", scoring.deviation(totals))
            column += 2
        if file.total is not None:
            self._write_result(page, line, column, row, means)

    def _write_result(self, page, line: int, column: int, row: Row, means: list[str]) -> None:
        file = row.file
        rules = self.names["rules"]
        shares = "+".join(f"{mean}*'{rules}'!$B${n}" for n, mean in enumerate(means, start=2))
        missed = len(means) - len(row.sheets)
        judged, more = f"ROUND(({shares})/100,2)", self.completed[file.pk]
        if more != completions.PLAIN:
            judged = f"ROUND(({judged}+{more.fixed})*100/{more.of},2)"
        self._formula(page, line, column, judged, file.total)
        page.write_number(line, column + 1, int(bool(file.veto)))
        formula = f"={len(means)}-COUNT({','.join(means)})"
        page.write_formula(line, column + 2, formula, None, missed)
        page.write_formula(line, column + 3, f"={self._rank(line, column)}", None, row.rank or "")
        page.write_number(line, column + 4, file.total, self.two)
        if row.rank is not None:
            page.write_number(line, column + 5, row.rank)
            cells = [xl_rowcol_to_cell(line, column + n) for n in (0, 4, 3, 5)]
            same = f'=IF(AND({cells[0]}={cells[1]},{cells[2]}={cells[3]}),"✓","✗")'
            page.write_formula(line, column + 6, same, None, "✓")
        self._text(page, line, column + 7, file.veto)

    def _formula(self, page, line: int, column: int, formula: str, value: Decimal) -> None:
        page.write_formula(line, column, f"={formula}", self.two, float(value))

    def _mean(self, area: str, many: int) -> str:
        if self.call.drop_extremes and many >= scoring.LEAST_TO_DROP:
            return f"ROUND((SUM({area})-MAX({area})-MIN({area}))/(COUNT({area})-2),2)"
        return f"ROUND(AVERAGE({area}),2)"

    def _mean_value(self, totals: Sequence[Decimal]) -> Decimal:
        return scoring.stage_mean(totals, drop_extremes=self.call.drop_extremes)

    def _rank(self, line: int, total: int) -> str:
        """Behind all of its class that are less struck, had more stages, or have a higher total."""
        columns = {"class": 2, "total": total, "struck": total + 1, "missed": total + 2}
        area = {key: xl_range_abs(1, at, len(self.rows), at) for key, at in columns.items()}
        cell = {key: xl_rowcol_to_cell(line, at) for key, at in columns.items()}
        of_class = f"{area['class']},{cell['class']}"
        as_struck = f"{of_class},{area['struck']},{cell['struck']}"
        as_far = f"{as_struck},{area['missed']},{cell['missed']}"
        return (
            f'1+COUNTIFS({of_class},{area["struck"]},"<"&{cell["struck"]})'
            f'+COUNTIFS({as_struck},{area["missed"]},"<"&{cell["missed"]})'
            f'+COUNTIFS({as_far},{area["total"]},">"&{cell["total"]})'
        )

    # The rules ---------------------------------------------------------------------------------------
    def _write_rules(self, page) -> None:
        self._header(page, [_("Stage"), _("Share (%)")], wide=[0, 1])
        line = 1
        for stage, share in self.weights.items():
            self._text(page, line, 0, Stage(stage).label)
            page.write_number(line, 1, share)
            line += 1
        for name, value in [*self._said(), *self.facts]:
            self._text(page, line, 0, name)
            self._text(page, line, 1, value)
            line += 1

    def _said(self) -> list[tuple[str, str]]:
        trimmed = _("the mean of the experts' totals, without one highest and one lowest of five or more")
        plain = _("the mean of the experts' totals")
        return [
            (_("Mean of a stage"), trimmed if self.call.drop_extremes else plain),
            (_("Standard deviation"), _("of the population (divisor n), in points")),
            (_("One more expert from"), str(self.call.spread_limit)),
            (_("Rank"), _("in the class; equal totals share one; files that a veto item struck come last")),
        ]


def book(review: Review, rows: Sequence[Row], facts: Sequence[tuple[str, str]] = ()) -> bytes:
    """The XLSX of ``rows`` in their order; see :class:`Book`."""
    return Book(review, rows, facts).content()
