"""What is broken on purpose: sizes of the loops, and a portal in processes of its own that can be killed.

``FAULTS`` is the factor of the long form (``make faults``); without it each loop takes its short form.
"""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest
import requests
from django.conf import settings as django_settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from portal.accounts import fresh, idle
from portal.management.commands.serve import web_command, work_command

ROOT = Path(__file__).resolve().parents[2]
LONG = "FAULTS" in os.environ
TOKEN = "f" * 32


def size(short: int, long: int) -> int:
    """How often a loop goes round: ``FAULTS=1`` is the long form, ``FAULTS=0.1`` a tenth of it."""
    return max(1, int(long * float(os.environ["FAULTS"]))) if LONG else short


@pytest.fixture
def tell(capsys):
    """One line with the figures of a loop, whatever pytest keeps to itself."""

    def say(text: str) -> None:
        with capsys.disabled():
            print(f"\n  {text}", flush=True)

    return say


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def database_url() -> str:
    """The database of this test as another process names it."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    password = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
    return f"postgres://{given['USER']}{password}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


def session_of(user) -> str:
    """A session in the database, as signing in makes it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = django_settings.AUTHENTICATION_BACKENDS[0]
    store[fresh.SIGNED_IN_AT] = store[idle.SEEN] = time.time()
    store.create()
    return store.session_key


class Site:
    """Web server and worker of their own, on the database of the test; both may be killed and started again."""

    def __init__(self, folder: Path, **env: str) -> None:
        self.folder, self.port, self.children = folder, free_port(), {}
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {
            "VAR_DIR": str(folder),
            "STATIC_ROOT": str(folder / "static"),
            "STATIC_BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
            "MEDIA_ROOT": str(django_settings.MEDIA_ROOT),
            "KEYS_DIR": str(django_settings.KEYS_DIR),
            "SECRET_KEY": django_settings.SECRET_KEY,
            "DATABASE_URL": database_url(),
            "SELF_CHECK_URL": "",
            "DEMO": "1",  # nobody owes a second factor
            "WEB_WORKERS": "2",
            "WEB_THREADS": "4",
        }
        self.env = kept | own | env
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self, *names: str) -> None:
        commands = {"web": web_command(f"127.0.0.1:{self.port}"), "worker": work_command()}
        for name in names:
            log = (self.folder / f"{name}.log").open("ab")
            self.children[name] = subprocess.Popen(
                commands[name], cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, name: str) -> None:
        """SIGKILL to the process and its children, by the group that was made for it."""
        child = self.children.pop(name, None)
        if child is not None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()

    def await_answer(self, path: str = "/healthz", seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if requests.get(self.address + path, timeout=5).status_code == 200:
                    return
            except requests.RequestException:
                time.sleep(0.1)
        raise AssertionError(f"{path} does not answer: {(self.folder / 'web.log').read_text()[-3000:]}")

    def browser(self, key: str) -> requests.Session:
        """Somebody who is signed in already."""
        one = requests.Session()
        one.cookies.update({"sessionid": key, "csrftoken": TOKEN})
        return one

    def end(self) -> None:
        for name in list(self.children):
            self.kill(name)


@pytest.fixture
def site(request, tmp_path, settings):
    """``site(**env)``: a portal in processes of its own; ended with the test."""
    made = []
    settings.SECRET_KEY = "k" * 60

    def make(**env) -> Site:
        made.append(Site(tmp_path, **env))
        return made[-1]

    yield make
    for one in made:
        one.end()
