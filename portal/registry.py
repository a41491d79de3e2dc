"""A small typed registry: a higher floor hands a lower one what the lower one must not import.

Each registry lives beside the code that runs what is in it; apps fill it in ``AppConfig.ready()``.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class AlreadyRegistered(Exception):
    """Two things were registered under one key."""


class Registry(Generic[T]):
    """Things by key, in the order in which they were registered."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._items: dict[str, T] = {}

    def add(self, key: str, item: T) -> T:
        """Register ``item``; the same item again is fine, another one under its key is not."""
        if self._items.get(key, item) is not item and self._items[key] != item:
            raise AlreadyRegistered(f"{self.name}: {key!r} is taken")
        self._items[key] = item
        return item

    def __getitem__(self, key: str) -> T:
        return self._items[key]

    def __contains__(self, key: str) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._items.values()))

    def keys(self) -> list[str]:
        return list(self._items)
