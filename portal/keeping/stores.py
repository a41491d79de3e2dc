"""The database as one file and back, by the tools that belong to each kind."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, transaction

SQLITE, POSTGRESQL = "database.sqlite3", "database.pgdump"


class Failed(Exception):
    """A tool of the database ended with an error; the message is the tool's."""


@contextmanager
def one_moment() -> Iterator[str]:
    """Within, the database stands still for this process; gives the name by which pg_dump sees the same.

    SQLite's transactions are the only writers, so the others wait; PostgreSQL shows a snapshot.
    """
    with transaction.atomic():
        if connection.vendor == "sqlite":
            yield ""
            return
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            name = cursor.fetchone()[0]
        yield name


def dump(folder: Path, snapshot: str) -> None:
    """Write the whole database as :func:`one_moment` holds it, while the portal runs. Raises Failed."""
    if connection.vendor == "sqlite":
        _copy_sqlite(connection.settings_dict["NAME"], folder / SQLITE)
        return
    how = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    _run(["pg_dump", *how, f"--file={folder / POSTGRESQL}"])


def load(folder: Path) -> None:
    """Fill the empty database from what ``dump`` wrote of a database of the same kind. Raises Failed."""
    name = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    source = folder / name
    if not source.exists():
        raise Failed(f"{folder} holds no {name}: the backup is of another kind of database")
    if connection.vendor == "sqlite":
        connection.close()
        _copy_sqlite(source, Path(connection.settings_dict["NAME"]))
        return
    _run(
        [
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            "--single-transaction",
            str(source),
        ]
    )


def is_empty() -> bool:
    return not connection.introspection.table_names()


def _copy_sqlite(source: Path | str, target: Path) -> None:
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as write:
        read.backup(write)
    target.chmod(0o600)


def _run(command: list[str]) -> None:
    given = connection.settings_dict
    where = {"PGHOST": given["HOST"], "PGPORT": given["PORT"], "PGUSER": given["USER"]}
    where |= {"PGDATABASE": given["NAME"], "PGPASSWORD": given["PASSWORD"]}
    env = os.environ | {name: str(value) for name, value in where.items() if value}
    if command[0] == "pg_restore":
        command = [*command, f"--dbname={given['NAME']}"]
    try:
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Failed(
            f"{command[0]} is not installed here: install PostgreSQL's client programs (Debian: postgresql-client), "
            "of the server's version or a later one"
        ) from None
    if done.returncode:
        raise Failed(f"{command[0]}: {done.stderr.strip()[-2000:]}")
