"""One more expert where the sealed totals lie too far apart: once per stage, and nobody learns a figure."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from applications.policies import Refused
from portal.audit.models import Event
from portal.registry import Registry
from reviews import many, recusals, replacements, spread, stages
from reviews.models import ExtraSeat, ReviewFile, ScoreSheet
from tests import factories as make

pytestmark = pytest.mark.django_db

WIDE = ["0.4", "0.9", "0.4", "0.9", "0.9"]
# 40 90 40 90 90: mean 70, squares 900 + 400 + 900 + 400 + 400 = 3000, /5 = 600, √600 = 24.49 > 15


def sealed(seats, shares, at):
    many.declare_no_conflict(seats, at=at)
    many.seal([make.scored(seat, share=share) for seat, share in zip(seats, shares, strict=True)], at=at)


def after(file):
    return ReviewFile.objects.get(pk=file.pk).recusal_until + timedelta(hours=1)


def close(file, staff):
    return stages.close_stage([file], stage="written", by=staff, at=after(file))


@pytest.fixture
def wide(seats, staff, at):
    """A file whose five sealed sheets lie too far apart, found when the stage was to be closed."""
    sealed(seats, WIDE, at)
    file = seats[0].file
    outcome = close(file, staff)
    assert [refused.pk for refused, _why in outcome.refused] == [file.pk]
    return file


def test_nothing_is_revealed_and_the_record_holds_no_figure(wide):
    assert ExtraSeat.objects.get().stage == "written"
    assert set(ScoreSheet.objects.values_list("status", flat=True)) == {"sealed"}
    assert not wide.closings.exists()
    event = Event.objects.get(action="call_one_more")
    assert event.data == {"stage": "written", "limit": "15.00"}


def test_the_stage_waits_for_the_seat_then_for_its_sheet_and_counts_all_six(wide, staff, at):
    assert close(wide, staff).refused
    assert ExtraSeat.objects.count() == 1
    fresh = make.expert()
    seat = spread.seat_one_more(wide, fresh, by=staff, at=at)
    assert (seat.letter, seat.shown_at, seat.recusal_until is not None) == ("F", at, True)
    assert [why for _file, why in close(wide, staff).refused] == ["还有1份评分表未提交封存。"]
    many.declare_no_conflict([seat], at=at)
    many.seal([make.scored(seat, share="0.7")], at=at)
    assert close(wide, staff).done
    # (40 + 90 + 40 + 90 + 90 + 70) / 6 = 420 / 6 = 70; still √(3000 / 6) = 22.36, but a stage calls once
    closing = wide.closings.get()
    assert (closing.mean, closing.deviation) == (D("70.00"), D("22.36"))
    # of fifteen pairs within 10 points: 40-40, three of 90-90: 4; 70 is near nobody: 4 / 15 = 26.67 %
    assert closing.agreement == 27


def test_the_next_stage_may_call_again(wide, staff, at):
    seat = spread.seat_one_more(wide, make.expert(), by=staff, at=at)
    sealed_more = [*wide.assignments.order_by("seat")]
    many.declare_no_conflict([seat], at=at)
    many.seal([make.scored(seat, share="0.7")], at=at)
    close(wide, staff)
    many.seal(
        [make.scored(s, share=x) for s, x in zip(sealed_more, [*WIDE, "0.9"], strict=True)], at=after(wide)
    )
    make.on_the_spot([wide], "defence", by=staff, at=at)
    assert stages.close_stage([wide], stage="defence", by=staff, at=after(wide)).refused
    assert ExtraSeat.objects.filter(stage="defence", assignment=None).exists()


@pytest.mark.parametrize(("limit", "closes"), [("24.48", False), ("24.49", True), ("0", True)])
def test_the_limit_of_the_call_decides(seats, staff, at, limit, closes):
    sealed(seats, WIDE, at)
    file = seats[0].file
    type(file.review.call).objects.update(spread_limit=D(limit))
    assert bool(close(file, staff).done) is closes


def test_who_can_sit_is_asked_as_for_any_seat(wide, staff, at):
    application = wide.application
    employed = make.expert(employer_code=application.uscc)
    unavailable, sitting = make.expert(), wide.assignments.first().expert
    type(unavailable).objects.filter(pk=unavailable.pk).update(is_available=False)
    unavailable.refresh_from_db()
    for expert in (employed, unavailable, sitting, make.expert(kind="management"), None):
        with pytest.raises(Refused):
            spread.seat_one_more(wide, expert, by=staff, at=at)
    assert spread.seat_one_more(wide, make.expert(), by=staff, at=at)
    with pytest.raises(Refused):
        spread.seat_one_more(wide, make.expert(), by=staff, at=at)


def test_a_drawn_substitute_goes_before_whoever_was_picked(wide, staff, at, monkeypatch):
    drawn, picked = make.expert(), make.expert()
    sources = Registry("substitutes of a test")
    left = iter([drawn])
    sources.add("draw", spread.Substitutes(lambda _file: True, lambda _file, **_how: next(left, None)))
    monkeypatch.setattr(spread, "substitutes", sources)
    assert spread.seat_one_more(wide, picked, by=staff, at=at).expert == drawn


def test_an_extra_member_who_is_recused_leaves_a_vacancy(wide, staff, at):
    seat = spread.seat_one_more(wide, make.expert(), by=staff, at=at)
    owner = make.owner(wide.application.enterprise)
    entry = recusals.request_recusal(seat, ground="other", reasons="理由", by=owner, at=at)
    recusals.rule(entry, granted=True, reasons="属实", by=staff, at=at)
    assert close(wide, staff).refused
    seat = type(seat).objects.get(pk=seat.pk)
    fresh = replacements.replace(seat, make.expert(), is_chair=False, by=staff, at=at)
    many.declare_no_conflict([fresh], at=at)
    many.seal([make.scored(fresh)], at=at)
    assert close(wide, staff).done
