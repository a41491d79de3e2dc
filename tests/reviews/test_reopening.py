"""A sealed sheet, or a closed stage, opened again: with reasons, on record, the earlier version kept."""

import hashlib
from datetime import timedelta
from decimal import Decimal as D

import pytest

from applications.models import Call
from applications.policies import Refused
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.notifications.models import InboxItem
from reviews import dissent, many, reopening, sheets, stages
from reviews.models import EarlierSheet, Reopening, ReviewFile, ScoreSheet
from tests import factories as make

pytestmark = pytest.mark.django_db

WHY = "专家来电说明将两个文件的评分填反。"


@pytest.fixture
def sealed(seats, at):
    many.declare_no_conflict(seats, at=at)
    many.seal([make.scored(seat) for seat in seats], at=at)
    return list(ScoreSheet.objects.order_by("assignment__seat"))


def after(file):
    return ReviewFile.objects.get(pk=file.pk).recusal_until + timedelta(hours=1)


def close(file, staff, stage="written"):
    return stages.close_stage([file], stage=stage, by=staff, at=after(file))


@pytest.fixture
def closed(sealed, seats, staff):
    assert close(seats[0].file, staff).done
    return ReviewFile.objects.select_related("application", "review__call").get()


def again(sheet, staff, at):
    return reopening.reopen_sheet(sheet, reasons=WHY, by=staff, at=at)


def test_a_reopened_sheet_is_a_draft_again_and_its_seal_stays_on_record(sealed, seats, staff, at):
    sheet = sealed[0]
    again(sheet, staff, at)
    kept, earlier = ScoreSheet.objects.get(pk=sheet.pk), EarlierSheet.objects.get()
    assert (kept.status, kept.digest, kept.salt, kept.revision) == ("draft", "", "", sheet.revision + 1)
    assert kept.scores.exclude(points=None).count() == 7
    assert (earlier.digest, earlier.total) == (sheet.digest, D("80.00"))
    assert hashlib.sha256((earlier.salt + earlier.content).encode()).hexdigest() == sheet.digest
    event = Event.objects.get(action="reopen_sheet")
    assert event.data["digest"] == sheet.digest
    assert WHY not in str(event.data)
    expert = seats[0].expert.user
    item = InboxItem.objects.get(user=expert, kind="review.sheet_reopened")
    assert item.params == {"call": seats[0].file.review.call.title}
    assert reopening.of_sheet(kept).reasons == WHY
    assert close(seats[0].file, staff).refused
    sheets.seal(seats[0], "written", revision=kept.revision, by=expert, at=at)
    assert close(seats[0].file, staff).done


def test_a_second_click_and_what_can_not_be_opened(sealed, seats, staff, at):
    again(sealed[0], staff, at)
    with pytest.raises(Refused):
        again(sealed[0], staff, at)
    with pytest.raises(Refused):
        reopening.reopen_sheet(sealed[1], reasons="  ", by=staff, at=at)
    assert Reopening.objects.count() == 1
    many.seal([make.scored(seats[0])], at=at)
    close(seats[0].file, staff)
    with pytest.raises(Refused):
        again(sealed[1], staff, at)


def test_a_stage_is_opened_again_by_two(closed, seats, staff, at):
    digests = list(ScoreSheet.objects.order_by("pk").values_list("digest", flat=True))
    asked = reopening.propose_stage(closed, reasons=WHY, by=staff, at=at)
    assert reopening.propose_stage(closed, reasons="再次", by=staff, at=at) == asked
    with pytest.raises(Refused):
        reopening.decide_stage(asked, agreed=True, by=staff, at=at)
    assert closed.closings.exists()
    second = make.person(Role.ALLIANCE)
    reopening.decide_stage(asked, agreed=True, by=second, at=at)
    with pytest.raises(Refused):
        reopening.decide_stage(asked, agreed=True, by=second, at=at)
    done = Reopening.objects.get()
    assert (done.status, done.mean, done.second_by) == ("done", D("80.00"), second)
    assert list(done.earlier.values_list("digest", flat=True)) == digests
    assert set(ScoreSheet.objects.values_list("status", "total")) == {("draft", None)}
    file = ReviewFile.objects.get()
    assert (file.stage, file.total, file.closings.count()) == ("written", None, 0)
    assert Event.objects.get(action="reopen_stage").data["digests"] == digests
    many.seal([make.scored(seat, share="0.7") for seat in seats], at=after(file))
    assert close(file, staff).done
    assert file.closings.get().mean == D("70.00")


def test_a_proposal_that_is_not_agreed_to_changes_nothing(closed, staff, at):
    asked = reopening.propose_stage(closed, reasons=WHY, by=staff, at=at)
    reopening.decide_stage(asked, agreed=False, by=make.person(Role.ALLIANCE), at=at)
    assert closed.closings.get().mean == D("80.00")
    assert set(ScoreSheet.objects.values_list("status", flat=True)) == {"revealed"}
    assert Event.objects.filter(action="refuse_reopening").exists()


def test_only_the_last_closed_stage_is_opened(closed, seats, staff, at):
    asked = reopening.propose_stage(closed, reasons=WHY, by=staff, at=at)
    many.seal([make.scored(seat) for seat in seats], at=after(closed))
    make.on_the_spot([closed], "defence", by=staff, at=at)
    assert close(closed, staff, "defence").done
    second = make.person(Role.ALLIANCE)
    with pytest.raises(Refused):
        reopening.decide_stage(asked, agreed=True, by=second, at=at)
    reopening.decide_stage(asked, agreed=False, by=second, at=at)
    asked = reopening.propose_stage(closed, reasons=WHY, by=staff, at=at)
    assert asked.stage == "defence"
    reopening.decide_stage(asked, agreed=True, by=second, at=at)
    assert list(closed.closings.values_list("stage", flat=True)) == ["written"]


def test_a_veto_goes_with_the_stage_that_found_it(seats, staff, at):
    many.declare_no_conflict(seats, at=at)
    item = "提供虚假材料"
    Call.objects.update(veto_items=[item])
    found = [
        many.Filled(
            seat, sheets.Draft(make.scored(seat).draft.lines, veto_judged=True, veto=item, comment="属实")
        )
        for seat in seats
    ]
    many.seal(found, at=at)
    close(seats[0].file, staff)
    file = ReviewFile.objects.select_related("application", "review__call").get()
    assert (file.veto, file.is_struck) == (item, True)
    asked = reopening.propose_stage(file, reasons=WHY, by=staff, at=at)
    reopening.decide_stage(asked, agreed=True, by=make.person(Role.ALLIANCE), at=at)
    file = ReviewFile.objects.get()
    assert (file.veto, file.is_struck) == ("", False)


def test_a_dissent_is_kept_once_and_only_of_who_scored(closed, seats, staff, at):
    expert = seats[2].expert.user
    for _twice in range(2):
        dissent.record_dissent(seats[2], "written", text="商业模式得分偏高。", by=expert, at=at)
    with pytest.raises(Refused):
        dissent.record_dissent(seats[2], "written", text="改写", by=expert, at=at)
    with pytest.raises(Refused):
        dissent.record_dissent(seats[2], "defence", text="尚未结束", by=expert, at=at)
    with pytest.raises(Refused):
        dissent.record_dissent(seats[1], "written", text="冒名", by=expert, at=at)
    with pytest.raises(Refused):
        dissent.record_dissent(seats[1], "written", text=" ", by=seats[1].expert.user, at=at)
    assert seats[2].dissents.get().text == "商业模式得分偏高。"
    assert "商业模式" not in str(Event.objects.get(action="record_dissent").data)
