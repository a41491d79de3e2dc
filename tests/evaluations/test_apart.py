"""A long table read in a process of its own: the same chunks, the same refusals, and nothing when it is killed."""

import io
import pickle
from collections import deque

import pytest
from django.utils import translation

from applications.policies import Refused
from evaluations.market import apart, importing, reading, records
from evaluations.models import MarketRecord, SetAside
from portal.documents import files
from tests.evaluations import factories
from tests.evaluations.test_market import TODAY, row, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(db):
    return factories.member()


@pytest.fixture
def order(member, tmp_path, province):
    """A table of three chunks; its fourth and its last row are wrong."""
    wrong = {3: {"amount": "x"}, 4_500: {"city": "成都市"}}
    rows = [row(member, f"V{number}", **wrong.get(number, {})) for number in range(4_501)]
    path = tmp_path / "table"
    path.write_bytes(files.read(table(rows, by=province)))
    return apart.Order(path, "table.csv", records.known(), TODAY, "zh-hans")


def test_another_process_reads_what_would_be_read_here(order):
    with translation.override("zh-hans"):
        here = list(order.chunks())
    assert [len(chunk.rows) + len(chunk.faulty) for chunk in here] == [2_000, 2_000, 501]
    assert [len(chunk.faulty) for chunk in here] == [1, 0, 1]
    assert list(apart.chunks(order)) == here


def test_a_table_that_cannot_be_read_is_refused_in_its_words(order):
    order.path.write_text("什么,都不是\n1,2\n")
    with translation.override("zh-hans"), pytest.raises(Refused) as here:
        list(order.chunks())
    with pytest.raises(Refused) as there:
        list(apart.chunks(order))
    assert str(there.value) == str(here.value)


@pytest.fixture
def readers(monkeypatch):
    """The processes that were started."""
    found, start = [], apart.subprocess.Popen
    monkeypatch.setattr(
        apart.subprocess, "Popen", lambda *args, **how: found.append(start(*args, **how)) or found[-1]
    )
    return found


def test_a_reader_that_is_killed_is_no_end_of_the_table(order, monkeypatch):
    def start_and_kill(*args, **how):
        process = start(*args, **how)
        process.kill()
        return process

    start = apart.subprocess.Popen
    monkeypatch.setattr(apart.subprocess, "Popen", start_and_kill)
    with pytest.raises(apart.Ended):
        deque(apart.chunks(order), maxlen=0)


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_chunk_that_comes_in_part_is_none(order, share):
    whole = pickle.dumps(next(order.chunks()))
    with pytest.raises(apart.Ended):
        apart._next(io.BytesIO(whole[: int(len(whole) * share)]))


def test_whoever_stops_early_leaves_no_process_behind(order, readers):
    read = apart.chunks(order)
    next(read)
    read.close()
    assert readers[0].returncode is not None


def test_an_import_whose_reader_is_killed_keeps_nothing(member, province, at, monkeypatch):
    rows = [
        row(member, f"V{number}", amount="x" if number == 0 else "1") for number in range(reading.CHUNK + 1)
    ]
    batch = importing.hand_in(table(rows, by=province), by=province, at=at)
    digest, whole = importing.plan(batch).digest, importing.chunks_of

    def cut_short(batch):
        yield next(whole(batch))
        raise apart.Ended

    monkeypatch.setattr(importing, "chunks_of", cut_short)
    with pytest.raises(apart.Ended):
        importing.apply(batch, digest=digest, by=province, at=at)
    batch.refresh_from_db()
    assert (MarketRecord.objects.count(), SetAside.objects.count(), batch.applied_at) == (0, 0, None)
