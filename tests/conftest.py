"""Fixtures for all tests: stricter than production."""

import os
from datetime import datetime

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import TransactionTestCase, override_settings
from django.utils import timezone, translation

from portal.ui import kept
from portal.workdays import table
from tests.lifting import lifted

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DATABASE = {"db", "transactional_db", "live_server"}
LONG = (
    "tests/journeys/test_whole",
    "tests/journeys/",
    "tests/demo/",
    "tests/keeping/",
    "tests/reviews/test_",
)


def pytest_collection_modifyitems(config, items):
    """The longest files begin, so that no process waits for another at the end.

    With ``SECOND_DATABASE`` what asks no database is left out: it says the same again.
    """
    items.sort(
        key=lambda one: next((n for n, way in enumerate(LONG) if one.nodeid.startswith(way)), len(LONG))
    )
    if not os.environ.get("SECOND_DATABASE"):
        return
    asks = {one: bool(one.get_closest_marker("django_db") or DATABASE & {*one.fixturenames}) for one in items}
    config.hook.pytest_deselected(items=[one for one in items if not asks[one]])
    items[:] = [one for one in items if asks[one]]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Made from the models, the database says that every migration was applied, as a portal that is served asks."""
    # A browser keeps its connections to the server open, each a thread; kept, theirs to the database ran out.
    connections.databases["default"]["CONN_MAX_AGE"] = 0
    with django_db_blocker.unblock(), override_settings(MIGRATION_MODULES={}):
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for name in MigrationLoader(connection).disk_migrations:
            recorder.record_applied(*name)
        call_command("createcachetable", "cache", verbosity=0)  # what stands in for Redis


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """Each test keeps its files to itself."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.KEYS_DIR = tmp_path / "keys"
    settings.ROOTS_FILE = str(tmp_path / "roots.jsonl")
    # A name of its own: limits that an earlier test ran into must not meet the next one.
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": str(tmp_path)}}
    settings.SELF_CHECK_URL = ""
    settings.DEMO = False
    settings.SECOND_FACTOR = False  # tests/portal/test_factors.py switches it on
    # Clocks of tests leap over days: only tests/portal/test_sessions.py and test_factors.py mind how long ago.
    settings.IDLE_SIGN_OUT = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = settings.SESSION_COOKIE_AGE = 10**9
    # Settings are read before this file is, so the plain storage is set here: nothing is collected in tests.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def own_calendar():
    """Days that a test set, and figures that it kept, are gone with its transaction."""
    table.forget()
    kept.forget()
    yield
    table.forget()
    kept.forget()


@pytest.fixture(autouse=True)
def first_language():
    """A page that an earlier test read in English leaves its language to the thread."""
    with translation.override("zh-hans"):
        yield


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


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium; Playwright keeps an event loop in this thread, which Django has to be told."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def browser_page(chromium, live_server):
    """A page of a fresh browser in Chinese; addresses are relative to the live server.

    Whatever the console refuses (a script's error, a breach of the content policy) fails the test, but for
    the statuses that a test provokes and names in ``browser_page.expected``.
    """
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai")
    shown = context.new_page()
    complaints = []
    shown.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    shown.expected = []
    yield shown
    context.close()
    assert [said for said in complaints if not any(status in said for status in shown.expected)] == []


@pytest.fixture
def axe():
    """``axe(page)``: the breaches of WCAG 2.2 AA on a page, one line each."""
    from axe_playwright_python.sync_playwright import Axe

    def run(shown) -> list[str]:
        # What holds isn't asked for: bringing it over takes longer than judging.
        found = Axe().run(shown, options={"runOnly": RULES, "resultTypes": ["violations"]})
        nodes = [(one["id"], node) for one in found.response["violations"] for node in one["nodes"]]
        return [f"{rule}: {node['html'][:120]}" for rule, node in nodes]

    return run


@pytest.fixture(autouse=True, scope="session")
def no_media_address():
    """Uploads have no address; Django's live server can't do without one, so it gets one that nobody uses."""
    with override_settings(MEDIA_URL="/never-served/"):
        yield
