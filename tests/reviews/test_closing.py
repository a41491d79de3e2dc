"""When a stage may close, and how struck files rank while the review runs."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from reviews import many, recusals, replacements, reports, results, stages
from reviews.models import Review, ReviewFile
from tests import factories as make

pytestmark = pytest.mark.django_db


def vacated(seat, staff, at):
    owner = make.owner(seat.file.application.enterprise)
    entry = recusals.request_recusal(seat, ground="other", reasons="理由", by=owner, at=at)
    recusals.rule(entry, granted=True, reasons="属实", by=staff, at=at)


def after(file) -> object:
    return ReviewFile.objects.get(pk=file.pk).recusal_until + timedelta(hours=1)


def close(file, staff, reason=""):
    return stages.close_stage([file], stage="written", by=staff, at=after(file), reason=reason)


def test_four_of_five_seats_never_make_a_lawful_panel(seats, staff, at):
    file = seats[0].file
    vacated(seats[4], staff, at)
    many.declare_no_conflict(seats[:4], at=at)
    many.seal([make.scored(seat) for seat in seats[:4]], at=at)
    assert close(file, staff).refused
    assert close(file, staff, "无人可补").refused
    fresh = replacements.replace(seats[4], make.expert(kind="management"), is_chair=False, by=staff, at=at)
    many.declare_no_conflict([fresh], at=at)
    assert close(file, staff).refused  # the new member's sheet is not sealed
    many.seal([make.scored(fresh)], at=at)
    assert close(file, staff).done


def test_six_seats_close_with_five_and_a_reason(opened, staff, at, in_call):
    type(in_call).objects.filter(pk=in_call.pk).update(panel_size=6)
    [file] = opened()
    kinds = ["technical"] * 4 + ["financial", "management"]
    members = [make.expert(kind=kind, region=["440100", "440300"][n % 2]) for n, kind in enumerate(kinds)]
    from reviews import panels

    panels.set_panel([file], members, chair=members[0], by=staff, at=at)
    assert panels.show_panel([file], by=staff, at=at).done
    seats = list(file.assignments.order_by("seat").select_related("file__application__enterprise"))
    vacated(seats[5], staff, at)
    many.declare_no_conflict(seats[:5], at=at)
    many.seal([make.scored(seat) for seat in seats[:5]], at=at)
    assert close(file, staff).refused
    assert close(file, staff, "多次联系，无人可补").done
    assert file.closings.get().reason == "多次联系，无人可补"


def test_struck_files_rank_last_before_and_in_the_report(staff, in_call, at):
    best = make.reviewed_by_experts(make.reported(in_call, at=at), at=at, share="0.9")[0]
    make.reviewed_by_experts(*[make.reported(in_call, at=at) for _ in range(2)], at=at)
    ReviewFile.objects.filter(application=best).update(veto="一票否决", is_struck=True)
    review = Review.objects.get()
    rows = list(results.ranking(review, "service").order_by(*results.RANKED))
    ranked = results.ranked_rows(review, "service", rows)
    assert [(rank, file.total, file.is_struck) for rank, file in ranked] == [
        (1, D("80.00"), False),
        (1, D("80.00"), False),
        (3, D("90.00"), True),
    ]
    assert [rank for rank, _file in results.ranked_rows(review, "service", rows[1:])] == [1, 3]
    assert [(r, f.pk) for r, f in ranked] == [(r, f.pk) for f, r in reports.ranked(rows)]
