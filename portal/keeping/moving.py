"""The way from one database to another, SQLite to PostgreSQL: every row, the record's as they are.

Rows are copied as the models read and write them, so that each database keeps them in its own form.
Nothing is saved through the domain: no door is asked, no event written, no time stamped anew.
"""

from collections.abc import Callable, Iterator

import dj_database_url
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, models, transaction

from portal.audit import triggers
from portal.keeping.backup import Fingerprint, fingerprint

SOURCE, TARGET = "default", "target"
AT_A_TIME = 1000  # rows


class Refused(Exception):
    """Why nothing was moved."""


class NotTheSame(Exception):
    """The two differ after the move; the target was left empty. The message names the first difference."""


def add_target(address: str) -> None:
    """Make the database at ``address`` known as ``target``."""
    given = dj_database_url.parse(address)
    connections.databases[TARGET] = connections.databases[SOURCE] | {
        "OPTIONS": {},
        "TEST": connections.databases[SOURCE]["TEST"],
        **given,
    }


def move(*, say: Callable[[str], None]) -> Fingerprint:
    """Copy everything into the empty target and compare. Nobody may write to the source meanwhile.

    Raises Refused or NotTheSame.
    """
    target = connections[TARGET]
    if target.vendor != "postgresql":
        raise Refused("The target is not a PostgreSQL database.")
    if target.introspection.table_names():
        raise Refused("The target is not empty: make a new database for the portal.")
    call_command("migrate", database=TARGET, verbosity=0)
    call_command("createcachetable", "cache", database=TARGET, verbosity=0)
    rooms = list(_models())
    with transaction.atomic(using=TARGET):
        _clear(target, rooms)
        for room in rooms:
            say(f"{room._meta.db_table}: {_copy(room)}")
        _set_sequences(target, rooms)
        return _compared(rooms)


def _models() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def _clear(target, rooms: list) -> None:
    """Empty what migrations filled, the triggers lifted for it; they are put back in the same transaction."""
    with target.cursor() as cursor:
        for name in triggers._wanted(target.vendor):
            triggers._drop(cursor, target.vendor, name)
        tables = ", ".join(target.ops.quote_name(room._meta.db_table) for room in rooms)
        cursor.execute(f"TRUNCATE {tables}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    triggers.install(TARGET)


def _copy(model: type[models.Model]) -> int:
    """All rows of a model's own table; how many."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    rows = models.QuerySet(model, using=SOURCE).order_by("pk")
    count, waiting = 0, []
    for values in rows.values_list(*[field.attname for field in fields]).iterator(chunk_size=AT_A_TIME):
        waiting.append(values)
        if len(waiting) == AT_A_TIME:
            count += _write(model, fields, waiting)
            waiting = []
    return count + (_write(model, fields, waiting) if waiting else 0)


def _write(model: type[models.Model], fields: list, rows: list[tuple]) -> int:
    target = connections[TARGET]
    quote = target.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    values = [
        [field.get_db_prep_save(value, target) for field, value in zip(fields, row, strict=True)]
        for row in rows
    ]
    with target.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})",  # noqa: S608
            values,
        )
    return len(rows)


def _set_sequences(target, rooms: list) -> None:
    """The next row gets a number that no moved one has."""
    with target.cursor() as cursor:
        for statement in target.ops.sequence_reset_sql(no_style(), rooms):
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _compared(rooms: list) -> Fingerprint:
    for room in rooms:
        counts = [models.QuerySet(room, using=alias).count() for alias in (SOURCE, TARGET)]
        if counts[0] != counts[1]:
            raise NotTheSame(f"{room._meta.db_table}: {counts[0]} rows here, {counts[1]} there")
    here, there = fingerprint(SOURCE), fingerprint(TARGET)
    if here != there:
        raise NotTheSame(f"the record: {here} here, {there} there")
    return there
