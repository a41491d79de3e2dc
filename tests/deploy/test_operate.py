"""docs/operate.md names every variable that the portal reads, with its default."""

import re

import pytest

from portal import env
from tests.architecture.test_one_door import ROOT

READ = re.compile(
    r'env\.(?P<helper>text|flag|number|words|folder|choice|secret)\(\s*"(?P<name>[A-Z_0-9]+)"'
    r'(?:,\s*(?P<default>"[^"]*"|\d+)\s*[,)])?'
)
ROWS = {
    row[1]: (row[2].strip(), row[3].strip())
    for row in re.finditer(
        r"^\| `([A-Z_0-9]+)` \|([^|]*)\|([^|]*)\|$", (ROOT / "docs/operate.md").read_text(), re.MULTILINE
    )
}
FOUND = {
    found["name"]: found
    for path in sorted((ROOT / "portal").rglob("*.py"))
    for found in READ.finditer(path.read_text())
}


def test_each_variable_has_a_row_with_its_effect():
    assert sorted(set(FOUND) - set(ROWS)) == []
    assert len(FOUND) > 40
    assert all(
        effect or "secret" in FOUND[name]["helper"]
        for name, (_default, effect) in ROWS.items()
        if name in FOUND
    )


@pytest.mark.parametrize("name", [name for name, found in FOUND.items() if found["default"]])
def test_the_default_is_the_one_of_the_code(name):
    assert ROWS[name][0].strip("`") == (FOUND[name]["default"].strip('"') or "none")


def test_secrets_are_marked_so():
    for name, found in FOUND.items():
        assert ("*secret*" in ROWS[name][1]) is (found["helper"] == "secret"), name


def test_a_secret_may_be_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("s3cret\n")
    monkeypatch.setenv("X_FILE", str(tmp_path / "key"))
    assert env.secret("X") == "s3cret"
    monkeypatch.setenv("X", "direct")
    assert env.secret("X") == "direct"
    monkeypatch.delenv("X")
    monkeypatch.setenv("X_FILE", str(tmp_path / "none"))
    with pytest.raises(env.BadEnvironment, match=r"X_FILE is .* can't be read"):
        env.secret("X")
