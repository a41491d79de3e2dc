"""SIGKILL to the web server and the worker at random moments while enterprises submit; stores that go away."""

import os
import random
import shutil
import subprocess
import sys
import threading
import time

import psycopg
import pytest
import requests
from django.db import close_old_connections, connection

from portal.documents.models import OfficialDocument
from portal.notifications.models import InboxItem, Job, Mail
from tests.faults.cluster import Cluster, tools
from tests.faults.conftest import ROOT, free_port, size
from tests.faults.submissions import judge, prepared, submit_all

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = size(3, 100)
FILES = size(12, 600)
SEED = int(os.environ.get("FAULTS_SEED", "348"))


def in_background(site, load, stop):
    """The submissions in a thread of their own; what went wrong there is raised by ``join``."""
    fault = []

    def run():
        try:
            submit_all(site, load, stop)
        except BaseException as error:  # raised again where the test waits
            fault.append(error)
            stop.set()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, fault


def wait_for(done, seconds: float, what: str) -> float:
    began = time.monotonic()
    while not done():
        assert time.monotonic() - began < seconds, what
        time.sleep(0.05)
        close_old_connections()
    return time.monotonic() - began


def test_kills_lose_no_submission_and_do_none_twice(site, tell):
    chance, load, stop = random.Random(SEED), prepared(FILES), threading.Event()
    here = site()
    here.start("web", "worker")
    here.await_answer()
    thread, fault = in_background(here, load, stop)
    kills = {"web": 0, "worker": 0}
    for number in range(KILLS):
        # One kill for each part of the load, at any moment within it.
        wait_for(
            lambda part=number: len(load.acknowledged) >= FILES * part // KILLS or stop.is_set(), 300, "stuck"
        )
        time.sleep(chance.uniform(0, 0.25))
        name = "web" if number % 2 == 0 else "worker"
        here.kill(name)
        kills[name] += 1
        here.start(name)
    thread.join(timeout=600)
    stop.set()
    thread.join()
    assert not fault, fault
    assert len(load.acknowledged) == FILES
    judge(load)
    # What was in the worker's hands comes back when its lease of ten minutes ends; here it ends now.
    Job.objects.filter(status="running").update(lease_until=None, status="queued")
    drained = wait_for(lambda: not Job.objects.filter(status__in=["queued", "running"]).exists(), 300, "jobs")
    assert not Job.objects.filter(status="dead").exists()
    assert not OfficialDocument.objects.filter(file=None).exists()
    mailed = InboxItem.objects.exclude(mailed_at=None).count()
    assert Mail.objects.filter(status="sent").count() >= mailed
    tell(
        f"{kills['web']} kills of the web server, {kills['worker']} of the worker on {connection.vendor}: "
        f"{FILES} submissions in {load.tries} tries, 0 lost, 0 twice; jobs done {drained:.0f} s later"
    )


@pytest.fixture
def redis():
    """``redis(port)``: a Redis of this test's own, to be stopped."""
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed")
    children = []

    def start(port: int) -> subprocess.Popen:
        command = [
            "redis-server",
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        children.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
        return children[-1]

    yield start
    for child in children:
        child.kill()
        child.wait()


def test_without_redis_the_site_goes_on_and_says_so(site, redis, tell):
    load, stop, port = prepared(6), threading.Event(), free_port()
    first = redis(port)
    here = site(REDIS_URL=f"redis://127.0.0.1:{port}/0")
    here.start("web")
    here.await_answer()

    def ready() -> dict:
        return requests.get(f"{here.address}/readyz", timeout=10).json()

    assert ready()["checks"]["cache"] == "ok"
    first.kill()
    first.wait()
    began = time.monotonic()
    submit_all(here, load, stop)
    assert requests.get(f"{here.address}/", timeout=10).status_code == 200
    login = requests.post(f"{here.address}/accounts/login/", data={}, timeout=10)
    assert login.status_code in (200, 403)  # the limits are counted elsewhere; no page breaks
    found = ready()
    assert found["ready"] and found["checks"]["cache"] == "spare", found
    judge(load)
    assert Job.objects.filter(status="queued").count() >= len(load.keys)  # late, not lost
    took = time.monotonic() - began
    redis(port)
    wait_for(
        lambda: {ready()["checks"]["cache"] for _n in range(4)} == {"ok"}, 40, "Redis is not taken up again"
    )
    tell(f"Redis stopped: {len(load.keys)} submissions and the pages in {took:.1f} s without it, 0 refused")


@pytest.fixture
def cluster():
    """A PostgreSQL of its own with everything of the test's database in it."""
    found = tools()
    if connection.vendor != "postgresql" or found is None:
        pytest.skip("needs PostgreSQL's server programs, and DATABASE_URL")
    made = Cluster(found)
    yield made
    made.end()


@pytest.mark.postgresql
def test_postgresql_crashing_and_recovering_loses_nothing(site, cluster, tell):
    load, stop = prepared(FILES), threading.Event()
    cluster.fill()
    here = site(DATABASE_URL=cluster.address)
    here.start("web")
    here.await_answer()
    thread, fault = in_background(here, load, stop)
    crashes = size(2, 40)
    for number in range(crashes):
        wait_for(
            lambda part=number: len(load.acknowledged) >= FILES * part // crashes or stop.is_set(),
            300,
            "stuck",
        )
        cluster.crash()
    thread.join(timeout=600)
    stop.set()
    thread.join()
    assert not fault, fault
    assert len(load.acknowledged) == FILES
    with psycopg.connect(cluster.address) as read:
        kept = [row[0] for row in read.execute("SELECT application_id FROM applications_submittedversion")]
        events = read.execute("SELECT count(*) FROM audit_event WHERE action = 'submit'").fetchone()[0]
    assert sorted(kept) == sorted(load.keys)
    assert events == FILES
    proof = [sys.executable, "manage.py", "verify_audit"]
    assert (
        subprocess.run(proof, cwd=ROOT, env=here.env, stdout=subprocess.DEVNULL, check=False).returncode == 0
    )
    tell(
        f"PostgreSQL crashed {crashes} times (immediate stop, recovery): {FILES} submissions in {load.tries} "
        "tries, 0 lost, 0 twice"
    )
