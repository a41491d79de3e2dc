"""``make bench``: 200 and 100,000 applications on SQLite and, where it answers, PostgreSQL; prints the ratios."""

import json
import os
import subprocess
import sys
import tempfile
import uuid

SIZES = [200, int(os.environ.get("BENCH_ROWS", "100000"))]
ADMIN = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
LIMITS = {"desk": 2, "application page": 3, "ranking": 3, "public list": 2}
GROWTH = 1.1
BULK_LIMIT = 3


def postgres():
    """A connection that may create databases, or None."""
    import psycopg

    try:
        return psycopg.connect(ADMIN, autocommit=True, connect_timeout=3)
    except psycopg.Error:
        return None


def one(size: int, database: str | None, folder: str) -> dict:
    env = {**os.environ, "VAR_DIR": folder, "DATABASE_URL": database or "", "REDIS_URL": "", "DEMO": "0"}
    out = subprocess.run(
        [sys.executable, "-m", "benchmarks.one_size", str(size)], env=env, check=True, stdout=subprocess.PIPE
    )
    return json.loads(out.stdout.splitlines()[-1])


def on_sqlite(size: int) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        return one(size, None, folder)


def on_postgres(size: int) -> dict:
    name = f"bench_{uuid.uuid4().hex[:10]}"
    connection = postgres()
    connection.execute(f'CREATE DATABASE "{name}"')
    try:
        with tempfile.TemporaryDirectory() as folder:
            return one(size, f"{ADMIN.rsplit('/', 1)[0]}/{name}", folder)
    finally:
        connection.execute(f'DROP DATABASE "{name}"')


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
    fine = report("SQLite", *(on_sqlite(size) for size in SIZES))
    if postgres():
        fine &= report("PostgreSQL", *(on_postgres(size) for size in SIZES))
    else:
        print("PostgreSQL does not answer: left out")
    print("\nall limits hold" if fine else "\nsome limit does not hold")


if __name__ == "__main__":
    main()
