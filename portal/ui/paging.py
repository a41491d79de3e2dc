"""Keyset paging: the next page begins after the last row shown, whatever was added in between.

Each address of a page carries the sort values of its edge row, signed, so that a mended or old
address is noticed and leads to page one. Empty values sort last in both directions.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property

from django.core.signing import BadSignature, Signer
from django.db.models import F, Q, QuerySet

from portal.statements import Statement

AFTER, BEFORE = "after", "before"
KINDS = {
    "moment": (datetime, datetime.fromisoformat),
    "day": (date, date.fromisoformat),
    "time": (time, time.fromisoformat),
    "number": (Decimal, Decimal),
}


class BadCursor(Exception):
    """The address was not made by this list."""


@dataclass(frozen=True)
class Key:
    """One column of the order; ``-`` in front means descending."""

    path: str
    descending: bool = False
    nullable: bool = True

    @classmethod
    def of(cls, text: str) -> "Key":
        return cls(text.lstrip("-"), text.startswith("-"))

    @property
    def alias(self) -> str:
        """The name under which a row carries the value; a path over a relation is annotated."""
        return f"key_{self.path}" if "__" in self.path else self.path

    def ordering(self, *, back: bool):
        """Empty last going forward, so first going back."""
        column = F(self.alias)
        if not self.nullable:  # plain, so that every database reads it off an index
            return column.asc() if self.descending == back else column.desc()
        if self.descending == back:
            return column.asc(nulls_first=True) if back else column.asc(nulls_last=True)
        return column.desc(nulls_first=True) if back else column.desc(nulls_last=True)

    def same(self, value) -> Q:
        return Q(**{f"{self.alias}__isnull": True}) if value is None else Q(**{self.alias: value})

    def beyond(self, value, *, back: bool) -> Q | None:
        """Rows further on than ``value`` in the direction of travel; None when there can be none."""
        if value is None:
            return Q(**{f"{self.alias}__isnull": False}) if back else None
        further = Q(**{f"{self.alias}__{'gt' if self.descending == back else 'lt'}": value})
        return further if back or not self.nullable else further | Q(**{f"{self.alias}__isnull": True})


@dataclass
class Page:
    """``rows`` of one page; ``next_query`` and ``previous_query`` are query strings or empty."""

    rows: list
    next_query: str = ""
    previous_query: str = ""
    first_query: str = ""
    size: int = 0
    keys: list[Key] = field(default_factory=list, repr=False)

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def several(self) -> bool:
        return bool(self.next_query or self.previous_query)


SIZE = 50


def page(request, queryset: QuerySet, order=("pk",), size: int = SIZE, filled=()) -> Page:
    """The page of ``queryset`` that the address asks for, ``size`` rows at most.

    ``order``: column names, ``-`` for descending, ``a__b`` over a relation; the primary key is added
    when it is missing, so that the order is total. Other parameters of the address are kept.
    ``filled``: columns that are never empty in ``queryset``, though the model allows it.
    """
    keys = _known_keys(order, queryset.model, filled)
    queryset = _with_keys(queryset, keys)
    direction, values = _asked(request, keys)
    try:
        found = _fetch(queryset, keys, direction, values, size)
    except (ValueError, TypeError):
        direction, values = "", None
        found = _fetch(queryset, keys, direction, values, size)
    if direction == BEFORE and len(found) <= size:
        # Fewer rows lie before than fill a page: page one, whole, rather than a stump of it.
        direction, found = "", _fetch(queryset, keys, "", None, size)
    return _shown(request, found, keys, direction, size)


class FirstPage:
    """Page one of a list that is opened all day, kept as a statement; ``build`` makes it, with slots in it."""

    def __init__(self, build: Callable[[], QuerySet], order=("pk",), size: int = SIZE) -> None:
        self.build, self.order, self.size = build, order, size
        self.rows = Statement(self._first).rows

    def asked(self, request, **values) -> Page | None:
        """The page, or None when the address asks for a later one."""
        if AFTER in request.GET or BEFORE in request.GET:
            return None
        return _shown(request, self.rows(**values), self.keys, "", self.size)

    @cached_property
    def keys(self) -> list[Key]:
        return _known_keys(self.order, self.build().model)

    def _first(self) -> QuerySet:
        queryset = _with_keys(self.build(), self.keys)
        return _ordered(queryset, self.keys, back=False)[: self.size + 1]


def _shown(request, found: list, keys: list[Key], direction: str, size: int) -> Page:
    more, rows = len(found) > size, found[:size]
    if direction == BEFORE:
        rows.reverse()
    shown = Page(rows, size=size, keys=keys, first_query=_query(request))
    if rows and (more or direction == BEFORE):
        shown.next_query = _query(request, AFTER, _cursor(rows[-1], keys))
    if rows and (direction == AFTER or (direction == BEFORE and more)):
        shown.previous_query = _query(request, BEFORE, _cursor(rows[0], keys))
    return shown


def _known_keys(order, model, filled=()) -> list[Key]:
    """The keys, each knowing whether its column is never empty: then its order is read off an index."""
    never_empty = {field.name for field in model._meta.concrete_fields if not field.null} | {"pk", *filled}
    return [replace(key, nullable=key.path not in never_empty) for key in _keys(order)]


def _with_keys(queryset: QuerySet, keys: list[Key]) -> QuerySet:
    return queryset.annotate(**{key.alias: F(key.path) for key in keys if key.alias != key.path})


def _ordered(queryset: QuerySet, keys: list[Key], *, back: bool) -> QuerySet:
    return queryset.order_by(*[key.ordering(back=back) for key in keys])


def _keys(order) -> list[Key]:
    keys = [Key.of(text) for text in order]
    if not any(key.path in ("pk", "id") for key in keys):
        keys.append(Key("pk", keys[-1].descending if keys else False))
    return keys


def _fetch(queryset: QuerySet, keys: list[Key], direction: str, values, size: int) -> list:
    """One row more than a page, to see whether another page follows."""
    back = direction == BEFORE
    if direction:
        queryset = queryset.filter(_beyond(keys, values, back=back))
    return list(_ordered(queryset, keys, back=back)[: size + 1])


def _beyond(keys: list[Key], values: list, *, back: bool) -> Q:
    """Rows after ``values`` in lexicographic order: equal in the first columns, further in the next."""
    found, equal = Q(pk__in=[]), Q()
    for key, value in zip(keys, values, strict=True):
        further = key.beyond(value, back=back)
        if further is not None:
            found |= equal & further
        equal &= key.same(value)
    return found


def _asked(request, keys: list[Key]) -> tuple[str, list | None]:
    for direction in (AFTER, BEFORE):
        if text := request.GET.get(direction):
            try:
                return direction, _read(text, keys)
            except BadCursor:
                return "", None
    return "", None


def _signer() -> Signer:
    return Signer(salt="portal.ui.paging")


def _cursor(row, keys: list[Key]) -> str:
    values = [row[key.alias] if isinstance(row, dict) else getattr(row, key.alias) for key in keys]
    return _signer().sign_object([[_name(key) for key in keys], [_plain(value) for value in values]])


def _read(text: str, keys: list[Key]) -> list:
    try:
        names, values = _signer().unsign_object(text)
        if names != [_name(key) for key in keys]:
            raise BadCursor
        return [_typed(value) for value in values]
    except (BadSignature, ValueError, TypeError, KeyError) as error:
        raise BadCursor from error


def _name(key: Key) -> str:
    return ("-" if key.descending else "") + key.path


def _plain(value):
    for name, (kind, _read_back) in KINDS.items():
        if isinstance(value, kind):
            return {name: str(value) if kind is Decimal else value.isoformat()}
    return value if value is None or isinstance(value, int | float | str) else str(value)


def _typed(value):
    if isinstance(value, dict):
        [(name, text)] = value.items()
        return KINDS[name][1](text)
    return value


def _query(request, direction: str = "", cursor: str = "") -> str:
    """The address's own parameters, with this cursor instead of any other."""
    query = request.GET.copy()
    for name in (AFTER, BEFORE):
        query.pop(name, None)
    if direction:
        query[direction] = cursor
    return "?" + query.urlencode()
