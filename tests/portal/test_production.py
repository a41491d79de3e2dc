"""In production nothing weak starts, and Django's own checks for deployment have nothing to say."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal import production
from portal.documents import signing
from portal.env import BadEnvironment

ROOT = Path(__file__).resolve().parents[2]
KEY = "q7Rf0vZpW3kLx9TnB2mYc8HdJ5sGaE6uVi1oQwXzKjNbMlPrCyDtFh"
GOOD = {
    "PRODUCTION": "1",
    "HTTPS": "1",
    "SITE_URL": "https://pool.invalid",
    "ALLOWED_HOSTS": "pool.invalid",
    "SECRET_KEY": KEY,
    "DATABASE_URL": "postgres://portal:nQ7vRk2xWz9LpT4c@db/portal",
}
ALL = [*GOOD, "DEBUG", "DEMO", "REDIS_URL", "SIGNING", "SIGNING_PASSPHRASE", "SECRET_KEY_FILE"]


@pytest.fixture
def production_of(monkeypatch):
    def ask(**changes):
        for name in ALL:
            monkeypatch.delenv(name, raising=False)
        for name, value in {**GOOD, **changes}.items():
            monkeypatch.setenv(name, value)
        production.refuse_weak()

    return ask


def test_a_sound_environment_starts(production_of, tmp_path):
    production_of()
    production_of(DATABASE_URL="")  # the embedded database has no password
    (tmp_path / "key").write_text(KEY)
    production_of(SECRET_KEY="", SECRET_KEY_FILE=str(tmp_path / "key"))


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": KEY[:49]}, "SECRET_KEY"),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + KEY}, "SECRET_KEY"),
        ({"DEBUG": "1"}, "DEBUG must be off"),
        ({"DEMO": "1"}, "DEMO must be off"),
        ({"HTTPS": "0"}, "HTTPS must be 1"),
        ({"SITE_URL": "http://pool.invalid"}, "SITE_URL"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"DATABASE_URL": "postgres://portal:portal@db/portal"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgres://portal@db/portal"}, "DATABASE_URL"),
        ({"REDIS_URL": "redis://redis:6379/0"}, "REDIS_URL"),
        ({"SIGNING": "pkcs12"}, "SIGNING_PASSPHRASE"),
    ],
)
def test_each_fault_is_named(production_of, fault, said):
    with pytest.raises(BadEnvironment, match=said):
        production_of(**fault)


def test_the_message_never_holds_a_secret(production_of):
    with pytest.raises(BadEnvironment) as refusal:
        production_of(SECRET_KEY="hunter2hunter2", DATABASE_URL="postgres://portal:hunter2@db/portal")
    assert "hunter2" not in str(refusal.value)


def run(*command, tmp_path, **changes):
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    places = {"VAR_DIR": str(tmp_path), "STATIC_ROOT": str(tmp_path / "static")}
    changes = {**GOOD, "DATABASE_URL": "", **changes}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**keep, **places, **changes},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_checks_for_deployment_are_silent(tmp_path):
    (tmp_path / "key.p12").write_bytes(signing._self_made(b"a passphrase"))
    key = {"SIGNING_PKCS12": str(tmp_path / "key.p12"), "SIGNING_PASSPHRASE": "a passphrase"}
    deploy = ("check", "--deploy", "--fail-level", "WARNING")
    done = run(*deploy, tmp_path=tmp_path, SIGNING="pkcs12", **key)
    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stderr


def test_a_weak_key_stops_the_start(tmp_path):
    done = run("check", tmp_path=tmp_path, SECRET_KEY="short")
    assert done.returncode != 0
    assert "SECRET_KEY must be 50 random letters" in done.stderr
