"""Fixtures for all tests: stricter than production."""

from datetime import datetime

import pytest
from django.test import TransactionTestCase
from django.utils import timezone

from portal.workdays import table
from tests.lifting import lifted


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """Each test keeps its files to itself."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.KEYS_DIR = tmp_path / "keys"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.DEMO = False
    # Settings are read before this file is, so the plain storage is set here: nothing is collected in tests.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def own_calendar():
    """Days that a test set are gone with its transaction."""
    table.forget()
    yield
    table.forget()


@pytest.fixture
def at():
    """A working Tuesday in an open call: 2026-11-10 10:00 in Guangdong."""
    return timezone.make_aware(datetime(2026, 11, 10, 10))


@pytest.fixture(autouse=True, scope="session")
def flush_past_triggers():
    """Tests that commit empty the tables afterwards; the audit triggers are lifted just for that."""
    flush = TransactionTestCase._fixture_teardown

    def teardown(case):
        with lifted():
            flush(case)

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = flush
