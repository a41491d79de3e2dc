"""A thread one step ahead gives the same items and passes on what goes wrong."""

import threading

import pytest

from evaluations.market import ahead


@pytest.fixture(autouse=True)
def _as_on_postgresql(monkeypatch):
    monkeypatch.setattr(ahead, "connection", type("There", (), {"vendor": "postgresql"}))


def test_the_items_come_in_their_order():
    assert list(ahead.ahead(iter(range(50)))) == list(range(50))


def test_what_is_raised_there_is_raised_here():
    def broken():
        yield 1
        raise ValueError("broken")

    items = ahead.ahead(broken())
    assert next(items) == 1
    with pytest.raises(ValueError, match="broken"):
        next(items)


def test_whoever_stops_early_leaves_no_thread_behind():
    before = threading.active_count()
    items = ahead.ahead(iter(range(1000)))
    assert next(items) == 0
    items.close()
    assert threading.active_count() == before
