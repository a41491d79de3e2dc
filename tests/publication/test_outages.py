"""An outage of over two office hours (9:00–17:30) adds a day: hand-worked around 2026-11-10 to 11-18."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from applications.models import Application
from applications.policies import Refused
from portal.audit.chain import history
from portal.notifications import outages
from portal.notifications.models import Heartbeat, InboxItem
from portal.workdays.notices import Setting, enter
from publication import announcing, investigation, notices
from publication.models import Objection
from tests import factories
from tests.publication.test_objections import object_to

pytestmark = pytest.mark.django_db
GUANGDONG = ZoneInfo("Asia/Shanghai")


def moment(*parts):
    return datetime(2026, 11, *parts, tzinfo=GUANGDONG)


def alive(*stretches):
    for since, until in stretches:
        Heartbeat.objects.create(since=since, until=until)


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


@pytest.fixture
def forwarded(province, officer, at):
    """An objection that its enterprise was asked on the 10th to answer within five working days."""
    running = factories.in_publicity(factories.call(at=at), by=province, at=at)
    objection = object_to(running, at)
    factories.owner(objection.entry.enterprise)
    investigation.admit(objection, by=officer, at=at)
    investigation.redact(objection, text="某项内容不实", by=officer, at=at)
    investigation.forward(objection, by=officer, at=at)
    return Objection.objects.get()


def test_an_outage_gives_a_day_to_the_reply_and_to_the_answer(forwarded, officer):
    owner = forwarded.entry.enterprise.organisation.people.get()
    alive((moment(9, 8), moment(12, 9, 30)), (moment(12, 12), moment(12, 12, 1)))
    assert forwarded.answer_due_at == moment(17, 17, 30)
    for _look in range(2):
        outages.settle(at=moment(12, 12))
    after = Objection.objects.get()
    assert after.answer_due_at == moment(18, 17, 30)
    assert after.due_at > forwarded.due_at
    assert Application.objects.get(pk=after.entry.application_id).deadline == after.due_at
    told = [InboxItem.objects.filter(user=officer, kind="objection.reply_moved").count()]
    told += [InboxItem.objects.filter(user=owner, kind="objection.answer_moved").count()]
    assert told == [1, 1]
    assert [event.action for event in history("objection", str(after.pk))][-1] == "move_deadline"


def test_a_holiday_notice_moves_the_answer_too(forwarded, province):
    days = [Setting(date(2026, 11, 13), False)]
    enter(days=days, notice="台风停工", by=province, at=moment(11, 9))
    assert Objection.objects.get().answer_due_at == moment(18, 17, 30)
