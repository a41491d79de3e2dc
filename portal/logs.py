"""Logs that machines read, each line with the number of the request that it belongs to.

A line names the route of a request, never its address: addresses of the objection desk carry secrets.
"""

import logging
import re
import time
import uuid
from contextvars import ContextVar

from pythonjsonlogger.json import JsonFormatter

from portal import env

HEADER = "X-Request-ID"
SENT = re.compile(r"[0-9A-Za-z-]{8,64}")
"""What a proxy may have given the request as its number; anything else gets one of ours."""
request_id: ContextVar[str] = ContextVar("request_id", default="")
log = logging.getLogger("portal.requests")


class NumberRequests:
    """Give each request a number, in its answer and in every line that is logged meanwhile."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        sent = request.headers.get(HEADER, "")
        number = sent if SENT.fullmatch(sent) else uuid.uuid4().hex
        token, started = request_id.set(number), time.monotonic()
        try:
            response = self.get_response(request)
            response[HEADER] = number
            log.info("request", extra=_facts(request, response, time.monotonic() - started))
            return response
        finally:
            request_id.reset(token)


def _facts(request, response, seconds: float) -> dict:
    match = request.resolver_match
    return {
        "method": request.method,
        "route": match.view_name if match else "",
        "status": response.status_code,
        "ms": round(seconds * 1000),
    }


class AddRequestId(logging.Filter):
    """Put the number of the request in hand on each record; where Django names an address, the route instead."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        request = getattr(record, "request", None)
        if isinstance(record.args, tuple) and hasattr(request, "path"):
            match = getattr(request, "resolver_match", None)
            route = match.view_name if match else "-"
            record.args = tuple(route if one == request.path else one for one in record.args)
        return True


class Json(JsonFormatter):
    """One JSON object a line: time, level, logger, message, request and whatever was given as extra.

    Django hands the request itself to its own loggers; its address stays out.
    """

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data: dict) -> dict:
        log_data.pop("request", None)
        return {name: value for name, value in log_data.items() if value not in ("", None)}


def configuration() -> dict:
    """Django's setting of that name: one handler, in the form and from the level that the environment asks for."""
    handler = {
        "class": "logging.StreamHandler",
        "filters": ["request_id"],
        "formatter": env.choice("LOG_FORMAT", ["line", "json"]),
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "portal.logs.AddRequestId"}},
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s"},
            "json": {"()": "portal.logs.Json"},
        },
        "handlers": {"console": handler},
        "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
        # Each PDF tells of its seven steps, and every task that it succeeded.
        "loggers": {name: {"level": "WARNING"} for name in ("weasyprint", "fontTools", "celery.app.trace")},
    }
