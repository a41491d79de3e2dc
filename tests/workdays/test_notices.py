"""Entering a holiday notice moves what runs, once, and on record."""

from datetime import date

import pytest

from portal.audit.chain import history
from portal.workdays import calendar
from portal.workdays.models import ConfirmedYear, DayOverride
from portal.workdays.moved import moved
from portal.workdays.notices import Setting, enter, remove
from tests import factories

pytestmark = pytest.mark.django_db
NOTICE = "国办发明电〔2026〕9号"
DAYS = [
    Setting(date(2027, 10, 4), False),
    Setting(date(2027, 9, 26), True),
    Setting(date(2027, 10, 1), False),
]


@pytest.fixture
def by():
    return factories.person("province")


@pytest.fixture
def changes(monkeypatch):
    seen = []

    def follower(change, *, by, at):
        seen.append((change, calendar.day(date(2027, 10, 4)).working))
        return 3

    monkeypatch.setattr(moved, "_items", {"test": follower})
    return seen


def test_what_changed_reaches_the_followers_in_the_same_transaction(by, changes, at):
    entered = enter(days=DAYS, notice=NOTICE, by=by, at=at, confirm=2027)
    [(change, seen_working)] = changes
    assert (entered.written, entered.deadlines) == (3, 3)
    # 1 October was off by law already.
    assert change.days == {date(2027, 10, 4), date(2027, 9, 26)}
    assert (change.years, change.first) == (frozenset({2027}), date(2027, 9, 26))
    assert seen_working is False
    assert calendar.day(date(2027, 9, 26)).working


def test_it_is_on_record(by, changes, at):
    enter(days=DAYS[:1], notice=NOTICE, by=by, at=at)
    [event] = history("workdays", 2027)
    assert (event.action, event.actor) == ("enter", by.pk)
    assert event.data == {
        "days": ["2027-10-04 off"],
        "confirmed": [],
        "notice": NOTICE,
        "changed": ["2027-10-04"],
        "moved": {"test": 3},
    }


def test_the_same_again_changes_nothing(by, changes, at):
    for _time in range(2):
        enter(days=DAYS, notice=NOTICE, by=by, at=at, confirm=2027)
    assert len(changes) == 1
    assert history("workdays", 2027).count() == 1
    assert (DayOverride.objects.count(), ConfirmedYear.objects.count()) == (3, 1)


def test_a_follower_that_fails_leaves_everything_as_it_was(by, monkeypatch, at):
    def fail(change, *, by, at):
        raise RuntimeError

    monkeypatch.setattr(moved, "_items", {"test": fail})
    with pytest.raises(RuntimeError):
        enter(days=DAYS, notice=NOTICE, by=by, at=at)
    assert DayOverride.objects.count() == 0
    assert calendar.day(date(2027, 10, 4)).working


def test_a_day_is_taken_out_again(by, changes, at):
    enter(days=DAYS[:1], notice=NOTICE, by=by, at=at)
    for _time in range(2):
        remove(when=date(2027, 10, 4), by=by, at=at)
    assert calendar.day(date(2027, 10, 4)).working
    assert [change.days for change, _ in changes] == [frozenset({date(2027, 10, 4)})] * 2
