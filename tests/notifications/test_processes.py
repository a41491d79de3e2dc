"""The portal's own processes: the worker, the relay, and the one that keeps them running."""

import os
import signal
import sys
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.utils import timezone

from portal.celery import app
from portal.management import loops
from portal.management.commands import relay, serve, work
from portal.notifications import tasks
from portal.notifications.jobs import enqueue, jobs
from portal.notifications.models import Job
from portal.notifications.schedule import Scheduled, schedule
from tests.lifting import lifted

pytestmark = pytest.mark.django_db
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def silent(_text):
    """Say nothing."""


@pytest.fixture
def eager():
    """Celery runs each task at once, in this process."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.fixture
def calls(monkeypatch):
    seen = []
    monkeypatch.setitem(jobs._items, "note", lambda **args: seen.append(args))

    def daily(*, at):
        assert at
        seen.append("daily")

    monkeypatch.setattr(schedule, "_items", {"daily": Scheduled("daily", timedelta(days=1), daily)})
    return seen


@pytest.fixture
def signals():
    """A loop takes the signals over; tests give them back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def test_work_once_does_all_that_is_due(calls):
    enqueue("note", args={"n": 1})
    enqueue("note", args={"n": 2}, at=timezone.now() + timedelta(hours=1))
    call_command("work", "--once")
    assert calls == ["daily", {"n": 1}]


def test_the_relay_needs_redis(settings):
    settings.REDIS_URL = ""
    with pytest.raises(CommandError, match=r"manage\.py work"):
        call_command("relay")


def test_celery_does_the_same_work(calls, eager):
    job = enqueue("note", args={"n": 1})
    tasks.relay.delay()
    tasks.run_schedule.delay()
    job.refresh_from_db()
    assert (job.status, calls) == (Job.Status.DONE, [{"n": 1}, "daily"])


def test_a_turn_of_the_relay_hands_over_jobs_and_asks_for_the_schedule(calls, eager):
    enqueue("note", args={"n": 1})
    command = relay.Command()
    command.asked_at = None
    assert command.turn() == 1
    assert command.turn() == 0
    assert calls == ["daily", {"n": 1}]


def test_beat_asks_for_relay_and_schedule():
    named = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert named == {"portal.relay", "portal.run_schedule"}
    assert {"portal.relay", "portal.run_schedule", "portal.run_job"} <= set(app.tasks)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_loop_ends_with_the_turn_in_hand(signals, number):
    turns = []

    def turn():
        turns.append(1)
        if len(turns) == 3:
            os.kill(os.getpid(), number)
        if len(turns) == 2:
            raise RuntimeError("one bad turn")
        return 1

    loops.until_stopped(turn, pause=0)
    assert len(turns) == 3


def test_the_supervisor_starts_a_killed_worker_again_and_ends_both(signals, monkeypatch):
    monkeypatch.setattr(serve, "WATCH", 0.02)
    started, start = [], serve.start

    def start_and_play(command):
        started.append(start(command))
        if len(started) == 2:
            os.kill(started[1].pid, signal.SIGKILL)
        if len(started) == 3:
            supervisor.stop.set()
        return started[-1]

    monkeypatch.setattr(serve, "start", start_and_play)
    supervisor = serve.Supervisor(SLEEPER, SLEEPER, say=silent)
    assert supervisor.run() == 0
    web, first, second = started
    assert first.returncode == -signal.SIGKILL
    assert web.poll() is not None
    assert second.poll() is not None


def test_the_supervisor_ends_with_the_web_server(signals, monkeypatch):
    monkeypatch.setattr(serve, "WATCH", 0.02)
    supervisor = serve.Supervisor([sys.executable, "-c", "raise SystemExit(3)"], SLEEPER, say=silent)
    assert supervisor.run() == 3
    assert supervisor.worker.poll() is not None


def test_the_web_server_runs_threads():
    command = serve.web_command("127.0.0.1:9")
    assert command[command.index("--worker-class") + 1] == "gthread"
    assert command[command.index("--bind") + 1] == "127.0.0.1:9"
    assert serve.work_command()[-1] == "work"
    assert work.PAUSE <= 1


@pytest.mark.parametrize("command", [["work", "--once"], ["serve"]])
def test_nothing_starts_on_a_database_whose_record_could_be_changed(command):
    with lifted(), pytest.raises(SystemCheckError, match=r"audit\.E001"):
        call_command(*command)
