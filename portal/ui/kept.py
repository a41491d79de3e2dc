"""Figures that a public page may show a little late, kept in the process for as long as its caches keep the page."""

from collections.abc import Callable
from functools import wraps
from time import monotonic
from typing import TypeVar

from portal.page_cache import drawing

T = TypeVar("T")
_kept: dict[tuple, tuple[float, object]] = {}


def kept(seconds: float) -> Callable[[Callable[[], T]], Callable[[], T]]:
    """Keep what a function without arguments answers for ``seconds``; its answer must not be changed."""

    def decorate(function: Callable[[], T]) -> Callable[[], T]:
        @wraps(function)
        def asked() -> T:
            # A figure of an earlier publication would stay in a page that is kept as new.
            key = (function.__module__, function.__qualname__, drawing.get())
            now = monotonic()
            until, value = _kept.get(key, (0.0, None))
            if until <= now:
                value = function()
                for old in [one for one in _kept if one[:2] == key[:2]]:
                    del _kept[old]
                _kept[key] = (now + seconds, value)
            return value

        return asked

    return decorate


def forget() -> None:
    """Drop everything that is kept."""
    _kept.clear()
