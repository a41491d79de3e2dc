"""The loops of the portal's own processes: what runs beside the web server, until told to stop."""

import logging
import signal
import threading
from collections.abc import Callable

from django.db import close_old_connections

log = logging.getLogger(__name__)


def until_stopped(turn: Callable[[], int], *, pause: float) -> None:
    """Call ``turn`` again and again, with ``pause`` seconds after one that found nothing to do.

    SIGTERM and SIGINT end the loop after the turn in hand. A turn that fails is logged, and the next
    one begins with a fresh connection: a database that is away for a while doesn't end the worker.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        close_old_connections()
        try:
            busy = turn()
        except Exception:
            log.exception("A turn of the worker failed")
            busy = 0
        if not busy:
            stop.wait(pause)
