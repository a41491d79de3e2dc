"""Whether this process can serve: what it stands on, asked one by one.

A late queue is told and doesn't make the process unready: the site goes on without its worker, and
taking every web process out of service would turn late mail into an outage.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from portal.audit import triggers
from portal.cache import SteadyRedisCache
from portal.notifications.jobs import LATE, waiting_since

GOOD = ("ok", "late", "spare")  # spare: Redis is away, the database stands in for it
log = logging.getLogger(__name__)
_known = {"migrated": False}


class NotReady(Exception):
    """What is not as it should be; the message says it in a few words without secrets."""


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return "ok"


def _cache() -> str:
    cache.set("readyz", 1, 60)
    if cache.get("readyz") != 1:
        raise NotReady("does not keep what it is given")
    return "spare" if settings.REDIS_URL and SteadyRedisCache.is_away() else "ok"


def _migrations() -> str:
    """Read from disk once: what was applied stays applied while the process lives."""
    if not _known["migrated"]:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            raise NotReady(f"{len(plan)} not applied")
        _known["migrated"] = True
    return "ok"


def _triggers() -> str:
    if missing := triggers.missing():
        raise NotReady(f"{len(missing)} missing")
    return "ok"


def _queue() -> str:
    return "late" if waiting_since(timezone.now()) > LATE.total_seconds() else "ok"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "cache": _cache,
    "migrations": _migrations,
    "triggers": _triggers,
    "queue": _queue,
}


def state() -> dict[str, str]:
    """``ok``, ``late`` or what is wrong, by check."""
    return {name: _asked(name, check) for name, check in CHECKS.items()}


def is_ready(found: dict[str, str]) -> bool:
    return all(value in GOOD for value in found.values())


def _asked(name: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except NotReady as reason:
        return str(reason)
    except Exception as error:  # whatever a database or a cache raises: it is away
        log.warning("Readiness: %s failed", name, exc_info=True)
        return type(error).__name__
