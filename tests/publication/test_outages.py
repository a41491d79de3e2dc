"""An outage of over two office hours (9:00–17:30) adds a day: hand-worked around 2026-11-10 to 11-18."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from applications.policies import Refused
from portal.audit.chain import history
from portal.notifications.models import Heartbeat, InboxItem
from publication import announcing, notices, prolonging
from tests import factories

pytestmark = pytest.mark.django_db
GUANGDONG = ZoneInfo("Asia/Shanghai")


def moment(*parts):
    return datetime(2026, 11, *parts, tzinfo=GUANGDONG)


def alive(*stretches):
    for since, until in stretches:
        Heartbeat.objects.create(since=since, until=until)


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
    assert prolonging.days_lost(moment(*start), moment(*end)) == days


def test_an_outage_prolongs_the_period_once_on_record(province, at):
    running = factories.in_publicity(factories.call(at=at), by=province, at=at)
    member = factories.owner(running.version.entries.get().enterprise)
    alive((moment(10, 8), moment(12, 9, 30)), (moment(12, 12), moment(19, 1)))

    for _look in range(2):
        notices.look_at_periods(at=moment(19, 0, 30))

    running.refresh_from_db()
    assert (running.days, running.added_days) == (7, 1)
    assert (running.last_day, running.ends_at) == (date(2026, 11, 19), moment(20))
    assert [row["days"] for row in running.outages] == [1]
    assert [row["note"] for row in running.derivation if row["date"] == "2026-11-19"] != [""]
    actions = [event.action for event in history("publicity", str(running.pk))]
    assert actions == ["begin", "outage", "recount"]
    assert InboxItem.objects.filter(user=member, kind="publicity.prolonged").count() == 1


def test_the_lock_knows_an_outage_that_nobody_looked_at_yet(province, at):
    running = factories.in_publicity(factories.call(at=at), by=province, at=at)
    alive((moment(10, 8), moment(18, 9)), (moment(18, 23), moment(20, 1)))

    text = announcing.prepared(running, at=moment(19, 9))
    with pytest.raises(Refused):
        announcing.announce(running, **text, by=province, at=moment(19, 9))
    assert announcing.announce(running, **text, by=province, at=moment(20))
