"""The overview as a workbook: one sheet for each part."""

from datetime import datetime

from django.utils.translation import gettext as _

from evaluations.overview import figures
from portal.documents.tables import Column, Sheet, workbook_of
from publication.figures import TARGETS, over_time


def workbook(year: int, at: datetime) -> bytes:
    """XLSX of everything that the page shows of a year, whole where the page shows the first rows."""
    return workbook_of(
        [_rounds(year), _bottlenecks(at), _steps(year), _returns(year), _checks(year), _members(), _targets()]
    )


def _rounds(year: int) -> Sheet:
    columns = [Column(_("Call"), 50), *[Column(holder.label) for holder in figures.COLUMNS]]
    columns += [
        Column(_("Announced")),
        Column(_("Ended otherwise")),
        Column(_("Files")),
        Column(_("Returns")),
    ]
    rows = [
        [
            one.call.label,
            *[many for _label, many in one.columns],
            one.announced,
            one.ended,
            one.files,
            one.returns,
        ]
        for one in figures.rounds(year)
    ]
    return Sheet(_("Rounds"), columns, rows)


def _bottlenecks(at: datetime) -> Sheet:
    columns = [Column(_("Authority"), 36), Column(_("Files")), Column(_("Overdue"))]
    columns.append(Column(_("Oldest waits (working days)"), 24))
    rows = [[one.organisation.label, one.open, one.overdue, one.waiting] for one in figures.bottlenecks(at)]
    return Sheet(_("Where files wait"), columns, rows)


def _steps(year: int) -> Sheet:
    columns = [Column(_("Step"), 44), Column(_("Times taken")), Column(_("Median (working days)"), 22)]
    columns.append(Column(_("Longest (working days)"), 22))
    rows = [[str(one.label), one.many, one.median, one.longest] for one in figures.steps(year)]
    return Sheet(_("Working days by step"), columns, rows)


def _returns(year: int) -> Sheet:
    columns = [Column(_("Reason"), 80), Column(_("Returns"))]
    return Sheet(
        _("Reasons of returns"),
        columns,
        [[one["text"], one["many"]] for one in figures.return_reasons(year)],
    )


def _checks(year: int) -> Sheet:
    columns = [Column(_("Item of the compliance check"), 50), Column(_("Files"))]
    return Sheet(_("Items not passed"), columns, [[str(item), n] for item, n in figures.failed_items(year)])


def _members() -> Sheet:
    columns = [Column(_("Class")), Column(_("Excellent")), Column(_("Qualified"))]
    columns += [Column(_("Not evaluated yet")), Column(_("Members"))]
    rows = [
        [str(one.label), one.excellent, one.qualified, one.other, one.members] for one in figures.members()
    ]
    return Sheet(_("Members by tier"), columns, rows)


def _targets() -> Sheet:
    columns = [Column(_("Year")), *[Column(one.label) for one in TARGETS]]
    rows = [[one.year, one.platform, one.service] for one in over_time()]
    return Sheet(_("Members over time"), columns, [*rows, [_("Target figure"), *TARGETS.values()]])
