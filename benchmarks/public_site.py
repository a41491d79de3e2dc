"""The public site: pages beside a static file and the bare list, a publication, a long notice, a long export.

``python -m benchmarks.public_site`` fills a database of its own (``BENCH_DATABASE_URL``, or SQLite) and
prints every figure beside its limit.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

PORT, TURNS, IN_A_ROW = 8197, 7, 300
STATIC = "/static/ui/portal.css"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "VAR_DIR": folder,
            "STATIC_ROOT": f"{folder}/static",
            "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", ""),
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "WEB_WORKERS": "1",
            "LOG_LEVEL": "ERROR",
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", run_syncdb=True, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        from benchmarks import public_fill

        people = public_fill.site()
        from publication.models import Membership

        page = f"/pool/{Membership.objects.select_related('enterprise').first().enterprise.uscc}/"
        cold(people, page)
        warm(page)
        export()
        notice()


def say(what: str, figure: str, limit: str) -> None:
    print(f"{what:44} {figure:>26}   {limit}", flush=True)


def cold(people: dict, page: str) -> None:
    """Pages drawn by Django, beside the bare list."""
    from django.test import Client

    from benchmarks import measure

    signed = Client()
    signed.force_login(people["city"], backend="portal.accounts.backends.RoleBackend")
    pages = {
        "bare list": (signed, "/bare/"),
        "list of members": (Client(), "/pool/"),
        "page of a member": (Client(), page),
        "catalogue": (Client(), "/catalogue/"),
    }
    found = measure.together([measure.turn(pages) for _n in range(TURNS)])
    floor = found["bare list"]["cpu"]
    for name, one in found.items():
        figure = f"{one['cpu']:.2f} ms CPU, {one['queries']} queries"
        say(f"cold: {name}", f"{figure} (x {one['cpu'] / floor:.2f})", "x 3")


class Connection:
    """One client on one kept connection, as thin as it can be; a new one when the server has ended it."""

    def __init__(self) -> None:
        self._connect()

    def _connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", PORT))
        self.file = self.socket.makefile("rb")

    def _ask(self, path: str) -> bytes:
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\n\r\n".encode())
        return self.file.readline()

    def get(self, path: str) -> bytes:
        status, length = self._ask(path), 0
        if not status:  # a process of the server ends after some 20,000 requests
            self._connect()
            status = self._ask(path)
        while (line := self.file.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        if b" 200 " not in status:
            raise AssertionError(f"{path}: {status!r}")
        return self.file.read(length)


@contextmanager
def served() -> Iterator[Connection]:
    """A server of its own with one process, and a client of it; it answers some 20,000 requests."""
    from portal.management.commands.serve import web_command

    server = subprocess.Popen(web_command(f"127.0.0.1:{PORT}"), stderr=subprocess.DEVNULL)
    try:
        _wait()
        yield Connection()
    finally:
        server.terminate()
        server.wait()


def warm(page: str) -> None:
    """Requests a second of kept pages and of a static file, in turns; then a publication."""
    spent: dict[str, list[float]] = {}
    paths = {"static file": STATIC, "list of members": "/pool/", "page of a member": page}
    with served() as client:
        for _turn in range(TURNS):
            for name, path in paths.items():
                client.get(path)
                started = time.perf_counter()
                for _n in range(IN_A_ROW):
                    client.get(path)
                spent.setdefault(name, []).append(IN_A_ROW / (time.perf_counter() - started))
        rates = {name: statistics.median(values) for name, values in spent.items()}
        for name, rate in rates.items():
            size = len(client.get(paths[name])) / 1000
            figure = f"{rate:.0f} a second ({size:.0f} kB), {rate / rates['static file']:.0%}"
            say(f"warm: {name}", figure, "" if name == "static file" else "50 %")
    with served() as client:
        _published(client)


def _wait() -> None:
    for _n in range(200):
        try:
            return Connection().get("/robots.txt") and None
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not come up")


def _published(client: Connection) -> None:
    """From the commit in another process to the page that shows it."""
    from django.db import transaction

    from publication.models import Membership

    row, waited = Membership.objects.order_by("-since", "pk").first(), []
    for n in range(20):
        client.get("/pool/")
        row.code = f"NEW{n:09d}"
        with transaction.atomic():  # as everything that publishes does
            row.save()
        started = time.perf_counter()
        while row.code.encode() not in client.get("/pool/"):
            pass
        waited.append((time.perf_counter() - started) * 1000)
    say("published until it is seen", f"{max(waited):.0f} ms at most", "1,000 ms")


def export() -> None:
    """100,000 rows as CSV and XLSX, each in a process of its own: memory above what it had before."""
    from django.utils import timezone

    from benchmarks import public_fill
    from publication.models import Membership

    public_fill.history(list(Membership.objects.all()), 100_000 - public_fill.PAST, timezone.now())
    for form in ("csv", "xlsx"):
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.export", form], capture_output=True, text=True, check=True
        )
        grown, seconds = done.stdout.split()
        say(f"100,000 rows as {form}", f"{grown} MB more, {seconds} s", "60 MB")


def notice() -> None:
    """A notice over 2,000 enterprises, beside WeasyPrint alone on the same HTML; CPU seconds."""
    from benchmarks import long_notice

    ours, alone = long_notice.measured(2000)
    say("notice of 2,000 lines", f"{ours:.1f} s, alone {alone:.1f} s (x {ours / alone:.2f})", "x 1.1")


if __name__ == "__main__":
    main()
