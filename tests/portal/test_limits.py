"""Limits count every try, also those that come at the same moment, and end when they should."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory

from portal.accounts.limits import Limit, address_of

TABLE = "cache_of_limits"
THREADS, EACH = 5, 4
BEGINS = datetime.fromisoformat("2026-11-10T10:00:00+08:00")  # a window of any of these limits begins here
LIMIT = Limit("knock", most=4, seconds=3600)


def knock(address="192.0.2.1", **how):
    return LIMIT.wait(RequestFactory().get("/", REMOTE_ADDR=address), **how)


@pytest.fixture
def cache_in_database(settings, transactional_db):
    """The cache as the portal has it without Redis, in a table of its own."""
    settings.CACHES = {"default": {"BACKEND": "portal.cache.CountingDatabaseCache", "LOCATION": TABLE}}
    call_command("createcachetable")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABLE}")


@pytest.fixture
def cache_in_redis(settings):
    url = os.environ.get("REDIS_URL")
    if not url:
        pytest.skip("no Redis")
    backend = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": url, "KEY_PREFIX": os.urandom(6).hex()}}


def all_at_once() -> list[int]:
    """What ``THREADS`` people hear who knock ``EACH`` times each, all from one start."""
    start = Barrier(THREADS)

    def run(_number):
        start.wait(timeout=10)
        try:
            return [knock() for _time in range(EACH)]
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return [answer for answers in pool.map(run, range(THREADS)) for answer in answers]


@pytest.mark.postgresql
def test_tries_at_the_same_moment_are_all_counted_in_the_database(cache_in_database):
    answers = all_at_once()
    assert len(answers) == THREADS * EACH
    assert answers.count(0) == LIMIT.most


def test_tries_at_the_same_moment_are_all_counted_in_redis(cache_in_redis):
    assert all_at_once().count(0) == LIMIT.most


@pytest.mark.postgresql
def test_a_counter_in_the_database_keeps_its_time_to_live(cache_in_database):
    with time_machine.travel(BEGINS, tick=False) as clock:
        cache.add("counter", 0, 3600)
        assert [cache.incr("counter"), cache.incr("counter", 3)] == [1, 4]
        clock.shift(3590)
        assert cache.incr("counter") == 5
        clock.shift(20)
        assert cache.get("counter") is None
        with pytest.raises(ValueError, match="not found"):
            cache.incr("counter")


def test_the_window_slides():
    with time_machine.travel(BEGINS, tick=False) as clock:
        assert [knock() for _time in range(4)] == [0, 0, 0, 0]
        # Full until the next window has run for a quarter: 60 + 15 minutes, told as the minute after.
        assert knock() == 76
        clock.shift(74 * 60)  # 14 minutes into it: 4 × 46/60 of the tries before still count
        assert knock() > 0
        clock.shift(17 * 60)  # 31 minutes: 4 × 29/60, the refused try and this one
        assert knock() == 0
        clock.shift(3 * 3600)  # nothing of that counts any more; 29 minutes of this window are left
        assert [knock() for _time in range(5)] == [0, 0, 0, 0, 29 + 15 + 1]


def test_each_address_and_each_person_has_a_count_of_its_own():
    assert [knock() for _time in range(4)] == [0, 0, 0, 0]
    assert knock() > 0
    assert knock("192.0.2.2") == 0
    assert [knock(f"192.0.2.{number}", of="7") for number in range(1, 5)] == [0, 0, 0, 0]
    assert knock("192.0.2.9", of="7") > 0


def test_the_addresses_of_one_line_are_one():
    first, second, other = (
        address_of(RequestFactory().get("/", REMOTE_ADDR=address))
        for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
    )
    assert first == second == "2001:db8:1:2::/64"
    assert other != first
