"""Fixtures for all tests: stricter than production."""

import os

os.environ["DEMO"] = "0"
os.environ["STATIC_BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
