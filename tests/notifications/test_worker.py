"""Jobs: leased, tried again, given up; nothing is lost when a worker dies."""

from datetime import timedelta

import pytest

from portal.audit.chain import history
from portal.notifications import worker
from portal.notifications.jobs import enqueue, enqueue_many, jobs, retry
from portal.notifications.models import Job
from tests import factories

pytestmark = pytest.mark.django_db
calls: list = []


def note(**args):
    calls.append(args)


def break_down(**args):
    calls.append(args)
    raise OSError("the mail server is away")


@pytest.fixture(autouse=True)
def handlers(monkeypatch):
    calls.clear()
    monkeypatch.setitem(jobs._items, "note", note)
    monkeypatch.setitem(jobs._items, "break_down", break_down)


def test_due_jobs_run_once_in_order_and_later_ones_wait(at):
    enqueue("note", args={"n": 2}, at=at)
    enqueue("note", args={"n": 1}, at=at - timedelta(hours=1))
    later = enqueue("note", args={"n": 3}, at=at + timedelta(minutes=1))
    assert worker.run_due_jobs(at) == 2
    assert calls == [{"n": 1}, {"n": 2}]
    assert worker.run_due_jobs(at) == 0
    later.refresh_from_db()
    assert later.status == Job.Status.QUEUED


def test_a_named_job_is_queued_once(at):
    first = enqueue("note", args={"n": 1}, at=at, once="remind-1")
    second = enqueue("note", args={"n": 1}, at=at, once="remind-1")
    assert first.once == second.once
    assert worker.run_due_jobs(at) == 1
    enqueue("note", args={"n": 1}, at=at, once="remind-1")
    assert worker.run_due_jobs(at) == 0


def test_a_round_ends_after_its_share(at):
    enqueue_many("note", [{"n": n} for n in range(5)], at=at)
    assert worker.run_due_jobs(at, most=3) == 3
    assert worker.run_due_jobs(at, most=3) == 2


def test_a_failed_job_waits_twice_as_long_each_time_and_dies_with_its_error(at):
    job = enqueue("break_down", args={}, at=at)
    waits = []
    now = at
    for _attempt in range(worker.MOST_ATTEMPTS):
        assert worker.run_due_jobs(now) == 1
        job.refresh_from_db()
        waits.append((job.due_at - now).total_seconds())
        assert worker.run_due_jobs(job.due_at - timedelta(seconds=2)) == 0
        now = job.due_at + timedelta(seconds=1)
    assert [round(wait) for wait in waits[:-1]] == [30, 60, 120, 240, 480, 960, 1920]
    assert job.status == Job.Status.DEAD
    assert job.error == "OSError: the mail server is away"
    assert job.attempts == worker.MOST_ATTEMPTS
    assert worker.run_due_jobs(at + timedelta(days=30)) == 0


def test_the_longest_wait_is_six_hours():
    assert worker.wait_after(40) == timedelta(hours=6)


def test_one_failed_job_does_not_stop_the_next(at):
    enqueue("break_down", args={}, at=at)
    enqueue("note", args={"n": 1}, at=at)
    assert worker.run_due_jobs(at) == 2
    assert {"n": 1} in calls


def test_an_unknown_handler_is_kept_with_its_reason(at):
    job = enqueue("gone", args={}, at=at)
    worker.run_due_jobs(at)
    job.refresh_from_db()
    assert (job.status, job.error) == ("queued", "LookupError: nobody registered a handler 'gone'")


def test_the_job_of_a_killed_worker_runs_again_when_its_lease_has_run_out(at):
    enqueue("note", args={"n": 1}, at=at)
    killed = worker.claim(at)  # and then the process is gone
    assert worker.run_due_jobs(at + worker.LEASE - timedelta(seconds=5)) == 0
    assert worker.run_due_jobs(at + worker.LEASE) == 1
    assert calls == [{"n": 1}]
    killed.refresh_from_db()
    assert (killed.status, killed.attempts) == ("done", 2)


def test_a_worker_that_comes_back_after_its_lease_changes_nothing(at):
    enqueue("note", args={}, at=at)
    slow = worker.claim(at)
    worker.run_due_jobs(at + worker.LEASE)
    worker._fail(slow, "too late", at + worker.LEASE)
    slow.refresh_from_db()
    assert (slow.status, slow.error) == ("done", "")


def test_a_job_that_kills_its_worker_each_time_is_given_up(at):
    job = enqueue("note", args={}, at=at)
    now = at
    for _attempt in range(worker.MOST_ATTEMPTS):
        assert worker.claim(now)
        now += worker.LEASE
    worker.run_due_jobs(now)
    job.refresh_from_db()
    assert (job.status, calls) == ("dead", [])


def test_the_relay_hands_a_job_to_one_worker_and_a_lost_message_comes_back(at):
    job = enqueue("note", args={"n": 1}, at=at)
    sent = []
    hand = lambda pk, ticket: sent.append((pk, ticket))  # noqa: E731
    assert worker.hand_over(at, send=hand) == 1
    assert worker.hand_over(at, send=hand) == 0
    assert worker.hand_over(at + worker.LEASE, send=hand) == 1
    assert sent == [(job.pk, 1), (job.pk, 2)]
    assert worker.run_handed(*sent[0]) is False
    assert worker.run_handed(*sent[1]) is True
    assert worker.run_handed(*sent[1]) is False
    assert calls == [{"n": 1}]


def test_the_relay_keeps_few_jobs_out_at_a_time(at):
    enqueue_many("note", [{"n": n} for n in range(7)], at=at)
    assert worker.hand_over(at, send=lambda *_: None, most=5) == 5
    assert worker.hand_over(at, send=lambda *_: None, most=5) == 0


def test_only_dead_jobs_are_tried_again_and_it_is_on_record(at):
    dead = enqueue("note", args={"n": 1}, at=at)
    Job.objects.filter(pk=dead.pk).update(status="dead", attempts=8, error="OSError: away", done_at=at)
    done = enqueue("note", args={"n": 2}, at=at)
    worker.run_due_jobs(at)
    admin = factories.person("system_admin")
    assert retry([dead, done], by=admin, at=at) == 1
    assert retry([dead], by=admin, at=at) == 0
    assert worker.run_due_jobs(at) == 1
    [event] = history("job", dead.pk)
    assert (event.action, event.actor, event.data) == (
        "retry",
        admin.pk,
        {"handler": "note", "error": "OSError: away"},
    )


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_one_job(at):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    if connection.vendor != "postgresql":
        pytest.skip("row locks")
    enqueue_many("note", [{"n": n} for n in range(40)], at=at)

    def work(_n):
        try:
            return worker.run_due_jobs(at)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(work, range(4)))
    assert sum(done) == 40
    assert sorted(call["n"] for call in calls) == list(range(40))
