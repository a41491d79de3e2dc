"""Writing many rows of the record in few statements.

Django cuts its bulk statements for SQLite into 999 values, 76 events each; SQLite's own way is one
prepared statement run over all rows. PostgreSQL takes 65,535 values a statement.
"""

import json

from django.db import connection

from portal.audit.models import Chain, Event

MOST = 4000  # rows in one statement: 14 values each stay below PostgreSQL's limit

COLUMNS = [field.attname for field in Event._meta.concrete_fields]
AT, DATA = COLUMNS.index("at"), COLUMNS.index("data")


def insert_events(events: list[Event]) -> None:
    """Insert the events and give each its primary key."""
    if connection.vendor != "sqlite" or len(events) == 1:
        Event.objects.bulk_create(events, batch_size=MOST)
        return
    table, names = Event._meta.db_table, ", ".join(f'"{name}"' for name in COLUMNS)
    with connection.cursor() as cursor:
        # The transaction is the only writer, so no other row can take one of these keys.
        cursor.execute(f'SELECT COALESCE(MAX("id"), 0) FROM "{table}"')  # noqa: S608
        for number, event in enumerate(events, start=cursor.fetchone()[0] + 1):
            event.pk, event._state.adding, event._state.db = number, False, connection.alias
        places = ", ".join(["%s"] * len(COLUMNS))
        cursor.executemany(
            f'INSERT INTO "{table}" ({names}) VALUES ({places})',  # noqa: S608
            [_row(event) for event in events],
        )


def _row(event: Event) -> list:
    """The values as SQLite keeps them: text for moments and JSON, the rest as it is."""
    values = [getattr(event, name) for name in COLUMNS]
    values[AT], values[DATA] = connection.ops.adapt_datetimefield_value(event.at), json.dumps(event.data)
    return values


def make_heads(keys: list[tuple[str, str]]) -> None:
    """Make the heads of new chains; one that another transaction made meanwhile stays as it is."""
    table = Chain._meta.db_table
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT OR IGNORE INTO \"{table}\" (kind, chain_id, length, head) VALUES (%s, %s, 0, '')",  # noqa: S608
                keys,
            )
        return
    rows = [Chain(kind=kind, chain_id=chain_id) for kind, chain_id in keys]
    Chain.objects.bulk_create(rows, ignore_conflicts=True, batch_size=MOST)


def write_heads(chains: list[Chain]) -> None:
    """Write the new lengths and heads of locked chains."""
    table = Chain._meta.db_table
    rows = [[chain.length, chain.head, chain.pk] for chain in chains]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f'UPDATE "{table}" SET length = %s, head = %s WHERE id = %s', rows)  # noqa: S608
            return
        cursor.execute(
            f'UPDATE "{table}" AS chain SET length = new.length, head = new.head '  # noqa: S608
            "FROM (SELECT (row->>0)::integer AS length, row->>1 AS head, (row->>2)::bigint AS id "
            "FROM json_array_elements(%s::json) AS row) AS new WHERE chain.id = new.id",
            [json.dumps(rows)],
        )
