"""CPU milliseconds and queries of pages, measured in turns, so that a load that comes and goes meets all alike."""

import statistics
import time
from dataclasses import asdict, dataclass, field

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

WARM_UP, IN_A_ROW = 3, 20  # requests


@dataclass
class Figures:
    """``cpu``: this process's CPU ms (PostgreSQL's own is not in it), ``wall``: ms, of each request."""

    queries: int
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)


def turn(pages: dict[str, tuple[Client, str]]) -> dict[str, dict]:
    """Every page after the other, each :data:`IN_A_ROW` times once it is warm."""
    return {name: asdict(_measured(client, url)) for name, (client, url) in pages.items()}


def _measured(client: Client, url: str) -> Figures:
    for _n in range(WARM_UP):
        response = client.get(url)
        if response.status_code != 200:
            raise AssertionError(f"{url} answered {response.status_code}")
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    found = Figures(len(queries))
    for _n in range(IN_A_ROW):
        started_cpu, started = time.process_time(), time.perf_counter()
        client.get(url)
        found.cpu.append((time.process_time() - started_cpu) * 1000)
        found.wall.append((time.perf_counter() - started) * 1000)
    return found


def together(turns: list[dict[str, dict]]) -> dict[str, dict]:
    """The medians over all turns: ``{page: {"cpu", "wall", "queries"}}``."""
    return {
        name: {
            "queries": turns[0][name]["queries"],
            **{
                what: statistics.median(one for turn in turns for one in turn[name][what])
                for what in ("cpu", "wall")
            },
        }
        for name in turns[0]
    }
