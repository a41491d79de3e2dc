"""The cache in the database, with a counter that counts everybody; Redis, which it stands in for.

Django's ``incr`` on this backend reads and then writes without a lock, and gives the counter another
time to live; two tries at the same moment count as one, and an hour's limit ends after five minutes.
"""

import base64
import logging
import pickle
from time import monotonic

from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import connections, router, transaction

STALE_AFTER = ("portal.page_cache.generation",)
log = logging.getLogger(__name__)


class CountingDatabaseCache(DatabaseCache):
    """``incr`` under the row's lock; the counter keeps the moment at which it ends."""

    def incr(self, key, delta=1, version=None):
        """The new value. Raises ValueError when there is no such counter, as every backend does."""
        row = self.make_and_validate_key(key, version=version)
        database = router.db_for_write(self.cache_model_class)
        table = connections[database].ops.quote_name(self._table)
        with transaction.atomic(using=database), connections[database].cursor() as cursor:
            # Writing the key over itself takes the lock; SQLite's transactions begin with theirs.
            cursor.execute(f"UPDATE {table} SET cache_key = cache_key WHERE cache_key = %s", [row])  # noqa: S608
            value = self.get(key, version=version)
            if value is None:
                raise ValueError(f"Key '{key}' not found")
            stored = base64.b64encode(pickle.dumps(value + delta, self.pickle_protocol)).decode("latin1")
            cursor.execute(f"UPDATE {table} SET value = %s WHERE cache_key = %s", [stored, row])  # noqa: S608
        return value + delta


class SteadyRedisCache(RedisCache):
    """Redis; while it is away the cache in the database, so that pages, sign-in and its limits go on.

    What a stopped Redis had counted begins anew there. It is asked again every few seconds.
    """

    AGAIN = 5  # seconds
    away_until = 0.0  # of this process

    def __init__(self, server, params):
        super().__init__(server, params)
        self.spare = CountingDatabaseCache("cache", {"OPTIONS": {"MAX_ENTRIES": 50_000}})

    def _come_back(self) -> None:
        """Redis answers again: what tells which pages are current was said elsewhere meanwhile."""
        if SteadyRedisCache.away_until:
            for key in STALE_AFTER:
                RedisCache.delete(self, key)
            SteadyRedisCache.away_until = 0.0

    @classmethod
    def is_away(cls) -> bool:
        return monotonic() < cls.away_until


def _steady(name: str):
    """The operation ``name`` of Redis, or of what stands in for it."""
    asked = getattr(RedisCache, name)

    def operation(self, *args, **kwargs):
        from redis.exceptions import ConnectionError as Lost
        from redis.exceptions import TimeoutError as Late

        if not self.is_away():
            try:
                self._come_back()
                return asked(self, *args, **kwargs)
            except (Lost, Late) as fault:
                log.warning("Redis is away (%s): the database stands in for it", type(fault).__name__)
                SteadyRedisCache.away_until = monotonic() + self.AGAIN
        return getattr(self.spare, name)(*args, **kwargs)

    return operation


ONE = ("add", "get", "set", "touch", "delete", "has_key", "incr", "clear")
MANY = ("get_many", "set_many", "delete_many")
for _name in ONE + MANY:
    setattr(SteadyRedisCache, _name, _steady(_name))
