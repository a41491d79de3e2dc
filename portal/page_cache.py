"""Public pages kept whole: answered before Django begins, renewed by whatever transaction changes them.

Every process keeps pages of its own, each with the *generation* at which it was drawn. The generation
stands in the cache that all processes share (the table, or Redis); a write to a watched table gives it
another value when its transaction is committed. So a page that was drawn before is never shown again
by any process, and nothing has to be told to the others.

A page that is kept is the same for everybody: the view says so (:func:`may_be_kept`), and an answer
with a cookie, or one that differs by a cookie, is refused here as well.
"""

import hashlib
import logging
import secrets
from collections import OrderedDict
from contextvars import ContextVar
from threading import Lock
from time import monotonic
from typing import NamedTuple

from django.core.cache import cache
from django.core.signals import request_finished
from django.db import DatabaseError, connections, transaction
from django.db.backends.signals import connection_created

log = logging.getLogger(__name__)

KEY = "portal.page_cache.generation"
SECONDS = 60  # a page shows days left, so it is drawn anew as time goes by
MOST_BYTES = 48 * 1024 * 1024  # of all pages that a process keeps
LONGEST_PAGE, LONGEST_QUERY = 512 * 1024, 300
WRITES = ("INSERT", "UPDATE", "DELETE")

watched: set[str] = set()
drawing: ContextVar[str] = ContextVar("generation of the page being drawn", default="")


def watch(*models) -> None:
    """Name what public pages show: a write to one of these renews them all."""
    watched.update(model._meta.db_table for model in models)


def generation() -> str:
    """The value that changes with every publication."""
    value = cache.get(KEY)
    if value is None:
        cache.add(KEY, secrets.token_hex(8), None)
        value = cache.get(KEY, "")
    return value


def renew() -> None:
    """Pages drawn up to now are old, in every process.

    What was committed stays committed when the shared cache is away: the pages are old in a minute then.
    """
    try:
        cache.set(KEY, secrets.token_hex(8), None)
    except DatabaseError:  # while the tables are being made
        log.info("No cache table yet: no kept page to renew")
    except Exception:
        log.exception("The public pages could not be renewed")


def _renew_after(execute, sql, params, many, context):
    """Look at every statement: a write to a watched table renews the pages once its transaction is over.

    Without a transaction the write is over when its rows were fetched, which is later than here: asked in
    between, SQLite breaks the statement off. Then the next statement or the end of the request renews.
    """
    connection = context["connection"]
    _renew_if_due(connection)
    result = execute(sql, params, many, context)
    if isinstance(sql, str) and sql.startswith(WRITES) and _table(sql) in watched:
        if not connection.in_atomic_block:
            connection.pages_are_old = True
        elif not any(function is renew for _sids, function, _robust in connection.run_on_commit):
            transaction.on_commit(renew, using=connection.alias)
    return result


def _renew_if_due(connection) -> None:
    if getattr(connection, "pages_are_old", False):
        connection.pages_are_old = False
        renew()


def _request_is_over(**_kwargs) -> None:
    for connection in connections.all(initialized_only=True):
        _renew_if_due(connection)


def _table(sql: str) -> str:
    return sql.split('"', 2)[1] if '"' in sql else ""


def _look_at(connection, **_kwargs) -> None:
    if _renew_after not in connection.execute_wrappers:
        connection.execute_wrappers.append(_renew_after)


def register() -> None:
    """Look at the statements of every connection from now on."""
    connection_created.connect(_look_at, dispatch_uid="portal.page_cache")
    request_finished.connect(_request_is_over, dispatch_uid="portal.page_cache")


def may_be_kept(response, drawn_at: str) -> None:
    """A view says that its answer is the same for everybody; ``drawn_at``: the generation before it was drawn."""
    response.kept_at = drawn_at


class Page(NamedTuple):
    generation: str
    until: float
    headers: list[tuple[str, str]]
    body: bytes
    etag: str


class KeptPages:
    """The door in front of Django: answers what is kept, keeps what may be."""

    def __init__(self, application) -> None:
        self.application = application
        self._pages: OrderedDict[tuple, Page] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def __call__(self, environ, start_response):
        if environ["REQUEST_METHOD"] != "GET" or len(environ.get("QUERY_STRING", "")) > LONGEST_QUERY:
            return self.application(environ, start_response)
        key = tuple(
            environ.get(name, "")
            for name in (
                "wsgi.url_scheme",
                "HTTP_HOST",
                "HTTP_X_FORWARDED_PROTO",
                "PATH_INFO",
                "QUERY_STRING",
            )
        )
        page = self._pages.get(key)
        if page and page.until > monotonic() and page.generation == _shared():
            return _answer(page, environ, start_response)
        return self._asked(key, environ, start_response)

    def _asked(self, key: tuple, environ, start_response):
        said: dict = {}

        def started(status, headers, exc_info=None):
            said.update(status=status, headers=headers)
            return start_response(status, headers, exc_info)

        response = self.application(environ, started)
        drawn_at = getattr(response, "kept_at", "")
        if drawn_at and said["status"].startswith("200 ") and _is_for_all(said["headers"]):
            self._keep(key, drawn_at, said["headers"], response.content)
        return response

    def _keep(self, key: tuple, drawn_at: str, headers: list, body: bytes) -> None:
        if len(body) > LONGEST_PAGE:
            return
        etag = next((value for name, value in headers if name.lower() == "etag"), "")
        headers = [
            pair for pair in headers if pair[0].lower() != "x-request-id"
        ]  # of the first request alone
        page = Page(drawn_at, monotonic() + SECONDS, headers, body, etag)
        with self._lock:
            old = self._pages.pop(key, None)
            self._bytes += len(body) - (len(old.body) if old else 0)
            self._pages[key] = page
            while self._bytes > MOST_BYTES:
                _key, dropped = self._pages.popitem(last=False)
                self._bytes -= len(dropped.body)


def _shared() -> str:
    """The generation, or a value that no page has when the shared cache can't be asked."""
    try:
        return cache.get(KEY, "")
    except Exception:
        log.exception("The generation of the public pages can't be read")
        return ""


def _is_for_all(headers: list[tuple[str, str]]) -> bool:
    found = {name.lower(): value.lower() for name, value in headers}
    return "set-cookie" not in found and "cookie" not in found.get("vary", "")


def _answer(page: Page, environ, start_response) -> list[bytes]:
    if page.etag and page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        kept = ("etag", "cache-control", "vary", "date", "expires")
        start_response("304 Not Modified", [pair for pair in page.headers if pair[0].lower() in kept])
        return []
    start_response("200 OK", list(page.headers))
    return [page.body]


def etag_of(content: bytes) -> str:
    """The validator of a page: a digest of its bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
