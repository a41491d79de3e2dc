"""``make bench``: a table of market records taken in, beside the plain writing of the same rows; prints the ratios.

``python -m benchmarks.market 100000``. Every figure comes from a process of its own on a copy of one prepared
database: the import as its job does it (reading, checking, comparing, writing, one transaction), and the floor, which
writes rows that were made ready before: one ``COPY`` from a file on PostgreSQL, ``executemany`` on SQLite, into the
same table with its indexes and foreign keys, one transaction.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from contextlib import contextmanager
from pathlib import Path

from benchmarks.run import ADMIN, postgres

ROWS = int(os.environ.get("BENCH_MARKET_ROWS", "100000"))
LIMIT, MOST_MB = 1.5, 200
TURNS = 3


def main(rows: int) -> None:
    fine = report("SQLite", measured(sqlite, rows), rows)
    if postgres():
        fine &= report("PostgreSQL", measured(postgresql, rows), rows)
    else:
        print("PostgreSQL does not answer: left out")
    print("\nall limits hold" if fine else "\nsome limit does not hold")


def measured(kind, rows: int) -> dict[str, list[dict]]:
    """Import and floor in turns, each on a fresh copy of the prepared database."""
    found = {"import": [], "floor": []}
    turns = TURNS if rows <= 200_000 else 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with kind(folder) as (prepared, copied):
            inside("prepare", rows, folder, prepared)
            for _turn in range(turns):
                for what, figures in found.items():
                    with copied() as address:
                        figures.append(inside(what, rows, folder, address))
    return found


def report(engine: str, found: dict[str, list[dict]], rows: int) -> bool:
    """Print a table of the best of the turns; True when the limits hold."""
    best = {
        what: {key: min(one[key] for one in figures) for key in figures[0]} for what, figures in found.items()
    }
    print(f"\n{engine}: {rows:,} rows, the better of {len(found['import'])}")
    print(f"{'':8} {'wall s':>8} {'CPU s':>8} {'peak MB':>8} {'added':>8}")
    for what, figures in best.items():
        print(
            f"{what:8} {figures['wall']:8.2f} {figures['cpu']:8.2f} {figures['mb']:8.0f} {figures['added']:8.0f}"
        )
    ratio = best["import"]["wall"] / best["floor"]["wall"]
    print(f"looking at it before: {best['import']['look']:.2f} s")
    print(
        f"wall × {ratio:.2f} (limit {LIMIT}), memory added {best['import']['added']:.0f} MB (limit {MOST_MB})"
    )
    return ratio <= LIMIT and best["import"]["added"] <= MOST_MB


@contextmanager
def sqlite(folder: Path):
    file = folder / "prepared.sqlite3"

    @contextmanager
    def copied():
        copy = folder / "copy.sqlite3"
        shutil.copy(file, copy)
        try:
            yield f"sqlite:///{copy}"
        finally:
            for one in folder.glob("copy.sqlite3*"):
                one.unlink()

    yield f"sqlite:///{file}", copied


@contextmanager
def postgresql(folder: Path):
    connection, made = postgres(), f"bench_{uuid.uuid4().hex[:10]}"
    address = ADMIN.rsplit("/", 1)[0]

    @contextmanager
    def copied():
        connection.execute(f'CREATE DATABASE "{made}_copy" TEMPLATE "{made}"')
        try:
            yield f"{address}/{made}_copy"
        finally:
            connection.execute(f'DROP DATABASE "{made}_copy" WITH (FORCE)')

    connection.execute(f'CREATE DATABASE "{made}"')
    try:
        yield f"{address}/{made}", copied
    finally:
        connection.execute(f'DROP DATABASE "{made}" WITH (FORCE)')


def inside(what: str, rows: int, folder: Path, address: str) -> dict:
    """One step in a process of its own."""
    env = {**os.environ, "VAR_DIR": str(folder), "DATABASE_URL": address, "REDIS_URL": "", "DEMO": "0"}
    command = [sys.executable, "-m", "benchmarks.market_steps", what, str(rows), str(folder)]
    done = subprocess.run(command, env=env, text=True, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
