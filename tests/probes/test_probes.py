"""What machines ask: alive, ready, how much waits."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.utils import timezone

from applications.models import Application
from portal.notifications.jobs import enqueue
from portal.notifications.models import Job
from portal.probes import readiness
from portal.probes.gauges import Gauge, gauges
from tests import factories
from tests.lifting import lifted

pytestmark = pytest.mark.django_db
OUTSIDE = {"REMOTE_ADDR": "203.0.113.9"}
BROUGHT = {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}


def due(deadlines):
    """Drafts with these deadlines."""
    call = factories.call()
    for deadline in deadlines:
        draft = factories.draft(factories.enterprise(), call)
        Application.objects.filter(pk=draft.pk).update(deadline=deadline)


def away(*_args, **_kwargs):
    raise OperationalError("connection refused at db.internal")


def test_alive_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (
        200,
        b"ok\n",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )


def test_ready_when_everything_it_stands_on_answers(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "checks": dict.fromkeys(readiness.CHECKS, "ok")}


@pytest.mark.parametrize("where", [OUTSIDE, BROUGHT])
def test_outside_only_the_answer_is_told(client, where):
    assert client.get("/readyz", **where).json() == {"ready": True}


def test_a_database_that_is_away_is_named_without_its_address(client, monkeypatch):
    monkeypatch.setitem(readiness.CHECKS, "database", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "OperationalError"
    assert b"db.internal" not in answer.content


def test_a_cache_that_keeps_nothing_is_named(client, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert client.get("/readyz").json()["checks"]["cache"] == "does not keep what it is given"
    cache.clear()


def test_missing_triggers_make_it_unready(client):
    with lifted():
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["triggers"].endswith("missing")


def test_migrations_that_were_not_applied_are_counted(client, monkeypatch):
    monkeypatch.setattr(readiness, "_known", {"migrated": False})
    monkeypatch.setattr(readiness.MigrationExecutor, "migration_plan", lambda *_args: [1, 2])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["migrations"]) == (503, "2 not applied")


def test_a_late_queue_is_told_and_the_site_goes_on(client):
    enqueue("notice_mail", args={"item": 1}, at=timezone.now() - timedelta(minutes=6))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["queue"]) == (200, "late")


@pytest.mark.parametrize("where", [OUTSIDE, BROUGHT])
def test_figures_are_for_inside_only(client, where):
    assert client.get("/metrics", **where).status_code == 403


def test_a_wider_inside_can_be_named(client, settings):
    settings.METRICS_FROM = ["10.0.0.0/8"]
    assert client.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 200
    assert client.get("/metrics").status_code == 403


def test_figures_of_jobs_and_deadlines(client):
    now = timezone.now()
    enqueue("notice_mail", args={"item": 1}, at=now - timedelta(seconds=90))
    Job.objects.create(handler="x", status="dead", due_at=now, created_at=now)
    due([now + timedelta(hours=hours) for hours in (-2, -1, 3, 30)])
    lines = client.get("/metrics").content.decode().splitlines()
    assert 'portal_jobs{state="dead"} 1.0' in lines
    assert 'portal_jobs{state="queued"} 1.0' in lines
    assert 'portal_deadlines{due="past"} 2.0' in lines
    assert 'portal_deadlines{due="within_a_day"} 1.0' in lines
    age = next(line for line in lines if line.startswith("portal_queue_age_seconds "))
    assert 90 <= float(age.split()[1]) < 120
    assert any(line.startswith("django_http_requests_total_by_method_total{") for line in lines)


def test_a_gauge_that_fails_leaves_the_others(client, monkeypatch):
    def fails(_at):
        raise OperationalError

    monkeypatch.setitem(gauges._items, "bad", Gauge("bad", "fails", fails))
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert b"portal_queue_age_seconds 0.0" in answer.content


def test_figures_take_as_many_queries_for_many_rows(client, django_assert_num_queries):
    client.get("/metrics")
    with django_assert_num_queries(6):
        client.get("/metrics")
    for _n in range(3):
        enqueue("notice_mail", args={"item": 1})
    due([timezone.now()] * 3)
    with django_assert_num_queries(6):
        client.get("/metrics")
