"""Holiday notices and outages move the time to be heard and the city's time for its opinion."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from applications.models import Application
from evaluations import hearings
from portal.audit.chain import history
from portal.notifications import outages
from portal.notifications.models import Heartbeat, InboxItem
from portal.workdays.notices import Setting, enter
from tests import factories as make
from tests.evaluations import factories

pytestmark = pytest.mark.django_db


def moment(*parts):
    return datetime(2026, 11, *parts, tzinfo=ZoneInfo("Asia/Shanghai"))


def away():
    """Thursday the 12th, 9:30 to 12:00: two and a half office hours, one day."""
    Heartbeat.objects.create(since=moment(9, 8), until=moment(12, 9, 30))
    Heartbeat.objects.create(since=moment(12, 12), until=moment(12, 12, 1))
    outages.settle(at=moment(12, 12))


def typhoon(province):
    enter(days=[Setting(date(2026, 11, 12), False)], notice="台风停工", by=province, at=moment(11, 9))


@pytest.fixture
def hearing(province, at):
    """Prior notice on Tuesday the 10th; five working days end on Tuesday the 17th."""
    call = factories.round_of(at=datetime(2026, 9, 1, 10, tzinfo=ZoneInfo("Asia/Shanghai")))
    member = factories.member()
    hearings.decide_absent(call, member, "remove", reasons="未参加", by=province, at=at)
    made = hearings.give_notice(call, member, reasons="未参加", by=province, at=at)
    assert made.until == moment(17, 17, 30)
    return made


def told(user) -> int:
    return InboxItem.objects.filter(kind="evaluation.hearing_moved", user=user).count()


def actions(hearing) -> list[str]:
    return [event.action for event in history("hearing", str(hearing.pk))]


@pytest.mark.parametrize("why", ["outage", "holiday"])
def test_the_time_to_be_heard_moves_and_the_member_is_told(hearing, province, why):
    owner = make.owner(hearing.enterprise)
    away() if why == "outage" else typhoon(province)
    hearing.refresh_from_db()
    assert hearing.until == moment(18, 17, 30)
    assert (told(owner), actions(hearing)) == (1, ["give_notice", "move_hearing"])
    heard = hearings.state(hearing, statement="陈述", by=owner, at=moment(18, 17))
    assert heard.stated_at == moment(18, 17)


def test_both_add_up_and_neither_undoes_the_other(hearing, province):
    enter(days=[Setting(date(2026, 11, 13), False)], notice="台风停工", by=province, at=moment(11, 9))
    away()
    hearing.refresh_from_db()
    assert hearing.until == moment(19, 17, 30)


def test_who_was_heard_or_whose_time_is_over_stays(hearing, province):
    owner = make.owner(hearing.enterprise)
    hearings.state(hearing, statement="陈述", by=owner, at=moment(10, 15))
    away()
    hearing.refresh_from_db()
    assert (hearing.until, told(owner)) == (moment(17, 17, 30), 0)


@pytest.mark.parametrize("why", ["outage", "holiday"])
def test_the_citys_time_for_its_opinion_moves_with_its_file(province, at, why):
    file = factories.at_city(factories.member(), factories.round_of(at=at, city_days=5), at=at)
    Application.objects.filter(pk=file.pk).update(deadline=moment(17, 17, 30))
    away() if why == "outage" else typhoon(province)
    assert Application.objects.get(pk=file.pk).deadline == moment(18, 17, 30)
