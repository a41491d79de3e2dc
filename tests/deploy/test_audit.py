"""The audit of dependencies: what it found fails, what it could not ask is said and doesn't."""

import sys

from scripts import audit_dependencies as audit

FOUND = """{"dependencies": [{"name": "sound", "version": "1.0", "vulns": []}, {"name": "weak", "version": "2.0",
"vulns": [{"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["2.1"], "description": ""}]}]}"""


def run(code: str, seconds: float = 20) -> int:
    return audit.main([sys.executable, "-c", code], seconds)


def test_a_vulnerability_fails_and_is_named(capsys):
    assert run(f"print({FOUND!r}); raise SystemExit(1)") == 1
    assert "weak 2.0: PYSEC-2026-1, mended in 2.1" in capsys.readouterr().out


def test_what_was_accepted_with_a_reason_passes(capsys, monkeypatch):
    monkeypatch.setitem(audit.ACCEPTED, "CVE-2026-1", "the function is not used")
    assert run(f"print({FOUND!r}); raise SystemExit(1)") == 0
    assert "2 packages audited, 0 vulnerabilities." in capsys.readouterr().out


def test_a_database_that_is_away_is_said_and_does_not_fail(capsys):
    assert run("import sys; sys.exit('ConnectionError: unreachable')") == 0
    assert "Not audited" in capsys.readouterr().out
    assert run("import time; time.sleep(30)", seconds=0.3) == 0
    assert "no answer within" in capsys.readouterr().out
