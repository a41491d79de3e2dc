"""Redis that goes away: the database stands in for it, and pages kept before are asked for anew afterwards."""

import pytest
from django.core.cache.backends.redis import RedisCache

from portal.cache import STALE_AFTER, SteadyRedisCache
from portal.page_cache import KEY

pytestmark = pytest.mark.django_db


@pytest.fixture
def cache(monkeypatch, django_db_setup):
    """A Redis that is not there; what is sent to it is counted."""
    from django.core.management import call_command

    call_command("createcachetable", "cache", verbosity=0)
    monkeypatch.setattr(SteadyRedisCache, "away_until", 0.0)
    return SteadyRedisCache("redis://127.0.0.1:9/0", {})


def test_values_and_counters_go_on_in_the_database(cache):
    cache.set("a", 1, 60)
    assert cache.get("a") == 1
    cache.add("tries", 0, 60)
    assert [cache.incr("tries"), cache.incr("tries")] == [1, 2]
    assert cache.is_away()


def test_when_it_is_back_nobody_believes_what_was_kept_before(cache, monkeypatch):
    gone = []
    cache.set("a", 1, 60)
    monkeypatch.setattr(SteadyRedisCache, "away_until", 1e-9)  # the wait is over
    monkeypatch.setattr(RedisCache, "delete", lambda _self, key: gone.append(key))
    cache.get("a")
    assert gone == [KEY] == list(STALE_AFTER)
