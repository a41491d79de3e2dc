"""The last minutes of a call: thousands of enterprises submit while officials work.

``python -m benchmarks.closing_hour`` is 5,000 enterprises in ten minutes; ``--enterprises 300 --minutes 0.6``
is the same rate for a short while; ``--sqlite`` takes the embedded database. Everything runs on this machine:
gunicorn with two processes, the database, and the senders too, whose work is in the figures.

Arrivals are spread evenly and don't wait for each other: a submission is counted from the moment at which it was
due, so what waits in a queue is not left out. It ends with the receipt page in hand, whose digest must be that of
what was sent.
"""

import argparse
import http.client
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

PORT = 8198
TOKEN = "c" * 32
DIGEST = re.compile(r"<dt>SHA-256</dt><dd><code class=\"digest\">([0-9a-f]{64})</code>")
NUMBER = re.compile(r"</dt><dd>([^<\s]*\d{4}[^<\s]*)</dd>")
LIMIT = 1.0  # seconds, for p95


def parsed() -> argparse.Namespace:
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--enterprises", type=int, default=5000)
    given.add_argument("--minutes", type=float, default=10)
    given.add_argument(
        "--officials", type=int, default=4, help="who look at desk and file, one page a second"
    )
    given.add_argument("--senders", type=int, default=64, help="threads that send")
    given.add_argument("--sqlite", action="store_true", help="the embedded database in place of PostgreSQL")
    given.add_argument("--server", default="postgres://postgres@127.0.0.1:5432/postgres")
    return given.parse_args()


def main() -> int:
    options = parsed()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the database is dropped then too
    with tempfile.TemporaryDirectory(prefix="portal-closing-") as folder:
        address, drop = ("", lambda: None) if options.sqlite else database(options.server)
        os.environ |= {
            "VAR_DIR": folder,
            "STATIC_ROOT": f"{folder}/static",
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "WEB_WORKERS": os.environ.get("WEB_WORKERS", "2"),
            "WEB_THREADS": os.environ.get("WEB_THREADS", "8"),
            "SELF_CHECK_URL": "",
            "LOG_LEVEL": "ERROR",
        }
        try:
            return run(options)
        finally:
            drop()


def database(server: str):
    """A new database on ``server``: its address, and what drops it."""
    import psycopg

    name = f"portal_closing_{os.getpid()}"

    def act(statement: str) -> None:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(statement)

    act(f"CREATE DATABASE {name}")
    return f"{server.rpartition('/')[0]}/{name}", lambda: act(f"DROP DATABASE {name} WITH (FORCE)")


def run(options) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("createcachetable", "cache", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from benchmarks import closing_fill

    began = time.monotonic()
    senders, officials, looked_at = closing_fill.prepare(options.enterprises)
    connections.close_all()
    print(f"{len(senders)} complete dossiers in {time.monotonic() - began:.0f} s", flush=True)
    web = serve()
    try:
        await_answer()
        took, pages = load(options, senders, officials, looked_at)
    finally:
        os.killpg(web.pid, signal.SIGTERM)
        web.wait()
    verdict = judge(options, senders, took, pages)
    drain()
    return verdict


def serve() -> subprocess.Popen:
    from portal.management.commands.serve import web_command

    env = os.environ | {"DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    return subprocess.Popen(web_command(f"127.0.0.1:{PORT}"), env=env, start_new_session=True)


def ask(method: str, path: str, session: str, body: str = "") -> tuple[int, dict, str]:
    """One request on a connection of its own, as a browser opens one."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
    head = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}"}
    if body:
        head["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request(method, path, body or None, head)
        answer = connection.getresponse()
        return answer.status, dict(answer.headers), answer.read().decode()
    finally:
        connection.close()


def await_answer() -> None:
    until = time.monotonic() + 60
    while True:
        try:
            if ask("GET", "/healthz", "")[0] == 200:
                return
        except OSError:
            pass
        if time.monotonic() > until:
            raise SystemExit("the web server does not answer")
        time.sleep(0.2)


def load(options, senders, officials, looked_at) -> tuple[dict, list]:
    """What each submission took, by file, or what was wrong; what officials waited."""
    from django.urls import reverse

    took: dict[int, float | str] = {}
    pages: list[float | str] = []
    stop = threading.Event()
    begins = time.monotonic() + 1
    step = options.minutes * 60 / len(senders)

    def send(number: int) -> None:
        sender, due = senders[number], begins + number * step
        time.sleep(max(0, due - time.monotonic()))
        receipt = reverse("applications:receipt", args=[sender.application])
        form = urlencode({"csrfmiddlewaretoken": TOKEN, "promise": "on"})
        try:
            path = reverse("applications:submit", args=[sender.application])
            status, head, text = ask("POST", path, sender.session, form)
            if status != 302 or head.get("Location") != receipt:
                took[sender.application] = f"{status} {text[:200]}"
                return
            status, _head, text = ask("GET", receipt, sender.session)
        except OSError as error:
            took[sender.application] = f"{type(error).__name__}"
            return
        found = DIGEST.search(text)
        if status != 200 or not found or not NUMBER.search(text):
            took[sender.application] = f"receipt {status}"
        elif found[1] != sender.sha256:
            took[sender.application] = f"digest {found[1]} is not {sender.sha256}"
        else:
            took[sender.application] = time.monotonic() - due

    def work(number: int) -> None:
        """An official looks at the desk, then at a file, one page a second."""
        session = officials["county"]
        paths = [reverse("applications:desk"), reverse("applications:application", args=[looked_at])]
        for turn in range(10**9):
            if stop.wait(1):
                return
            at = time.monotonic()
            status, _head, _text = ask("GET", paths[turn % 2], session)
            pages.append(time.monotonic() - at if status == 200 else f"{status} at {paths[turn % 2]}")

    workers = [threading.Thread(target=work, args=[n]) for n in range(options.officials)]
    for worker in workers:
        worker.start()
    with ThreadPoolExecutor(options.senders) as pool:
        list(pool.map(send, range(len(senders))))
    stop.set()
    for worker in workers:
        worker.join()
    return took, pages


def centiles(values: list[float]) -> str:
    cut = statistics.quantiles(values, n=100, method="inclusive") if len(values) > 1 else values * 99
    return f"p50 {cut[49]:.3f} s, p95 {cut[94]:.3f} s, p99 {cut[98]:.3f} s, longest {max(values):.3f} s"


def judge(options, senders, took: dict, pages: list) -> int:
    from applications.models import SubmittedVersion
    from portal.audit.verify import verify

    good = [value for value in took.values() if isinstance(value, float)]
    wrong = [value for value in took.values() if not isinstance(value, float)]
    keys = [sender.application for sender in senders]
    kept = dict(SubmittedVersion.objects.filter(application__in=keys).values_list("application", "sha256"))
    lost = [
        one
        for one in senders
        if isinstance(took.get(one.application), float) and kept.get(one.application) != one.sha256
    ]
    doubled = SubmittedVersion.objects.filter(application__in=keys).count() - len(kept)
    name = "SQLite" if options.sqlite else "PostgreSQL"
    print(f"{len(senders)} submissions in {options.minutes:g} minutes on {name}, {os.cpu_count()} processors")
    print(f"  submission with its receipt: {centiles(good)}" if good else "  none went well")
    looked = [value for value in pages if isinstance(value, float)]
    if looked:
        print(f"  officials' pages ({len(looked)}): {centiles(looked)}")
    print(
        f"  acknowledged {len(good)}, refused or broken {len(wrong)}, lost {len(lost)}, twice {doubled}; each digest is that of what was sent"
    )
    for text in [*wrong[:5], *[page for page in pages if not isinstance(page, float)][:5]]:
        print(f"  ! {text}")
    verdict = verify()
    print(f"  the record: {'whole' if verdict.ok else verdict.broken}, {verdict.events} events")
    p95 = statistics.quantiles(good, n=20, method="inclusive")[-1] if len(good) > 1 else 99
    print(f"  limit: p95 of {LIMIT:g} s: {'held' if p95 <= LIMIT else 'NOT HELD'}")
    return 0 if not wrong and not lost and not doubled and verdict.ok and p95 <= LIMIT else 1


def drain() -> None:
    """How long one worker takes for the receipts' PDF and the mails that the submissions left."""
    from django.utils import timezone

    from portal.notifications.models import Job

    waiting = Job.objects.filter(status="queued", due_at__lte=timezone.now()).count()
    began = time.monotonic()
    command = [sys.executable, "manage.py", "work", "--once"]
    while Job.objects.filter(status="queued", due_at__lte=timezone.now()).exists():
        subprocess.run(command, env=dict(os.environ), check=True, stdout=subprocess.DEVNULL)
    took = time.monotonic() - began
    dead = Job.objects.filter(status="dead").count()
    print(
        f"  jobs: {waiting} waited (PDF of receipts, mails), one worker took {took:.0f} s, {dead} failed for good"
    )


if __name__ == "__main__":
    sys.exit(main())
