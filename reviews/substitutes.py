"""Who takes a seat at once when a recusal is granted: lists of substitutes enter themselves here.

An opener runs in the ruling's transaction. Where none has anybody, staff fill the seat by hand
(:func:`reviews.replacements.replace`).
"""

from collections.abc import Callable
from datetime import datetime

from portal.registry import Registry
from reviews.models import Assignment

Opener = Callable[..., Assignment | None]
"""``opener(seat, by=, at=)`` seats the next substitute in place of the ended ``seat``; None when it has nobody."""

openers: Registry[Opener] = Registry("lists of substitutes")


def open_next(seat: Assignment, *, by, at: datetime) -> Assignment | None:
    """Have the first list that knows this seat fill it; None when it stays vacant."""
    for opener in openers:
        if fresh := opener(seat, by=by, at=at):
            return fresh
    return None
