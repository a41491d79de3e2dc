"""The clock: what is due runs once, catches up, and is tried again when it failed."""

from datetime import timedelta

import pytest

from portal.notifications import heartbeat
from portal.notifications.heartbeat import Outage, beat, outages
from portal.notifications.models import Heartbeat, ScheduleRun
from portal.notifications.schedule import LEASE, Scheduled, run_schedule, schedule

pytestmark = pytest.mark.django_db


@pytest.fixture
def ran(monkeypatch):
    moments = []
    task = Scheduled("daily", timedelta(days=1), lambda *, at: moments.append(at))
    monkeypatch.setattr(schedule, "_items", {"daily": task})
    return moments


def test_a_task_runs_at_first_and_then_each_period(ran, at):
    assert run_schedule(at) == ["daily"]
    assert run_schedule(at + timedelta(hours=23)) == []
    assert run_schedule(at + timedelta(hours=24)) == ["daily"]
    assert ran == [at, at + timedelta(hours=24)]


def test_after_five_days_off_it_catches_up_once(ran, at):
    run_schedule(at)
    assert run_schedule(at + timedelta(days=5)) == ["daily"]
    assert run_schedule(at + timedelta(days=5)) == []
    assert len(ran) == 2


def test_one_process_at_a_time(ran, at):
    run_schedule(at)
    later = at + timedelta(days=1)
    ScheduleRun.objects.update(lease_until=later + timedelta(minutes=1))  # another process is at it
    assert run_schedule(later) == []
    assert run_schedule(later + LEASE) == ["daily"]  # and was killed


def test_a_failed_task_is_kept_with_its_error_and_tried_again(monkeypatch, at):
    calls = []

    def fail_once(at):
        calls.append(at)
        if len(calls) == 1:
            raise ValueError("no disk")

    monkeypatch.setattr(schedule, "_items", {"t": Scheduled("t", timedelta(days=1), fail_once)})
    assert run_schedule(at) == []
    run = ScheduleRun.objects.get()
    assert (run.failures, run.error, run.last_at) == (1, "ValueError: no disk", None)
    assert run_schedule(at + timedelta(seconds=59)) == []
    assert run_schedule(at + timedelta(seconds=60)) == ["t"]
    run.refresh_from_db()
    assert (run.failures, run.error) == (0, "")


def test_no_outage_while_the_pulse_comes_each_minute(at):
    for minute in range(30):
        beat(at + timedelta(minutes=minute))
    assert Heartbeat.objects.count() == 1
    assert outages(at, at + timedelta(minutes=29)) == []


def test_gaps_are_cut_to_the_stretch_asked_for(at):
    hour = timedelta(hours=1)
    beat(at)
    beat(at + 4 * hour)
    beat(at + 4 * hour + timedelta(minutes=1))
    gap = Outage(at, at + 4 * hour)
    assert outages(at - hour, at + 4 * hour + timedelta(minutes=3)) == [gap]
    assert outages(at + hour, at + 2 * hour) == [Outage(at + hour, at + 2 * hour)]
    assert outages(at + 3 * hour, at + 5 * hour) == [
        Outage(at + 3 * hour, at + 4 * hour),
        Outage(at + 4 * hour + timedelta(minutes=1), at + 5 * hour),
    ]
    assert gap.length == 4 * hour


def test_before_the_first_pulse_ever_nothing_counts(at):
    assert outages(at - timedelta(days=9), at) == []
    beat(at)
    assert outages(at - timedelta(days=9), at) == []


def test_a_short_silence_is_no_outage(at):
    beat(at)
    beat(at + heartbeat.TOLERANCE)
    assert outages(at, at + heartbeat.TOLERANCE) == []
