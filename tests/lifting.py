"""Lifting the audit triggers: only tests do, to flush their database and to play a forger."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from portal.audit import triggers


@contextmanager
def lifted() -> Iterator[None]:
    """Without the triggers of the record."""
    with connection.cursor() as cursor:
        for name in set(triggers._wanted(connection.vendor)) - set(triggers.missing()):
            triggers._drop(cursor, connection.vendor, name)
    try:
        yield
    finally:
        triggers.install()
