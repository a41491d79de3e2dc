"""``make bench``: 200 and 100,000 applications on SQLite and, where it answers, PostgreSQL; prints the ratios."""

import json
import os
import subprocess
import sys
import tempfile
import uuid
from contextlib import contextmanager

from benchmarks import measure

SIZES = [200, int(os.environ.get("BENCH_ROWS", "100000"))]
ADMIN = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
LIMITS = {"desk": 2, "application page": 3, "ranking": 3, "public list": 2}
GROWTH = 1.1
BULK_LIMIT = 3
TURNS = 5
ENOUGH_FOR_BULK = 10_000


def postgres():
    """A connection that may create databases, or None."""
    import psycopg

    try:
        return psycopg.connect(ADMIN, autocommit=True, connect_timeout=3)
    except psycopg.Error:
        return None


class Database:
    """A process with a filled database that measures when it is asked."""

    def __init__(self, size: int, folder: str, address: str) -> None:
        env = {**os.environ, "VAR_DIR": folder, "DATABASE_URL": address, "REDIS_URL": "", "DEMO": "0"}
        command = [sys.executable, "-m", "benchmarks.one_size", str(size)]
        self.size = size
        self.process = subprocess.Popen(
            command, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._answer()

    def ask(self, what: str) -> dict:
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.size} files: the process ended with {self.process.wait()}")
        return json.loads(line)

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait()


@contextmanager
def sqlite(size: int):
    with tempfile.TemporaryDirectory() as folder:
        database = Database(size, folder, "")
        try:
            yield database
        finally:
            database.end()


@contextmanager
def postgresql(size: int):
    name = f"bench_{uuid.uuid4().hex[:10]}"
    connection = postgres()
    connection.execute(f'CREATE DATABASE "{name}"')
    try:
        with tempfile.TemporaryDirectory() as folder:
            database = Database(size, folder, f"{ADMIN.rsplit('/', 1)[0]}/{name}")
            try:
                yield database
            finally:
                database.end()
    finally:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def measured(kind) -> tuple[dict, dict]:
    """Both sizes, filled one after the other, then measured in turns."""
    with kind(SIZES[0]) as small, kind(SIZES[1]) as large:
        turns = [(small.ask("turn"), large.ask("turn")) for _n in range(TURNS)]
        bulk = large.ask("bulk") if large.size >= ENOUGH_FOR_BULK else None
    found = [measure.together(list(of_size)) for of_size in zip(*turns, strict=True)]
    return tuple(
        {"count": size, "pages": pages, "bulk": bulk} for size, pages in zip(SIZES, found, strict=True)
    )


def report(engine: str, small: dict, large: dict) -> bool:
    """Print a table; True when every limit holds."""
    print(f"\n{engine}: {small['count']} and {large['count']:,} applications, one client, median")
    print(f"{'page':18} {'CPU ms':>8} {'wall ms':>8} {'queries':>8} {'× bare':>7} {'limit':>6} {'growth':>7}")
    floor = large["pages"]["bare list"]["cpu"]
    fine = True
    for page, figure in large["pages"].items():
        ratio, growth = figure["cpu"] / floor, figure["cpu"] / small["pages"][page]["cpu"]
        limit = LIMITS.get(page)
        fine &= limit is None or (ratio <= limit and growth <= GROWTH)
        print(
            f"{page:18} {figure['cpu']:8.2f} {figure['wall']:8.2f} {figure['queries']:8d} {ratio:7.2f} {limit or '':>6} {growth:7.2f}"
        )
    bulk = large["bulk"]
    if bulk:
        ratio = bulk["advance_many"] / bulk["bulk_update"]
        fine &= ratio <= BULK_LIMIT
        print(
            f"one step over 2,000 files: {bulk['advance_many']:.0f} ms, bulk_update {bulk['bulk_update']:.0f} ms, × {ratio:.2f} (limit {BULK_LIMIT})"
        )
    return fine


def main() -> None:
    fine = report("SQLite", *measured(sqlite))
    if postgres():
        fine &= report("PostgreSQL", *measured(postgresql))
    else:
        print("PostgreSQL does not answer: left out")
    print("\nall limits hold" if fine else "\nsome limit does not hold")


if __name__ == "__main__":
    main()
