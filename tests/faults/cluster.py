"""A PostgreSQL of the test's own, in a temporary folder, by an account without power; it may be crashed."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from django.db import connection

from tests.faults.conftest import free_port

NOBODY = "nobody"


def tools() -> Path | None:
    """Where initdb and pg_ctl lie, in Debian's places or on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [
        Path(shutil.which("initdb") or "/none")
    ]
    return found[-1].parent if found[-1].exists() else None


class Cluster:
    def __init__(self, tools: Path) -> None:
        self.tools, self.port = tools, free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="portal-cluster-"))
        self.as_whom = ["runuser", "-u", NOBODY, "--"] if os.geteuid() == 0 else []
        if self.as_whom:
            shutil.chown(self.folder, NOBODY)
        self.data = self.folder / "data"
        self._run("initdb", "-D", self.data, "-U", "portal", "-A", "trust", "-E", "UTF8", "--no-sync")
        with_what = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self.start = lambda: self._run(
            "pg_ctl", "-D", self.data, "-w", "-o", with_what, "-l", self.folder / "log", "start"
        )
        self.start()
        self._run("createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "portal", "portal")
        self.address = f"postgres://portal@127.0.0.1:{self.port}/portal"

    def _run(self, tool: str, *words) -> None:
        command = [*self.as_whom, str(self.tools / tool), *map(str, words)]
        done = subprocess.run(
            command,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def fill(self) -> None:
        """Everything that the test's database holds."""
        given = connection.settings_dict
        env = os.environ | {"PGPASSWORD": str(given["PASSWORD"])}
        where = ["-h", given["HOST"], "-p", str(given["PORT"] or 5432), "-U", given["USER"], given["NAME"]]
        dumped = subprocess.run(["pg_dump", "--no-owner", *where], env=env, capture_output=True, check=True)
        into = [
            "psql",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
            "-U",
            "portal",
            "portal",
        ]
        subprocess.run(into, input=dumped.stdout, stdout=subprocess.DEVNULL, check=True)

    def crash(self) -> None:
        """All its processes end at once, without writing what they hold; then it recovers."""
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")
        self.start()

    def end(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)
