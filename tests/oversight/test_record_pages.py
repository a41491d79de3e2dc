"""The auditor's pages, and what is published of the record."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.audit.chain import log_read, record
from portal.audit.roots import holds, make_root
from portal.notifications import worker
from portal.notifications.models import InboxItem
from tests import factories
from tests.lifting import lifted

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def auditor(client):
    user = factories.person("auditor")
    client.force_login(user)
    return user


def write(at, *, by=None, kind="job", id="1", action="retry", **data):
    return record(kind=kind, id=id, action=action, by=by, data=data, at=at)


def shown(client, query=""):
    return [event.pk for event in client.get(f"/audit/{query}").context["page"].rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [3, 2, 1, 0]),
        ("?kind=workdays", [2]),
        ("?id=7", [1]),
        ("?action=job.retry", [3, 1, 0]),
        ("?role=province", [3]),
        ("?since=2026-11-11", [3]),
        ("?until=2026-11-10", [2, 1, 0]),
        ("?kind=job&since=2026-11-10&until=2026-11-10", [1, 0]),
        ("?since=nonsense", [3, 2, 1, 0]),
    ],
)
def test_filters(client, auditor, at, query, found):
    events = [
        write(at),
        write(at, id="7"),
        write(at, kind="workdays", id="2027", action="enter"),
        write(at + 24 * HOUR, by=factories.person("province")),
    ]
    assert shown(client, query) == [events[n].pk for n in found]


def test_rows_are_told_in_words_with_names(client, auditor, at):
    officer = factories.person("province")
    write(at, by=officer)
    [row] = client.get("/en/audit/").context["page"].rows
    assert (row.kind_label, row.label) == ("Job", "queued a failed job again")
    assert row.actor_name.startswith(officer.name)


@pytest.mark.parametrize("path", ["/audit/", "/audit/reads/", "/audit/verification/", "/audit/events.csv"])
def test_only_auditors(client, path):
    client.force_login(factories.person("province"))
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("path", ["/audit/", "/audit/chain/job/1/", "/audit/verification/", "/audit/reads/"])
def test_as_many_queries_for_three_rows_as_for_one(
    client, auditor, path, django_assert_num_queries, django_assert_max_num_queries
):
    at = factories.NOON

    def fill(n):
        by = factories.person("province")
        write(at, by=by)
        record(kind="audit", id="verification", action="verify", by=by, data={"ok": True}, at=at)
        log_read(by=by, kind="application", id=str(n), what="dossier", at=at)

    fill(1)
    client.get(path)
    with django_assert_max_num_queries(8) as one:
        client.get(path)
    fill(2)
    fill(3)
    with django_assert_num_queries(len(one.captured_queries)):
        client.get(path)


def test_a_chain_that_is_not_there_is_not_found(client, auditor):
    assert client.get("/audit/chain/job/99/").status_code == 404


def test_export_is_filtered_and_harmless_in_a_spreadsheet(client, auditor, at):
    write(at, action="=cmd()")
    write(at, kind="workdays", id="2027", action="enter")
    lines = b"".join(client.get("/audit/events.csv?kind=job")).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("id,kind,chain_id,sequence,action,")
    assert len(lines) == 2
    assert ",'=cmd()," in lines[1]


def test_verify_now_is_a_job_with_a_verdict_on_record(client, auditor, at):
    write(at)
    for _time in range(2):  # a double click
        assert client.post("/audit/verification/").status_code == 302
    assert worker.run_due_jobs(timezone.now() + HOUR) == 1
    [row] = client.get("/audit/verification/").context["page"].rows
    assert row.data == {"events": 1, "chains": 1, "roots": 0, "ok": True}
    assert row.actor == auditor.pk


def test_a_broken_record_tells_the_auditors(client, auditor, at):
    event = write(at)
    with lifted():
        type(event).objects.filter(pk=event.pk).update(action="other")
    client.post("/audit/verification/")
    worker.run_due_jobs(timezone.now() + HOUR)
    [row] = client.get("/audit/verification/").context["page"].rows
    assert (row.data["ok"], row.data["table"], row.data["row"]) == (False, "audit_event", event.pk)
    [item] = InboxItem.objects.filter(user=auditor)
    assert item.kind == "audit.broken"


def test_roots_are_public_and_the_same_for_everybody(client, at, django_assert_num_queries):
    write(at)
    make_root(at)
    with django_assert_num_queries(1):
        answer = client.get("/audit/roots/")
    assert "csrf" not in answer.content.decode().lower()
    assert not answer.cookies
    write(at)
    make_root(at + HOUR)
    with django_assert_num_queries(1):
        assert [root.number for root in client.get("/audit/roots/").context["page"].rows] == [2, 1]
    assert [root["number"] for root in client.get("/audit/roots.json").json()["roots"]] == [2, 1]


def test_a_proof_can_be_had_after_the_next_root_and_holds_hashes_only(client, at):
    event = write(at, secret_number=4711)
    path = f"/audit/proof/{event.hash}.json"
    early = client.get(path)
    assert (early.status_code, early.json()["event"]) == (404, event.hash)
    write(at, id="2")
    make_root(at)
    answer = client.get(path)
    assert holds(answer.json())
    assert "4711" not in answer.content.decode()
    assert answer["Cache-Control"] == "public, max-age=86400"
    assert client.get(f"/audit/proof/{'0' * 64}.json").status_code == 404
    assert client.get("/audit/proof/xyz.json").status_code == 404


def test_pages_hold_in_both_languages(client, auditor, at):
    write(at, by=auditor, n=1)
    make_root(at)
    for path in (
        "audit/",
        "audit/chain/job/1/",
        "audit/reads/",
        "audit/verification/",
        "audit/roots/",
        "workdays/",
    ):
        for prefix in ("/", "/en/"):
            assert client.get(prefix + path).status_code == 200
