"""A long table read in a process of its own, so that reading and writing go on side by side.

``manage.py read_market_table`` is that process. It takes a pickled :class:`Order` from its standard input and
gives the chunks of the table, each as a pickle, then None; a refusal comes as the exception itself. It never touches
the database. When it is killed, the chunks end without the None and the import fails as a whole; when the importing
process is killed, this one finds nobody to write to and ends.
"""

import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils import translation

from applications.policies import Refused
from evaluations.market import checks, reading
from evaluations.market.chunks import Chunk, Reader

COMMAND = "read_market_table"
PIPE = 1 << 20  # bytes, what Linux allows everybody: a chunk or two wait in it


class Ended(Exception):
    """The reading process ended before the table did."""


@dataclass(frozen=True)
class Order:
    """What to read, what to compare it with, and the language of what is said about faults."""

    path: Path
    name: str
    known: checks.Known
    today: date
    language: str

    def chunks(self) -> Iterator[Chunk]:
        """Read here. Raises Refused when it can't be read at all."""
        return Reader(reading.open_table(self.path, name=self.name), self.known, today=self.today).chunks()


def chunks(order: Order) -> Iterator[Chunk]:
    """The chunks of a table that another process reads. Raises Refused as reading does, or Ended."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", COMMAND],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pipesize=PIPE,
    )
    try:
        with suppress(BrokenPipeError):  # it ended: said below
            pickle.dump(order, process.stdin)
            process.stdin.flush()
        while (found := _next(process.stdout)) is not None:
            if isinstance(found, Refused):
                raise found
            yield found
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        with suppress(BrokenPipeError):
            process.stdin.close()


def _next(stream: BinaryIO) -> Chunk | Refused | None:
    try:
        return pickle.load(stream)  # noqa: S301 - from our own process
    except (EOFError, pickle.UnpicklingError) as fault:
        raise Ended from fault


def answer(asked: BinaryIO, stream: BinaryIO) -> None:
    """What the process does."""
    order = pickle.load(asked)  # noqa: S301 - from our own process
    with translation.override(order.language):
        try:
            for chunk in order.chunks():
                pickle.dump(chunk, stream, pickle.HIGHEST_PROTOCOL)
        except Refused as refusal:
            pickle.dump(refusal, stream)
        else:
            pickle.dump(None, stream)
    stream.flush()
