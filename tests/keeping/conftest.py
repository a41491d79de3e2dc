"""A small portal in a folder of its own, run by commands as an operator runs them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

ROOT = Path(__file__).resolve().parent.parent.parent
SERVER = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
FILL = """
from django.db import transaction
from django.utils import timezone
from portal.accounts.models import Organisation, User
from portal.audit.chain import record
from portal.documents.files import store_bytes
from portal.notifications.jobs import enqueue
at = timezone.now()
with transaction.atomic():
    company = Organisation.objects.create(kind="enterprise", code="x", name="测试企业", division_id="440106")
    who = User.objects.create_user(
        "keeper", "Portal-test-2026", role="enterprise", name="测试", organisation=company
    )
for n in range(5):
    record(kind="call", id=str(n % 2), action="publish", by=who, data={"n": n, "名": "值", "f": 0.1}, at=at)
    store_bytes(f"{n}.pdf", b"%PDF" + bytes([n]) * 1000, "application/pdf", by=who)
enqueue("notice_mail", args={"item": 1}, at=at)
from portal.audit import mirror
from portal.audit.roots import make_root
make_root(at)
mirror.append()
record(kind="call", id="0", action="publish", by=None, data={}, at=at)
"""
SIGN_IN = """
from django.test import Client
client = Client()
answer = client.post("/accounts/login/", {"login": "keeper", "password": "Portal-test-2026"})
assert answer.status_code == 302, answer.status_code
print("signed in")
"""


class Portal:
    """A portal that lives in ``folder``, on SQLite or on the database at ``address``."""

    def __init__(self, folder: Path, address: str = "") -> None:
        self.folder = folder
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {"VAR_DIR": str(folder), "STATIC_ROOT": str(folder / "static"), "DEMO": "1"}
        plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
        self.env = kept | own | {"DATABASE_URL": address, "STATIC_BACKEND": plain}

    def manage(self, *words, refused: bool = False) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *map(str, words)],
            cwd=ROOT, env=self.env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode != 0) is refused, done.stdout + done.stderr
        return done.stderr if refused else done.stdout

    def fill(self) -> "Portal":
        self.manage("migrate", "--verbosity", "0")
        self.manage("createcachetable", "cache")
        self.manage("shell", "--command", FILL)
        return self

    def record(self) -> str:
        return self.manage("verify_audit").strip().splitlines()[-1]


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """``filled(folder)``: a small portal on SQLite there; migrated and filled once, copied for each."""
    pattern = Portal(tmp_path_factory.mktemp("filled")).fill().folder

    def copied(folder: Path) -> Portal:
        shutil.copytree(pattern, folder)
        return Portal(folder)

    return copied


@pytest.fixture
def new_database():
    """``new_database()``: the address of an empty PostgreSQL database; skips where there is no server."""
    made = []
    try:
        connection = psycopg.connect(**conninfo_to_dict(SERVER), autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip("PostgreSQL does not answer")

    def make() -> str:
        name = f"portal_kept_{os.getpid()}_{len(made)}"
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        made.append(name)
        return f"{SERVER.rpartition('/')[0]}/{name}"

    yield make
    for name in made:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    connection.close()
