"""The tables of docs/security.md name tests that are there, and hide nothing that isn't met."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/security.md").read_text()


def test_every_test_that_the_tables_name_exists():
    named = set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", TEXT))
    assert len(named) > 30
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).exists() or f"def {name}" not in (ROOT / path).read_text()
    ]
    assert missing == []


def test_a_row_without_a_test_says_so():
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and line.count("|") == 5]
    for row in rows[2:]:
        last = row.split("|")[4].strip()
        assert last in {"–", "test"} or last.startswith("`tests/"), row
