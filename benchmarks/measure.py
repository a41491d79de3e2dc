"""CPU milliseconds and queries of one request, the median of many."""

import statistics
import time
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Figure:
    """``cpu``: this process's CPU ms (the database's own is not in it on PostgreSQL); ``wall``: ms."""

    cpu: float
    wall: float
    queries: int


def request(client: Client, url: str, *, times: int = 40) -> Figure:
    """Measure a GET that must answer 200; three are left out to warm up."""
    for _n in range(3):
        response = client.get(url)
        if response.status_code != 200:
            raise AssertionError(f"{url} answered {response.status_code}")
    cpu, wall = [], []
    for _n in range(times):
        started_cpu, started = time.process_time(), time.perf_counter()
        client.get(url)
        cpu.append((time.process_time() - started_cpu) * 1000)
        wall.append((time.perf_counter() - started) * 1000)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return Figure(statistics.median(cpu), statistics.median(wall), len(queries))
