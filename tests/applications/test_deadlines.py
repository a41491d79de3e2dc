"""What happens by the clock: on time to the second, once, and after the machine was off."""

from datetime import date, timedelta

import pytest

from applications import tasks
from applications.models import Application, Reminder
from applications.workflow import State
from portal.accounts.roles import Role
from portal.audit.chain import history
from portal.notifications.models import InboxItem
from portal.workdays.notices import Setting, enter
from tests import factories

pytestmark = pytest.mark.django_db


def told(kind):
    return InboxItem.objects.filter(kind=kind).count()


def test_a_draft_lapses_one_second_after_the_window(at):
    call = factories.call(at=at)
    file = factories.draft(factories.enterprise(), call, at=at)
    assert tasks.lapse_overdue(at=call.closes_at) == 0
    assert tasks.lapse_overdue(at=call.closes_at + timedelta(seconds=1)) == 1
    assert tasks.lapse_overdue(at=call.closes_at + timedelta(days=9)) == 0
    assert Application.objects.get(pk=file.pk).state == State.LAPSED


def test_an_authority_is_escalated_once_and_its_file_never_lapses(at):
    call = factories.call(at=at)
    file = factories.submitted(factories.enterprise(), call, at=at)
    factories.person(Role.COUNTY, division="440106")
    factories.person(Role.CITY, division="440100")
    late = file.deadline + timedelta(seconds=1)
    assert tasks.escalate(at=file.deadline) == 0
    assert tasks.escalate(at=late) == 1
    assert tasks.escalate(at=late + timedelta(days=3)) == 0
    assert (told("application.overdue"), told("application.escalated")) == (1, 1)
    assert history(*file.chain).filter(action="escalate").count() == 1
    assert tasks.lapse_overdue(at=late) == 0
    assert Application.objects.get(pk=file.pk).state == State.AT_COUNTY


def test_enterprises_are_reminded_three_days_before_and_one(at):
    call = factories.call(at=at)  # closes on Monday 30 November
    enterprise = factories.enterprise()
    factories.owner(enterprise)
    factories.draft(enterprise, call, at=at)
    assert tasks.remind(at=call.closes_at - timedelta(days=6)) == 0  # Tuesday: four working days left
    assert tasks.remind(at=call.closes_at - timedelta(days=5)) == 1  # Wednesday: three
    assert tasks.remind(at=call.closes_at - timedelta(days=5)) == 0
    assert tasks.remind(at=call.closes_at - timedelta(days=3)) == 1  # Friday: one
    assert told("application.reminded") == 2


def test_after_a_stop_only_the_nearest_reminder_is_sent(at):
    call = factories.call(at=at)
    enterprise = factories.enterprise()
    factories.owner(enterprise)
    factories.draft(enterprise, call, at=at)
    assert tasks.remind(at=call.closes_at - timedelta(hours=1)) == 1
    assert told("application.reminded") == 1
    assert Reminder.objects.count() == 2


def test_a_holiday_notice_moves_the_running_deadlines(at):
    call = factories.call(at=at)
    file = factories.submitted(factories.enterprise(), call, at=at)  # five working days: Tuesday 17th
    assert str(file.deadline.date()) == "2026-11-17"
    notice = {"days": [Setting(date(2026, 11, 13), False)], "notice": "台风停工"}
    enter(**notice, by=call.created_by, at=at)
    assert str(Application.objects.get(pk=file.pk).deadline.date()) == "2026-11-18"
    enter(**notice, by=call.created_by, at=at)
    assert history(*file.chain).filter(action="move_deadline").count() == 1
