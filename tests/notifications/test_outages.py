"""An outage of over two office hours (9:00–17:30) is made up for, once: hand-worked around Tuesday 2026-11-10.

Every outage below lasts from Thursday the 12th, 9:30 to 12:00: two and a half office hours, one day.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from applications import collation, tasks
from applications.models import CallNotice
from applications.workflow import State
from portal.accounts.roles import Role
from portal.audit.chain import history
from portal.notifications import outages
from portal.notifications.models import Heartbeat, InboxItem, MadeUpOutage
from portal.workdays.notices import Setting, enter
from tests import factories

pytestmark = pytest.mark.django_db
GUANGDONG = ZoneInfo("Asia/Shanghai")


def moment(*parts):
    return datetime(2026, 11, *parts, tzinfo=GUANGDONG)


def alive(*stretches):
    for since, until in stretches:
        Heartbeat.objects.create(since=since, until=until)


BACK = moment(12, 12)


def away() -> int:
    """The portal was away on Thursday morning and looks at it, twice."""
    alive((moment(9, 8), moment(12, 9, 30)), (BACK, moment(12, 12, 1)))
    moved = outages.settle(at=BACK)
    assert outages.settle(at=moment(13, 9)) == 0
    return moved


def told(kind: str, user) -> int:
    return InboxItem.objects.filter(kind=kind, user=user).count()


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ((12, 10), (12, 12), 0),  # two hours are not over two hours
        ((12, 10), (12, 12, 0, 1), 1),
        ((11, 17, 30), (12, 9), 0),  # a night
        ((11, 16, 30), (12, 10, 30), 1),  # 1 h + 1.5 h of two days: one outage, one day
        ((13, 17), (16, 10), 0),  # half an hour on Friday, an hour on Monday, a weekend in between
        ((12, 8), (13, 18), 2),  # two whole working days
        ((14, 9), (15, 17), 0),  # Saturday and Sunday
    ],
)
def test_days_lost(start, end, days):
    assert outages.days_lost(moment(*start), moment(*end)) == days


def test_a_portal_that_never_ran_or_never_stopped_makes_nothing_up():
    assert outages.settle(at=BACK) == 0
    alive((moment(9, 8), moment(12, 12)))
    assert outages.settle(at=BACK) == 0
    assert MadeUpOutage.objects.count() == 0


def test_the_county_gets_a_day_and_so_does_a_correction(at):
    call = factories.call(at=at)
    first, second = [factories.submitted(factories.enterprise(), call, at=at) for _n in range(2)]
    officer, owner = factories.person(Role.COUNTY, division="440106"), factories.owner(second.enterprise)
    collation.return_for_correction([second], reasons="请补正", days=2, by=officer, at=at)
    assert [fresh(f).deadline for f in (first, second)] == [moment(17, 17, 30), moment(12, 17, 30)]
    assert away() == 2
    assert [fresh(f).deadline for f in (first, second)] == [moment(18, 17, 30), moment(13, 17, 30)]
    [moved] = history(*second.chain).filter(action="prolong_deadline")
    assert datetime.fromisoformat(moved.data["before"]) == moment(12, 17, 30)
    kind = "application.deadline_prolonged"
    assert (told(kind, officer), told(kind, owner)) == (1, 1)
    [event] = history("workdays", 2026)
    assert (event.action, event.data["days"]) == ("outage", 1)


def test_what_ended_before_or_began_after_stays(at):
    call = factories.call(at=at)
    early, late = [factories.submitted(factories.enterprise(), call, at=at) for _n in range(2)]
    officer = factories.person(Role.COUNTY, division="440106")
    collation.return_for_correction([early], reasons="请补正", days=1, by=officer, at=at)
    collation.return_for_correction([late], reasons="请补正", days=1, by=officer, at=moment(12, 13))
    assert away() == 0
    assert [fresh(f).deadline for f in (early, late)] == [moment(11, 17, 30), moment(13, 17, 30)]


def test_nobody_lapses_for_a_day_on_which_the_portal_was_away(at):
    call = factories.call(at=at)
    file = factories.submitted(factories.enterprise(), call, at=at)
    officer = factories.person(Role.COUNTY, division="440106")
    collation.return_for_correction([file], reasons="请补正", days=2, by=officer, at=at)
    alive((moment(9, 8), moment(12, 15)), (moment(13, 8), moment(13, 8, 1)))  # away when it was due
    assert tasks.lapse_overdue(at=moment(13, 8)) == 0
    assert fresh(file).state == State.RETURNED
    assert tasks.lapse_overdue(at=moment(13, 17, 31)) == 1


def test_a_holiday_notice_leaves_the_day_that_an_outage_gave(at):
    call = factories.call(at=at)
    file = factories.submitted(factories.enterprise(), call, at=at)
    away()
    # Friday the 13th is off and Saturday the 14th works instead: the eighteenth stays.
    days = [Setting(date(2026, 11, 13), False), Setting(date(2026, 11, 14), True)]
    enter(days=days, notice="调休", by=call.created_by, at=moment(12, 13))
    assert fresh(file).deadline == moment(18, 17, 30)


@pytest.mark.parametrize(
    ("closes", "moved_to"),
    [
        (moment(12, 11), moment(13, 17, 30)),  # it closed while the portal was away
        (moment(12, 17, 30), moment(13, 17, 30)),  # the outage took over two hours of the last day
        (moment(13, 17, 30), None),  # a day was left
        (moment(11, 17, 30), None),  # it had closed before
    ],
)
def test_the_window_of_a_call_is_extended_when_its_end_was_taken(at, closes, moved_to):
    call = factories.call(at=at, closes_at=closes)
    draft = factories.draft(factories.enterprise(), call, at=at)
    owner = factories.owner(draft.enterprise)
    assert away() == (1 if moved_to else 0)
    assert fresh(call).closes_at == (moved_to or closes)
    notices = list(CallNotice.objects.filter(call=call).values_list("what", "by", "closes_after"))
    assert notices == ([("extended", None, moved_to)] if moved_to else [])
    if moved_to:
        assert fresh(draft).deadline == moved_to
        assert told("call.extended", owner) == 1
        assert tasks.lapse_overdue(at=moment(12, 18)) == 0
