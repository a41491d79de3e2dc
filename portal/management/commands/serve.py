"""The whole portal in one command: the web server and one supervised worker."""

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from portal import env

GRACE = 25  # seconds that children get to finish what they have in hand
SHORT_LIFE = 10  # seconds: a worker that ends sooner is started again more slowly
LONGEST_WAIT = 30  # seconds
WATCH = 0.5  # seconds between two looks at the children


def _end_with_parent() -> None:
    """Linux ends the child when this process is killed, so that no worker or port is left behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def start(command: list[str]) -> subprocess.Popen:
    """Start a child in a group of its own: a Ctrl-C in the terminal reaches it through us only."""
    return subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        start_new_session=True,
        preexec_fn=_end_with_parent,  # noqa: PLW1509 – no thread runs yet
    )


def web_command(bind: str) -> list[str]:
    """Gunicorn with threads; WEB_WORKERS and WEB_THREADS say how many."""
    shared_memory = ["--worker-tmp-dir", "/dev/shm"] if Path("/dev/shm").is_dir() else []  # noqa: S108
    return [
        *[sys.executable, "-m", "gunicorn", "portal.wsgi:application", "--bind", bind],
        *[
            "--worker-class",
            "gthread",
            "--workers",
            str(env.number("WEB_WORKERS", min(os.cpu_count() or 1, 4))),
        ],
        *["--threads", str(env.number("WEB_THREADS", 8)), "--graceful-timeout", str(GRACE - 5)],
        *[
            "--timeout",
            "120",
            "--max-requests",
            "20000",
            "--max-requests-jitter",
            "2000",
            "--no-control-socket",
            *shared_memory,
        ],
    ]


def work_command() -> list[str]:
    return [sys.executable, "manage.py", "work"]


class Supervisor:
    """Keeps the worker running beside the web server; ends with the web server or on a signal."""

    def __init__(self, web: list[str], work: list[str] | None, say=print) -> None:
        self.commands, self.say = (web, work), say
        self.stop = threading.Event()
        self.wait, self.again_at = 1, 0.0

    def run(self) -> int:
        """Start both, watch them, end both; returns the exit code of the web server (0 after a signal)."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.set())
        web_command, work_command = self.commands
        web = start(web_command)
        self.worker = self._start_worker(work_command) if work_command else None
        while not self.stop.wait(WATCH) and web.poll() is None:
            if work_command:
                self._look_after_worker(work_command)
        code = 0 if self.stop.is_set() else web.returncode
        end([child for child in (web, self.worker) if child])
        return code

    def _start_worker(self, command: list[str]) -> subprocess.Popen:
        self.started = time.monotonic()
        return start(command)

    def _look_after_worker(self, command: list[str]) -> None:
        """Start the worker again when it has ended: at once after a long life, else ever more slowly."""
        if self.worker is not None and self.worker.poll() is not None:
            lived = time.monotonic() - self.started
            self.wait = 1 if lived > SHORT_LIFE else min(self.wait * 2, LONGEST_WAIT)
            self.again_at = time.monotonic() + self.wait
            self.say(f"The worker ended ({self.worker.returncode}); it starts again in {self.wait} s.")
            self.worker = None
        if self.worker is None and time.monotonic() >= self.again_at:
            self.worker = self._start_worker(command)


def end(children: list[subprocess.Popen]) -> None:
    """Ask each child to finish; kill what has not after the grace."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + GRACE
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


class Command(BaseCommand):
    help = "Serves the portal: gunicorn, and one worker for jobs and scheduled tasks."

    def add_arguments(self, parser):
        parser.add_argument("--bind", default="127.0.0.1:8000", help="Address and port.")
        parser.add_argument(
            "--no-work",
            action="store_true",
            help="Web only: jobs run elsewhere (manage.py relay and Celery).",
        )

    def handle(self, *args, bind: str, no_work: bool, **options):
        self.check(databases=["default"])
        self.stdout.write(f"The portal serves on http://{bind}/ – stop it with Ctrl-C.")
        work = None if no_work else work_command()
        with tempfile.TemporaryDirectory(prefix="portal-metrics-") as shared:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared  # where the web processes add up their figures
            code = Supervisor(web_command(bind), work, say=self.stderr.write).run()
        if code:
            sys.exit(code)
