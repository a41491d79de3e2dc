"""The database itself refuses to change the record: triggers on both kinds of database.

SQLite drops triggers when a migration rebuilds a table, so they are put back after every migration,
and a check refuses to start without them.
"""

from django.core.checks import Error, Tags, register
from django.db import connections, transaction

TABLES = ("audit_event", "audit_root", "audit_accesslog")
REFUSAL = "rows of the record are never changed or deleted"
FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$
"""


def _wanted(vendor: str) -> dict[str, str]:
    """The statement that makes each trigger, by name."""
    wanted = {}
    for table in TABLES:
        if vendor == "postgresql":
            for action, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
                wanted[f"{table}_no_{action}"] = (
                    f"CREATE TRIGGER {table}_no_{action} BEFORE {action.upper()} ON {table} "
                    f"FOR EACH {each} EXECUTE FUNCTION audit_refuse()"
                )
        else:
            for action in ("update", "delete"):
                wanted[f"{table}_no_{action}"] = (
                    f"CREATE TRIGGER {table}_no_{action} BEFORE {action.upper()} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )
    return wanted


def _in_place(connection) -> set[str]:
    """Which triggers are there, whole and switched on."""
    wanted = _wanted(connection.vendor)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
                "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND proname = 'audit_refuse'"
            )
            return {name for (name,) in cursor.fetchall()} & wanted.keys()
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name for name, sql in cursor.fetchall() if sql == wanted.get(name)}


def _tables(connection) -> set[str]:
    return set(TABLES) & set(connection.introspection.table_names())


def missing(alias: str = "default") -> list[str]:
    """The triggers that should be there and are not; tables that are not made yet need none."""
    connection = connections[alias]
    tables = _tables(connection)
    names = [name for name in _wanted(connection.vendor) if name.rpartition("_no_")[0] in tables]
    found = _in_place(connection)
    return [name for name in names if name not in found]


def install(alias: str = "default") -> list[str]:
    """Make the triggers that are missing; returns their names."""
    connection = connections[alias]
    names = missing(alias)
    if not names:
        return []
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for name in names:
            _drop(cursor, connection.vendor, name)
            cursor.execute(_wanted(connection.vendor)[name])
    return names


def _drop(cursor, vendor: str, name: str) -> None:
    table = name.rpartition("_no_")[0]
    cursor.execute(
        f"DROP TRIGGER IF EXISTS {name} ON {table}"
        if vendor == "postgresql"
        else f"DROP TRIGGER IF EXISTS {name}"
    )


def install_after_migrate(*, using: str, **kwargs) -> None:
    """The receiver of ``post_migrate``."""
    install(using)


@register(Tags.database)
def check_triggers(*, databases=None, **kwargs) -> list[Error]:
    """Refuse to start on a database whose record could be changed."""
    return [
        Error(
            f"The audit trigger {name} is missing in the database {alias!r}.",
            hint="Run manage.py verify_audit --restore-triggers: it checks the record, then puts them back.",
            id="audit.E001",
        )
        for alias in databases or []
        for name in missing(alias)
    ]
