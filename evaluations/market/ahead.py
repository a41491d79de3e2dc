"""Preparing the next while the last is written: a thread one step ahead."""

from collections.abc import Iterable, Iterator
from queue import Queue
from threading import Event, Thread

from django.db import connection
from django.utils import translation

END = object()


def ahead(items: Iterable) -> Iterator:
    """The same items, the next two made while the last is in use; ``items`` must not touch the database.

    Only where the database is a process of its own: SQLite writes in this one, and two threads would hinder each other.
    What ``items`` raises is raised here; whoever stops early ends the thread.
    """
    if connection.vendor != "postgresql":
        yield from items
        return
    queue, stopped = Queue(maxsize=2), Event()
    worker = Thread(target=_make, args=(items, queue, stopped, translation.get_language()), daemon=True)
    worker.start()
    try:
        while (made := queue.get())[0] is not END:
            yield made[0]
        if made[1]:
            raise made[1]
    finally:
        stopped.set()
        while worker.is_alive():  # it may wait for room
            if not queue.empty():
                queue.get_nowait()
            worker.join(timeout=0.01)


def _make(items: Iterable, queue: Queue, stopped: Event, language: str) -> None:
    failure = None
    with translation.override(language):
        try:
            for item in items:
                if stopped.is_set():
                    return
                queue.put((item, None))
        except Exception as error:
            failure = error
    queue.put((END, failure))
