"""The workbook: its formulas, worked out anew, give exactly what the report says."""

from datetime import timedelta

import pytest
from django.urls import reverse

from reviews import dissent, many, opening, score_book, sheets, stages
from reviews.models import Assignment, Review, ReviewFile, ScoreSheet
from tests import factories as make
from tests.reviews.formulas import Workbook, half_up

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("value", "rounded"), [(84.125, 84.13), (84.115, 84.12), (2.675, 2.68), (84.1, 84.1), (-0.125, -0.13)]
)
def test_the_evaluator_rounds_as_a_spreadsheet(value, rounded):
    assert half_up(value, 2) == rounded


def reviewed(in_call, staff, at, shares: dict[str, list[str]], veto=()) -> ReviewFile:
    """A file whose five members give ``shares`` of each weight in each stage; ``veto``: who finds the item."""
    application = make.reported(in_call, at=at)
    opening.open_review(in_call, [application], by=staff, at=at)
    file = ReviewFile.objects.get(application=application)
    seats = make.panel(file, by=staff, at=at)
    many.declare_no_conflict(seats, at=at)
    for stage, given in shares.items():
        later = ReviewFile.objects.get(pk=file.pk).recusal_until + timedelta(hours=1)
        filled = []
        for number, (seat, share) in enumerate(zip(seats, given, strict=True)):
            one = make.scored(seat, share=share)
            if number in veto:
                one = many.Filled(seat, sheets.Draft(one.draft.lines, True, "弄虚作假", "见材料"))
            filled.append(one)
        many.seal(filled, at=later)
        make.on_the_spot([file], stage, by=staff, at=later)
        assert stages.close_stage([file], stage=stage, by=staff, at=later).done
    return ReviewFile.objects.get(pk=file.pk)


@pytest.fixture
def three(in_call, staff, at):
    """Three files of one class; the third has the highest total and is struck."""
    type(in_call).objects.filter(pk=in_call.pk).update(
        drop_extremes=True, spread_limit=0, veto_items=["弄虚作假"], site_weight=0, written_weight=70
    )
    return [
        reviewed(
            in_call, staff, at, {"written": ["0.7", "0.8", "0.8", "0.8", "0.9"], "defence": ["0.8"] * 5}
        ),
        reviewed(
            in_call, staff, at, {"written": ["0.9"] * 5, "defence": ["0.7", "0.7", "0.8", "0.9", "0.9"]}
        ),
        reviewed(in_call, staff, at, {"written": ["1"] * 5, "defence": ["1"] * 5}, veto=(0, 1, 2)),
    ]


def book(client, report) -> Workbook:
    return Workbook(client.get(reverse("reviews:report_export", args=[report.pk])).content)


def test_a_dissent_stands_in_the_book(client, in_call, staff, at):
    make.reviewed_by_experts(*[make.reported(in_call, at=at) for _ in range(2)], at=at)
    file, other = ReviewFile.objects.order_by("pk")
    later = file.recusal_until + timedelta(hours=2)
    seat = file.assignments.order_by("seat")[2]
    dissent.record_dissent(seat, "site", text="现场情况与申报书不符。", by=seat.expert.user, at=later)
    report = make.sent_report(Review.objects.get(), [file, other], by=staff, at=later)
    client.force_login(staff)
    found = book(client, report)
    said = [str(cell) for name in found.names for row in found.rows(name) for cell in row]
    assert f"{file.application.number} · 实地考察 · C · 现场情况与申报书不符。" in said


def test_formulas_give_what_the_report_says(client, three, staff, at):
    later = max(file.recusal_until for file in three) + timedelta(hours=2)
    report = make.sent_report(Review.objects.get(), three, by=staff, at=later)
    client.force_login(staff)
    found = book(client, report)
    names = found.names
    sheet_rows, ranking = found.rows(names[0])[1:], found.rows(names[1])[1:]
    # Seven indicators of 10 15 15 10 20 20 10; 0.7 of each: 7 10.5 10.5 7 14 14 7 = 70
    assert len(sheet_rows) == 30
    totals = sorted(ScoreSheet.objects.values_list("total", flat=True))
    assert sorted(row[11] for row in sheet_rows) == [float(total) for total in totals]
    by_number = {row[0]: row for row in ranking}
    first, second, struck = (by_number[file.application.number] for file in three)
    # written: 70 80 80 80 90, without 70 and 90: 80; σ: (100 + 100) / 5 = 40, √40 = 6.32
    # defence: 80; total 80 × 70 % + 80 × 30 % = 80
    assert first[4:12] == [80.0, 6.32, 80.0, 0.0, 80.0, 0.0, 0, 2]
    # written 90; defence 70 70 80 90 90, without 70 and 90: 80; σ: 400 / 5 = 80, √80 = 8.94
    # total 90 × 70 % + 80 × 30 % = 63 + 24 = 87
    assert second[4:12] == [90.0, 0.0, 80.0, 8.94, 87.0, 0.0, 0, 1]
    assert struck[8:12] == [100.0, 1.0, 0, 3]
    for line in report.content["lines"]:
        row = by_number[line["number"]]
        assert (row[8], row[11]) == (float(line["total"]), line["rank"])
        assert (row[12], row[13], row[14]) == (float(line["total"]), line["rank"], "✓")
        assert [row[4], row[6]] == [float(line["stages"][stage]) for stage in ("written", "defence")]
        assert [row[5], row[7]] == [float(line["spread"][stage][0]) for stage in ("written", "defence")]


def test_a_changed_point_is_noticed(client, three, staff, at):
    later = max(file.recusal_until for file in three) + timedelta(hours=2)
    report = make.sent_report(Review.objects.get(), three, by=staff, at=later)
    client.force_login(staff)
    found = book(client, report)
    sheets_name, ranking = found.names[:2]
    own = next(
        n for n, row in enumerate(found.rows(ranking)[1:], start=2) if row[0] == three[0].application.number
    )
    row = next(
        place
        for (place, col), v in found.cells[sheets_name].items()
        if col == 1 and v == three[0].application.number
    )
    for member in range(5):
        found.cells[sheets_name][row + member, 5] = 10.0
    assert found.value(ranking, own, 15) == "✗"


def test_a_stage_that_a_file_never_had_counts_nothing(three):
    """The total's formula reads an empty mean as 0, and the rank puts the file behind."""
    call = three[0].review.call
    type(call).objects.update(site_weight=20, written_weight=50)
    review = Review.objects.select_related("call").get()
    # 80 × 50 % + 80 × 30 % = 64; 90 × 50 % + 80 × 30 % = 69
    rows = score_book.rows_of([(three[0], 2), (three[1], 1)], {})
    for row in rows:
        row.file.total = {three[0].pk: 64, three[1].pk: 69}[row.file.pk]
        row.file.review = review
    found = Workbook(score_book.book(review, rows))
    places = found.rows(found.names[1])[1:]
    assert [(row[10], row[12], row[13]) for row in places] == [(64.0, 1, 2), (69.0, 1, 1)]


def test_the_running_book_holds_files_under_way(client, seats, staff, at):
    many.declare_no_conflict(seats, at=at)
    many.seal([make.scored(seat) for seat in seats], at=at)
    client.force_login(staff)
    address = reverse("reviews:scores_export", args=[seats[0].file.review.call_id, "xlsx"])
    found = Workbook(client.get(address).content)
    assert len(found.rows(found.names[0])) == 1
    later = ReviewFile.objects.get().recusal_until + timedelta(hours=1)
    stages.close_stage([seats[0].file], stage="written", by=staff, at=later)
    found = Workbook(client.get(address).content)
    [place] = found.rows(found.names[1])[1:]
    assert place[4:6] == [80.0, 0.0]
    assert Assignment.objects.count() == len(found.rows(found.names[0])) - 1
