"""Fixtures for all tests: stricter than production."""

import os

os.environ["DEMO"] = "0"
os.environ["STATIC_BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

from datetime import datetime

import pytest
from django.utils import timezone


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """Each test keeps its files to itself."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.KEYS_DIR = tmp_path / "keys"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def at():
    """A working Tuesday in an open call: 2026-11-10 10:00 in Guangdong."""
    return timezone.make_aware(datetime(2026, 11, 10, 10))
