"""The steps of :mod:`benchmarks.market`, each in a process of its own: prepare, import, floor."""

import json
import os
import random
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()

from django.core.files import File  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from applications import uscc  # noqa: E402
from evaluations.market import importing, records, storing  # noqa: E402
from evaluations.market.columns import COLUMNS  # noqa: E402
from evaluations.models import ImportBatch, MarketRecord  # noqa: E402
from portal.accounts.roles import Role  # noqa: E402
from portal.documents.files import store_upload  # noqa: E402
from portal.documents.tables import Column, csv_lines  # noqa: E402
from tests import factories as make  # noqa: E402
from tests.evaluations import factories  # noqa: E402

SUPPLIERS, CLIENTS = 220, 60_000
CITIES = ("广州市", "深圳市", "佛山市", "东莞市", "中山市", "惠州市", "江门市", "揭阳市")
PRODUCTS = [f"设备联网与云端运维服务{n}型" for n in range(300)]
FIRST_DAY = date(2025, 1, 1)


@contextmanager
def clock() -> Iterator[dict]:
    """Wall and this process's CPU seconds."""
    found = {}
    wall, cpu = time.perf_counter(), time.process_time()
    yield found
    found |= {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def prepare(rows: int, folder: Path) -> dict:
    """Members, the table on disk, and its import, handed in."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    province = make.person(Role.PROVINCE)
    codes = [factories.member().uscc for _n in range(SUPPLIERS)]
    with (folder / "table.csv").open("wb") as file:
        headings = [Column(entry.title) for entry in COLUMNS]
        file.writelines(csv_lines(headings, table(rows, codes)))
    with (folder / "table.csv").open("rb") as file:
        stored = store_upload(
            File(file, name="table.csv"), by=province, allowed={"csv"}, max_bytes=1_000_000_000
        )
    importing.hand_in(stored, by=province, at=timezone.now())
    return {}


def table(rows: int, suppliers: list[str]) -> Iterator[list[str]]:
    """Rows as a platform keeps them: days of a year, 60,000 clients, hardly an amount twice, some broken rules."""
    dice = random.Random(1)
    clients = [uscc.invented("440600", 100_000 + number) for number in range(CLIENTS)]
    for number in range(rows):
        amount = dice.randint(2_000_000, 40_000_000) / 100
        signed = FIRST_DAY + timedelta(days=dice.randint(0, 300))
        accepted, settled = signed + timedelta(days=30), signed + timedelta(days=60)
        client = dice.randrange(CLIENTS)
        yield [
            "服务券", f"FW{number:09d}", dice.choice(suppliers), clients[client], f"客户{client}制造有限公司",
            dice.choice(CITIES), dice.choice(PRODUCTS), "设备上云", f"HT-{number:09d}", signed.isoformat(),
            f"{amount:.2f}", f"{amount * 0.3:.2f}", f"{amount:.2f}", f"{amount * (0.8 if number % 40 == 0 else 1):.2f}",
            accepted.isoformat(), "是", f"{dice.randint(30, 50) / 10}", "否", "", settled.isoformat(), "2015-03-04",
        ]  # fmt: skip


def take_in(rows: int, folder: Path) -> dict:
    """Looked at, then taken in as the job does it."""
    batch = ImportBatch.objects.select_related("file", "uploaded_by").get()
    with clock() as look:
        digest = importing.plan(batch).digest
    with clock() as found:
        importing.apply(batch, digest=digest, by=batch.uploaded_by, at=timezone.now())
    if MarketRecord.objects.count() != rows:
        raise AssertionError(MarketRecord.objects.count())
    return {**found, "look": look["wall"]}


def floor(rows: int, folder: Path) -> dict:
    """The same rows, ready beforehand, written in one transaction."""
    batch = ImportBatch.objects.select_related("file").get()
    shared = storing.common(records.Origin(MarketRecord.Source.IMPORT, batch=batch), timezone.now())
    ready = ([(*row, "0") for row in chunk.rows] for chunk in importing.chunks_of(batch))
    if connection.vendor == "postgresql":
        lines = folder / "lines"
        with lines.open("w") as file:
            file.writelines(storing.lines(chunk, shared) for chunk in ready)
        with clock() as found, transaction.atomic(), lines.open() as file:
            copy_from(file)
        return found
    whole = [(*row, *shared) for chunk in ready for row in chunk]
    with clock() as found, transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(storing.INSERT, whole)
    return found


def copy_from(file) -> None:
    with connection.cursor() as cursor, cursor.copy(storing.COPY) as copy:
        while text := file.read(1 << 20):
            copy.write(text)


def peak() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


STEPS = {"prepare": prepare, "import": take_in, "floor": floor}


def main(step: str, rows: int, folder: Path) -> None:
    before = peak()
    found = STEPS[step](rows, folder)
    found |= {"mb": peak(), "added": peak() - before}
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
