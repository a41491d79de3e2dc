"""A stranger's program proves a receipt against the published roots, and names what was altered."""

import json
import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as site

from portal.audit import mirror, verify_record
from portal.audit.chain import record
from portal.audit.models import Event, Root
from portal.audit.roots import make_root, proof
from portal.oversight import upkeep
from tests.factories import NOON
from tests.lifting import lifted

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """Three roots over 1, 5 and 8 entries."""
    for day, many in enumerate((1, 5, 8)):
        for n in range(many):
            record(kind="call", id=str(n), action="publish", by=None, data={"n": n}, at=NOON)
        upkeep.publish_root(at=NOON + timedelta(days=day))
    return [json.loads(line) for line in Path(site.ROOTS_FILE).read_text().splitlines()]


def test_every_entry_is_proven_by_the_program_alone(told, tmp_path):
    """Run as a stranger would: a plain Python, no Django, two files."""
    event = Event.objects.order_by("pk")[9]
    (tmp_path / "proof.json").write_text(json.dumps(proof(event)))
    command = [sys.executable, "-I", verify_record.__file__, tmp_path / "proof.json", site.ROOTS_FILE]
    answer = subprocess.run([*command, "--event", event.hash], capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout.split(":")[0]) == (0, "PROVEN"), answer
    answer = subprocess.run([*command, "--event", "0" * 64], capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    for row in Event.objects.all():
        assert verify_record.check(proof(row), told, row.hash)["number"] in {1, 2, 3}


def test_each_field_of_a_root_that_was_altered_is_named(told):
    found = proof(Event.objects.order_by("pk")[2])
    for number, root in enumerate(told):
        for name, value in root.items():
            altered = [dict(one) for one in told]
            altered[number][name] = value + 1 if isinstance(value, int) else (value or "0")[::-1] + "0"
            with pytest.raises((verify_record.Broken, ValueError)):
                verify_record.check(found, altered)


def test_a_root_that_is_missing_is_named(told):
    found = proof(Event.objects.order_by("pk")[2])
    for number in (0, 1):
        with pytest.raises(verify_record.Broken):
            verify_record.check(found, told[:number] + told[number + 1 :])


def test_each_step_of_a_path_counts(told):
    found = proof(Event.objects.order_by("pk")[9])
    for step in range(len(found["path"])):
        altered = json.loads(json.dumps(found))
        digest = altered["path"][step]["hash"]
        altered["path"][step]["hash"] = format(
            int(digest, 16) ^ random.Random(step).getrandbits(8) | 1, "064x"
        )
        if altered == found:
            continue
        with pytest.raises(verify_record.Broken):
            verify_record.check(altered, told)


def test_the_file_grows_and_is_never_written_anew(told):
    path = Path(site.ROOTS_FILE)
    before = path.read_bytes()
    assert mirror.append() == 0
    record(kind="call", id="9", action="publish", by=None, data={}, at=NOON)
    make_root(NOON + timedelta(days=9))
    path.write_bytes(before + b'{"half')  # the machine went off while a line was being written
    assert mirror.append() == 1
    assert path.read_bytes().startswith(before)
    assert path.read_bytes() == b"".join(mirror.lines())


def test_a_record_that_differs_from_what_was_published_is_noticed(told):
    with lifted():
        Root.objects.filter(number=2).update(merkle="0" * 64)
        with pytest.raises(mirror.MirrorBroken, match="line 2"):
            mirror.append()


def test_anybody_reads_the_roots_and_checks_a_receipt(client, told):
    text = b"".join(client.get("/audit/roots.jsonl").streaming_content)
    assert text == Path(site.ROOTS_FILE).read_bytes()
    event = Event.objects.first()
    page = client.get("/en/audit/receipt/", {"hash": event.hash.upper()})
    assert "On record" in page.content.decode()
    assert client.get("/en/audit/receipt/", {"hash": "0" * 64}).status_code == 404
    program = client.get("/audit/verify_record.py").content
    assert program == Path(verify_record.__file__).read_bytes()
