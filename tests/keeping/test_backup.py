"""What was kept comes back whole, and what is not whole is told."""

import json
import re
from pathlib import Path

import pytest

from portal.keeping import stores
from tests.keeping.conftest import SIGN_IN, Portal

WHOLE = "OK: 6 events in 2 chains, 1 roots"


@pytest.fixture(params=["sqlite", "postgresql"])
def portals(request, filled, tmp_path):
    """The portal that is kept, and the empty one that is filled from it."""
    if request.param == "sqlite":
        return filled(tmp_path / "here"), Portal(tmp_path / "there")
    make = request.getfixturevalue("new_database")
    return Portal(tmp_path / "here", make()).fill(), Portal(tmp_path / "there", make())


def test_a_restored_portal_has_the_same_record_and_files_and_signs_in(portals, tmp_path):
    here, there = portals
    kept, keys = tmp_path / "kept", tmp_path / "safe"
    here.manage("backup", kept, "--keys", keys)
    assert sorted(path.name for path in keys.iterdir()) == ["keys.tar"]
    assert not [path for path in kept.rglob("*") if "key" in path.name]
    assert all(path.stat().st_mode & 0o077 == 0 for path in [*kept.glob("*.tar"), *keys.iterdir()])
    there.manage("restore", kept, "--keys", keys)
    assert there.record() == here.record() == WHOLE
    assert (there.folder / "secret_key").read_text() == (here.folder / "secret_key").read_text()
    assert "signed in" in there.manage("shell", "--command", SIGN_IN)
    assert "not empty" in there.manage("restore", kept, refused=True)


@pytest.fixture
def kept(filled, tmp_path) -> Path:
    portal = filled(tmp_path / "here")
    portal.manage("backup", tmp_path / "kept", "--keys", tmp_path / "safe")
    return tmp_path / "kept"


def test_what_was_changed_in_the_backup_is_told(kept, tmp_path):
    manifest = json.loads((kept / "manifest.json").read_text())
    packed = kept / "files.tar"
    content = bytearray(packed.read_bytes())
    place = content.index(b"%PDF")
    content[place + 5] ^= 1
    packed.write_bytes(bytes(content))
    told = Portal(tmp_path / "there").manage("restore", kept, refused=True)
    assert re.search(r"file \d+ is ", told)
    packed.write_bytes(bytes(content[:place]) + b"%PDF" + bytes(content[place + 4 :]))
    manifest["fingerprint"]["last_root"] = "0" * 64
    (kept / "manifest.json").write_text(json.dumps(manifest))
    assert "last_root" in Portal(tmp_path / "elsewhere").manage("restore", kept, refused=True)


def test_keys_stay_apart_and_each_backup_has_a_folder_of_its_own(kept, tmp_path):
    here = Portal(tmp_path / "here")
    inside = here.manage("backup", tmp_path / "new", "--keys", tmp_path / "new" / "keys", refused=True)
    assert "Keep the keys apart" in inside
    assert "is not empty" in here.manage("backup", kept, "--keys", tmp_path / "safe2", refused=True)
    (kept / "manifest.json").unlink()
    assert "not finished" in Portal(tmp_path / "there").manage("restore", kept, refused=True)


def test_a_missing_client_of_postgresql_is_told_with_its_remedy(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(stores.Failed, match="postgresql-client"):
        stores._run(["pg_dump"])
