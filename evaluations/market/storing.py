"""Many records at once: COPY on PostgreSQL, ``executemany`` on SQLite; a known number gets a new version."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from evaluations.market import checks
from evaluations.market.chunks import Row
from evaluations.market.records import Origin
from evaluations.models import MarketRecord
from portal import page_cache

TABLE = MarketRecord._meta.db_table
KIND, NUMBER = 0, 1
NONE = "\x1e"  # how COPY writes NULL here: strip() takes it from every text, so no text is just that
NULLS = {None: NONE}
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
COMMON = ("source", "batch_id", "sender_id", "recorded_at", "superseded_at")
COLUMNS = [*checks.FIELDS, "broken", "digest", "is_struck", *COMMON]
COPY = f"COPY {TABLE} ({', '.join(COLUMNS)}) FROM STDIN WITH (NULL '{NONE}')"
INSERT = f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608 - names of this module
# The numbers go as one value: a statement of thousands of parameters takes longer to put together than to answer.
_WANTED = "number, id, digest, is_struck"
CURRENT_SQLITE = (
    f"SELECT {_WANTED} FROM {TABLE} WHERE superseded_at IS NULL AND kind = %s"  # noqa: S608
    " AND number IN (SELECT value FROM json_each(%s))"
)
# Each number by the index: asked for all of them at once, the planner of a table that has grown since it was last
# analysed reads the whole of it for every chunk.
CURRENT = (
    "SELECT found.* FROM json_array_elements_text(%s) AS asked(number) CROSS JOIN LATERAL"  # noqa: S608
    f" (SELECT {_WANTED} FROM {TABLE} WHERE superseded_at IS NULL AND kind = %s AND number = asked.number LIMIT 1) found"
)
LOCKED = f"SELECT {_WANTED} FROM {TABLE} WHERE superseded_at IS NULL AND id = ANY(%s) ORDER BY id FOR UPDATE"  # noqa: S608


@dataclass
class Counts:
    """Numbers of new and of changed records, and how many rows said nothing new."""

    new: int = 0
    changed: int = 0
    same: int = 0


def compare(rows: Sequence[Row], counts: Counts, *, lock: bool = False) -> tuple[list[Row], list[int]]:
    """The rows that say something new, ``is_struck`` added, and the keys of the versions that they supersede."""
    there, fresh, old = _current(rows, lock=lock), [], []
    if not there:
        counts.new += len(rows)
        return [(*row, "0") for row in rows], []
    for row in rows:
        before = there.get((row[KIND], row[NUMBER]))
        if before is None:
            counts.new += 1
            fresh.append((*row, "0"))
            continue
        pk, digest, is_struck = before
        if digest == row[-1]:
            counts.same += 1
        else:
            counts.changed += 1
            old.append(pk)
            fresh.append((*row, "1" if is_struck else "0"))
    return fresh, old


def _current(rows: Sequence[Row], *, lock: bool) -> dict[tuple[str, str], tuple[int, str, bool]]:
    """Key, digest and ``is_struck`` of the versions that count now, by kind and number."""
    found, numbers = {}, {}
    for row in rows:
        numbers.setdefault(row[KIND], []).append(row[NUMBER])
    look = _look_sqlite if connection.vendor == "sqlite" else _look
    with connection.cursor() as cursor:
        for kind, many in numbers.items():
            found |= {(kind, number): what for number, *what in look(cursor, kind, many, lock=lock)}
    return found


def _look(cursor, kind: str, numbers: list[str], *, lock: bool) -> list[tuple]:
    cursor.execute(CURRENT, [json.dumps(numbers), kind])
    found = cursor.fetchall()
    if found and lock:
        cursor.execute(LOCKED, [[pk for _number, pk, *_rest in found]])
        return cursor.fetchall()
    return found


def _look_sqlite(cursor, kind: str, numbers: list[str], *, lock: bool) -> list[tuple]:
    cursor.execute(CURRENT_SQLITE, [kind, json.dumps(numbers)])
    return cursor.fetchall()


def store(rows: Sequence[Row], old: Sequence[int], origin: Origin, *, at: datetime) -> None:
    """End the versions ``old`` and write ``rows``; in the caller's transaction."""
    if old:
        MarketRecord.objects.filter(pk__in=old).update(superseded_at=at)
    write(rows, common(origin, at))


def common(origin: Origin, at: datetime) -> tuple:
    """What all records of an import share, in the order of :data:`COMMON`."""
    batch, sender = (one.pk if one else None for one in (origin.batch, origin.sender))
    return (str(origin.source), batch, sender, connection.ops.adapt_datetimefield_value(at), None)


def write(rows: Iterable[Row], shared: tuple) -> None:
    """Write rows of :data:`checks.FIELDS`, ``broken``, ``digest`` and ``is_struck``, each followed by ``shared``."""
    if connection.vendor == "postgresql":
        _copy(lines(rows, shared))
        return
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, [(*row, *shared) for row in rows])


def lines(rows: Iterable[Row], shared: tuple) -> str:
    """The rows as COPY reads them."""
    end = "\t".join(NONE if value is None else str(value) for value in shared)
    tabs, found = len(COLUMNS) - len(shared) - 1, []
    for row in rows:
        line = "\t".join(map(NULLS.get, row, row))
        if line.count("\t") != tabs or "\\" in line or "\n" in line or "\r" in line:
            line = "\t".join(NONE if value is None else value.translate(ESCAPES) for value in row)
        found.append(f"{line}\t{end}\n")
    return "".join(found)


def _copy(text: str) -> None:
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.write(text)
    # The page cache looks at statements, and COPY goes past it.
    if TABLE in page_cache.watched:
        transaction.on_commit(page_cache.renew)
