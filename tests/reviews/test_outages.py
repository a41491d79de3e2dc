"""An outage of the portal, or a holiday notice, moves the time to request a recusal and the ruling on one."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.accounts.roles import Role
from portal.audit.chain import history
from portal.notifications import outages
from portal.notifications.models import Heartbeat, InboxItem
from portal.workdays.notices import Setting, enter
from reviews import recusals
from reviews.models import Assignment, Recusal, ReviewFile
from tests import factories as make

pytestmark = pytest.mark.django_db


def moment(*parts):
    return datetime(2026, 11, *parts, tzinfo=ZoneInfo("Asia/Shanghai"))


def away():
    """Thursday the 12th, 9:30 to 12:00: two and a half office hours, one day."""
    Heartbeat.objects.create(since=moment(9, 8), until=moment(12, 9, 30))
    Heartbeat.objects.create(since=moment(12, 12), until=moment(12, 12, 1))
    outages.settle(at=moment(12, 12))


def told(kind: str, user) -> int:
    return InboxItem.objects.filter(kind=kind, user=user).count()


@pytest.fixture
def asked(seats, at):
    """The applicant, who asked on the first day for the recusal of one of the panel."""
    owner = make.owner(seats[0].file.application.enterprise)
    entry = recusals.request_recusal(seats[0], ground="dispute", reasons="有纠纷", by=owner, at=at)
    return owner, entry


def until(seats) -> list:
    rows = Assignment.objects.filter(pk__in=[seat.pk for seat in seats]).order_by("pk")
    return [row.recusal_until for row in rows]


def test_an_outage_gives_a_day_to_the_request_and_to_the_ruling(seats, staff, asked):
    owner, entry = asked
    assert until(seats) == [moment(13, 17, 30)] * 5  # three working days
    before = entry.due_at
    away()
    assert until(seats) == [moment(16, 17, 30)] * 5  # Monday
    assert ReviewFile.objects.get().recusal_until == moment(16, 17, 30)
    entry.refresh_from_db()
    assert entry.due_at > before
    assert (told("review.recusal_time_moved", owner), told("review.rulings_moved", staff)) == (1, 1)
    actions = [event.action for event in history(*seats[0].file.application.chain)]
    assert actions[-2:] == ["move_recusal_time", "move_ruling"]
    recusals.request_recusal(seats[1], ground="kin", reasons="亲属", by=owner, at=moment(16, 17))


def test_a_holiday_notice_moves_them_too(seats, staff, asked):
    owner, _entry = asked
    enter(
        days=[Setting(date(2026, 11, 12), False)],
        notice="台风停工",
        by=make.person(Role.PROVINCE),
        at=moment(11, 9),
    )
    assert until(seats) == [moment(16, 17, 30)] * 5
    assert told("review.recusal_time_moved", owner) == 1


def test_what_is_over_stays(seats, staff, asked, at):
    _owner, entry = asked
    recusals.rule(entry, granted=False, reasons="不属实。", by=staff, at=at)
    Assignment.objects.update(recusal_until=moment(11, 17, 30))
    due = Recusal.objects.get().due_at
    away()
    assert until(seats) == [moment(11, 17, 30)] * 5
    assert Recusal.objects.get().due_at == due
