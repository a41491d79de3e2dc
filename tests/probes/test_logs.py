"""Lines that machines read: numbered by request, without addresses."""

import io
import json
import logging
import sys

import pytest
from django.test import RequestFactory

from portal import env
from portal.logs import AddRequestId, Json, NumberRequests, request_id


@pytest.fixture
def lines():
    """What a logger writes as JSON."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Json())
    handler.addFilter(AddRequestId())
    logger = logging.getLogger("portal")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel("INFO")
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    logger.removeHandler(handler)
    logger.setLevel(level)


def test_a_request_is_numbered_in_its_answer_and_its_line(client, lines):
    answer = client.get("/healthz?secret=1")
    (line,) = lines()
    assert line["request_id"] == answer["X-Request-ID"]
    assert (line["route"], line["method"], line["status"], line["level"]) == ("healthz", "GET", 200, "INFO")
    assert "secret" not in json.dumps(line)
    assert client.get("/healthz")["X-Request-ID"] != line["request_id"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("0af7651916cd43dd8448eb211c80319c", True), ("short", False), ('x"}\n{"forged":1', False)],
)
def test_a_proxys_number_is_kept_when_it_is_one(client, sent, kept):
    answer = client.get("/healthz", HTTP_X_REQUEST_ID=sent)
    assert (answer["X-Request-ID"] == sent) is kept


def test_lines_written_meanwhile_carry_the_number(lines):
    def view(_request):
        logging.getLogger("portal.x").warning("数据 %s", 1)
        raise KeyError

    with pytest.raises(KeyError):
        NumberRequests(view)(RequestFactory().get("/", headers={"X-Request-ID": "12345678"}))
    (line,) = lines()
    assert (line["message"], line["request_id"]) == ("数据 1", "12345678")
    assert request_id.get() == ""


def test_an_error_is_one_line_with_its_trace_and_without_the_request(lines):
    try:
        int("x")
    except ValueError:
        record = logging.LogRecord("django.request", 40, __file__, 1, "bad", None, sys.exc_info())
    record.request = object()
    line = json.loads(Json().format(record))
    assert "ValueError: invalid" in line["exc_info"]
    assert "request" not in line


def test_the_form_of_lines_is_one_of_two(monkeypatch):
    monkeypatch.setenv("LOG_FORMAT", "xml")
    with pytest.raises(env.BadEnvironment, match="line, json"):
        env.choice("LOG_FORMAT", ["line", "json"])
