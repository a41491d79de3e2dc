"""The interface keeps what its OpenAPI description promises, for values that it allows and that it forbids."""

from datetime import date

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings

from portal.wsgi import application as wsgi
from publication.models import Membership
from tests import factories as make

pytestmark = pytest.mark.django_db
OPERATIONS = [
    ("GET", "/api/v1/members"),
    ("GET", "/api/v1/members/{uscc}"),
    ("GET", "/api/v1/verify"),
    ("GET", "/api/v1/products"),
    ("GET", "/api/v1/notices"),
    ("GET", "/api/v1/publicities/{number}/entries"),
    ("GET", "/api/v1/announcements/{number}/entries"),
    ("GET", "/api/v1/statistics"),
]


@pytest.fixture
def kept_connection():
    """A real request ends by closing connections, which would end the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def schema(at, kept_connection):
    enterprise = make.enterprise(at=at)
    Membership.objects.create(
        enterprise=enterprise, code="GD22222222", supplier_class="service", since=date(2026, 3, 2)
    )
    make.announced(make.call(at=at), 1, at=at)
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", wsgi)


def test_every_operation_is_walked(schema):
    described = {(op.ok().method.upper(), op.ok().path) for op in schema.get_all_operations()}
    assert described == set(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_an_operation_answers_as_described(schema, method, path):
    operation = schema[path][method]

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def walk(case):
        case.call_and_validate()

    walk()


@pytest.mark.parametrize(
    "address",
    [
        *[f"/api/v1/members?{name}=%00" for name in ("city", "class", "tier", "year", "q", "after")],
        "/api/v1/members/91440101%00",
        "/api/v1/verify?q=%00",
        "/api/v1/publicities/1/entries?after=%00",
        "/api/v1/announcements/1/entries?after=%00",
    ],
)
def test_a_nul_is_refused_as_described(client, address):
    answer = client.get(address)
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("application/json")


def test_the_description_says_that_no_text_holds_a_nul(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    texts = [
        (path, parameter["name"])
        for path, methods in paths.items()
        for parameter in methods["get"].get("parameters", [])
        if parameter["schema"].get("type") == "string"
        and "enum" not in parameter["schema"]
        and "format" not in parameter["schema"]
        and parameter["schema"].get("pattern") != r"^[^\x00]*$"
    ]
    assert texts == []
