"""Statements compiled once: turning a queryset into SQL costs a page more than the database takes to answer it.

A page that is opened all day keeps the SQL of its querysets and only fills in what differs from request
to request, the slots. Nothing of the answer is kept, so every process reads what is true now.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    Aggregate,
    BigIntegerField,
    BooleanField,
    Expression,
    Field,
    Func,
    QuerySet,
    TextField,
)
from django.db.models.functions import Cast


class Slot(Expression):
    """The place of a value that is known when the statement runs; ``field`` says how it is sent."""

    def __init__(self, name: str, field: Field) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def sent(self, value: Any) -> Any:
        """``value`` as the database takes it."""
        return self.output_field.get_db_prep_value(value, connection)


class Keys(Slot):
    """The place of any number of primary keys, sent as one value, so that the SQL stays the same."""

    def __init__(self, name: str) -> None:
        super().__init__(name, BigIntegerField())

    def sent(self, value: Iterable[int]) -> Any:
        return json.dumps(list(value)) if connection.vendor == "sqlite" else list(value)


class Among(Func):
    """Whether a key is one of :class:`Keys`; takes the place of ``__in``, whose SQL grows with the keys."""

    output_field = BooleanField()
    arity = 2

    def as_sql(self, compiler, connection, **context):
        (key, _none), (keys, slots) = map(compiler.compile, self.source_expressions)
        many = "%s IN (SELECT value FROM json_each(%s))" if connection.vendor == "sqlite" else "%s = ANY(%s)"
        return many % (key, keys), slots


class Joined(Aggregate):
    """The rows of a group as one text, parted by commas; a row's values by colons. In no order."""

    template = "%(function)s(%(expressions)s, ',')"
    arg_joiner = " || ':' || "
    output_field = TextField()

    def __init__(self, *values) -> None:
        super().__init__(*(Cast(value, TextField()) for value in values))

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)


@dataclass(frozen=True)
class Compiled:
    """SQL with its parameters, slots among them; the columns that Django converts; how a row is made."""

    sql: str
    params: tuple
    converted: list[tuple[int, Expression]]
    made: Callable[[Iterable], tuple]


class Statement:
    """A queryset of values, compiled on its first use; ``build`` makes it, with slots in it."""

    def __init__(self, build: Callable[[], QuerySet]) -> None:
        self.build = build
        self._compiled: dict[str, Compiled | None] = {}

    def rows(self, **values: Any) -> list[tuple]:
        """The rows as tuples named after their columns, the same as the queryset would give."""
        compiled = self._for_this_database()
        if compiled is None:  # Django knows that it is empty
            return []
        found = _fetched(compiled.sql, compiled.params, values)
        return list(map(compiled.made, _converted(found, compiled.converted)))

    def raw(self, **values: Any) -> list[tuple]:
        """The rows as the database gives them: to tell whether anything changed."""
        compiled = self._for_this_database()
        return _fetched(compiled.sql, compiled.params, values) if compiled else []

    def _for_this_database(self) -> Compiled | None:
        vendor = connection.vendor
        if vendor not in self._compiled:
            self._compiled[vendor] = self._compile()
        return self._compiled[vendor]

    def _compile(self) -> Compiled | None:
        query = self.build().query
        compiler = query.get_compiler(connection=connection)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
        return Compiled(
            sql,
            params,
            [(place, column) for place, (_calls, column) in compiler.get_converters(columns).items()],
            NamedTuple("Values", [(name, Any) for name in _names(query)])._make,
        )


class Counts:
    """How many rows each of several querysets has, in one statement; each count stops at ``most``."""

    def __init__(self, build: Callable[[], list[QuerySet]], *, most: int) -> None:
        self.build, self.most = build, most
        self._compiled: dict[str, tuple[str, list]] = {}

    def of(self, **values: Any) -> list[int]:
        """The counts, in the order of the querysets."""
        vendor = connection.vendor
        if vendor not in self._compiled:
            self._compiled[vendor] = self._compile()
        [counts] = _fetched(*self._compiled[vendor], values)
        return list(counts)

    def _compile(self) -> tuple[str, list]:
        parts, params = [], []
        for queryset in self.build():
            bounded = queryset.order_by().values("pk")[: self.most]
            try:
                sql, values = bounded.query.get_compiler(connection=connection).as_sql()
            except EmptyResultSet:
                parts.append("0")
                continue
            parts.append(f"(SELECT COUNT(*) FROM ({sql}) counted)")  # noqa: S608 - compiled by Django
            params += values
        return f"SELECT {', '.join(parts)}", params


def _names(query) -> list[str]:
    """The columns of a query of values; those of a union are its first part's."""
    return list((query.combined_queries or [query])[0].selected)


def _fetched(sql: str, params: Iterable, values: dict[str, Any]) -> list[tuple]:
    filled = [param.sent(values[param.name]) if isinstance(param, Slot) else param for param in params]
    with connection.cursor() as cursor:
        cursor.execute(sql, filled)
        return cursor.fetchall()


def _converted(rows: list[tuple], columns: list[tuple[int, Expression]]) -> list:
    """The rows with ``columns`` through the converters of this connection, as Django's compiler does it."""
    if not columns:
        return rows
    rows = [list(row) for row in rows]
    for place, column in columns:
        calls = connection.ops.get_db_converters(column) + column.get_db_converters(connection)
        for row in rows:
            value = row[place]
            for call in calls:
                value = call(value, column, connection)
            row[place] = value
    return rows
