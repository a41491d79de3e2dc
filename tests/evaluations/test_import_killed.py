"""An import whose process is killed with SIGKILL, before any of its statements: all of it or nothing, and in the end every row once."""

import json
import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.evaluations.import_process import BROKEN, ROWS

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the process has a database file of its own"),
]
NOTHING, WHOLE = (0, 0, 0, 0), (ROWS - BROKEN, ROWS - BROKEN, BROKEN, 1)


def copied(source, target) -> None:
    with closing(sqlite3.connect(source)) as made, closing(sqlite3.connect(target)) as copy:
        made.backup(copy)


class Importer:
    """The process of :mod:`tests.evaluations.import_process` on a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "portal.sqlite3"
        env = {**os.environ, "VAR_DIR": str(folder), "DATABASE_URL": f"sqlite:///{self.file}", "REDIS_URL": "", "DJANGO_SETTINGS_MODULE": "portal.settings"}  # fmt: skip
        copied(settings.DATABASES["default"]["NAME"], self.file)
        command = [sys.executable, "-m", "tests.evaluations.import_process"]
        self.process = subprocess.Popen(
            command, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self.heard() == {"ready": True}
        self.prepared = folder / "prepared.sqlite3"
        copied(self.file, self.prepared)

    def heard(self) -> dict:
        return json.loads(self.process.stdout.readline())

    def attempt(self, *, turn: int, moment: int = 0) -> dict:
        """One worker at the job, killed before its statement number ``moment``: whether it was, and what it sent."""
        self.process.stdin.write(f"{turn} {moment}\n")
        self.process.stdin.flush()
        return self.heard()

    def put_back(self) -> None:
        """The database as it was before the first worker."""
        copied(self.prepared, self.file)

    def found(self) -> tuple:
        """Records, different numbers, rows set aside, tables taken in."""
        with closing(sqlite3.connect(self.file)) as database:
            return database.execute(
                "SELECT (SELECT COUNT(*) FROM evaluations_marketrecord),"
                " (SELECT COUNT(DISTINCT number) FROM evaluations_marketrecord WHERE superseded_at IS NULL),"
                " (SELECT COUNT(*) FROM evaluations_setaside),"
                " (SELECT COUNT(*) FROM evaluations_importbatch WHERE applied_at IS NOT NULL)"
            ).fetchone()

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()


@pytest.fixture
def importer(tmp_path):
    made = Importer(tmp_path)
    yield made
    made.end()


def test_an_import_that_is_killed_and_begun_again_is_whole_and_once(importer):
    sent = importer.attempt(turn=0)["sent"]
    assert importer.found() == WHOLE
    # Before its first statement, before the last one (the table is in, the job not yet done), and in between.
    moments = {1, 2, sent - 1, sent, *random.sample(range(3, sent - 1), 6)}
    found = {}
    for moment in sorted(moments):
        importer.put_back()
        assert importer.attempt(turn=0, moment=moment)["killed"]
        found[moment] = importer.found()
        importer.attempt(turn=1)
        assert importer.found() == WHOLE, f"killed before statement {moment} of {sent}"
    assert set(found.values()) == {NOTHING, WHOLE}, found
    assert found[1] == NOTHING
    assert found[sent] == WHOLE
