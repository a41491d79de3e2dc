"""The record: chained, rooted, proven, and refused to whoever would change it."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from portal.audit import merkle, triggers
from portal.audit.chain import Entry, history, log_read, record, record_many
from portal.audit.models import AccessLog, Chain, Event, Root
from portal.audit.roots import holds, make_root, proof, root_over
from portal.audit.verify import verify
from tests import factories
from tests.lifting import lifted

pytestmark = pytest.mark.django_db


def write(at, *, kind="application", id="1", action="submit", **data):
    return record(kind=kind, id=id, action=action, by=None, data=data, at=at)


def raw(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_links_follow_each_other_from_the_first(at):
    first, second = write(at, n=1), write(at + timedelta(seconds=1), n=2)
    other = write(at, id="2")
    assert (first.sequence, first.previous) == (1, "")
    assert (second.sequence, second.previous) == (2, first.hash)
    assert (other.sequence, other.previous) == (1, "")
    assert list(history("application", 1)) == [first, second]


def test_who_acted_is_kept_by_number_only(at):
    user = factories.person("province")
    event = record(kind="call", id="9", action="publish", by=user, data={}, at=at)
    assert (event.actor, event.actor_role, event.actor_organisation) == (
        user.pk,
        "province",
        user.organisation_id,
    )
    stored = Event.objects.get(pk=event.pk)
    assert user.name not in repr(stored.__dict__)


def test_many_at_once_are_the_same_as_one_by_one(at):
    entries = [Entry("application", str(n % 3), "pass_on", None, at, {"n": n}) for n in range(9)]
    many = record_many(entries)
    assert [event.sequence for event in many] == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    stored = {event.pk: event for event in Event.objects.all()}
    for event in many:
        assert (stored[event.pk].hash, stored[event.pk].data) == (event.hash, event.data)
    assert write(at, id="0").previous == many[6].hash
    assert verify().ok


def test_two_thousand_entries_take_few_statements(at, django_assert_max_num_queries):
    entries = [Entry("application", str(n), "pass_on", None, at, {"n": n}) for n in range(2000)]
    with django_assert_max_num_queries(9):
        record_many(entries)
    with django_assert_max_num_queries(7):
        record_many(entries)
    assert Event.objects.count() == 4000
    assert verify().ok


@pytest.mark.parametrize("table", ["audit_event", "audit_root", "audit_accesslog"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET at = at", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_change_the_record(at, table, statement):
    if statement.startswith("TRUNCATE") and connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    write(at)
    make_root(at)
    log_read(by=factories.person("auditor"), kind="application", id="1", what="dossier", at=at)
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        raw(statement.format(table))
    assert (Event.objects.count(), Root.objects.count(), AccessLog.objects.count()) == (1, 1, 1)


def test_triggers_are_put_back_after_a_migration_and_missed_by_the_check():
    with lifted():
        names = triggers.missing()
        found = triggers.check_triggers(databases=["default"])
        assert [error.id for error in found] == ["audit.E001"] * len(names)
        assert {"audit_event_no_update", "audit_root_no_delete", "audit_accesslog_no_update"} <= set(names)
        triggers.install_after_migrate(using="default")
        assert triggers.missing() == []
    assert triggers.check_triggers(databases=["default"]) == []


def test_a_root_covers_what_has_none_and_names_the_one_before(at):
    events = [write(at, n=n) for n in range(5)]
    first = make_root(at)
    assert make_root(at) is None
    assert (first.number, first.count, first.previous) == (1, 5, "")
    assert first.merkle == merkle.root([event.hash for event in events])
    sixth = write(at)
    assert root_over(sixth) is None
    assert proof(sixth) is None
    second = make_root(at + timedelta(days=1))
    assert (second.number, second.first, second.count) == (2, first.last + 1, 1)
    assert second.previous == first.hash
    assert root_over(sixth) == second


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13])
def test_each_event_is_proven_under_its_root(at, size):
    events = [write(at, n=n) for n in range(size)]
    root = make_root(at)
    for index, event in enumerate(events):
        found = proof(event)
        assert (found["event"], found["index"], found["root"]["hash"]) == (event.hash, index, root.hash)
        assert holds(found)
        assert not holds(found | {"event": "0" * 64})


def test_the_tree_is_that_of_rfc_6962():
    """Three leaves: H(1, H(1, a, b), c), each leaf H(0, value), written out."""
    from hashlib import sha256

    values = ["aa" * 32, "bb" * 32, "cc" * 32]
    a, b, c = (sha256(b"\x00" + bytes.fromhex(value)).digest() for value in values)
    ab = sha256(b"\x01" + a + b).digest()
    assert merkle.root(values) == sha256(b"\x01" + ab + c).hexdigest()
    assert merkle.root([]) == sha256(b"").hexdigest()


def verified() -> str:
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue().strip()


def test_a_whole_record_is_counted(at):
    write(at)
    write(at)
    write(at, id="2")
    make_root(at)
    assert verified() == "OK: 3 events in 2 chains, 1 roots"


def some(at):
    events = [write(at, n=n) for n in range(3)]
    write(at, id="2")
    make_root(at)
    write(at, id="3")
    return events


@pytest.mark.parametrize(
    ("forge", "table", "what"),
    [
        ("UPDATE audit_event SET action = 'withdraw' WHERE id = {1}", "audit_event, id {1}", "content"),
        ("UPDATE audit_event SET actor = 7 WHERE id = {1}", "audit_event, id {1}", "content"),
        ("UPDATE audit_event SET previous = 'x' WHERE id = {2}", "audit_event, id {2}", "previous"),
        ("UPDATE audit_event SET hash = 'x' WHERE id = {0}", "audit_event, id {0}", "content"),
        ("DELETE FROM audit_event WHERE id = {1}", "audit_event, id {2}", "sequence"),
        ("DELETE FROM audit_event WHERE id = {2}", "audit_chain", "head"),
        ("DELETE FROM audit_event WHERE chain_id = '2'", "audit_chain", "length"),
        ("DELETE FROM audit_chain WHERE chain_id = '2'", "audit_event", "head"),
        ("UPDATE audit_root SET count = 99", "audit_root", "content"),
        ("UPDATE audit_root SET number = 2", "audit_root", "number"),
    ],
)
def test_a_forged_row_is_named(at, forge, table, what):
    ids = [event.pk for event in some(at)]
    with lifted():
        raw(forge.format(*ids))
    with pytest.raises(CommandError) as refusal:
        verified()
    assert str(refusal.value).startswith(f"BROKEN: table {table.format(*ids)}")
    assert f": {what}" in str(refusal.value)


def test_a_chain_forged_whole_is_found_by_its_root(at):
    """Someone rewrites an event, its hash and the head: only the published root still tells."""
    from portal.audit.chain import digest

    write(at, n=1)
    root = make_root(at)
    event = Event.objects.get()
    event.data = {"n": 2}
    event.hash = digest(event)
    with lifted():
        event.save()
    Chain.objects.update(head=event.hash)
    assert verify().broken.table == "audit_root"
    assert verify().broken.id == root.pk


def test_missing_triggers_are_named_and_restored_only_when_told(at):
    write(at)
    with lifted():
        with pytest.raises(CommandError, match="Triggers are missing"):
            verified()
        call_command("verify_audit", "--restore-triggers", stdout=io.StringIO())
        assert triggers.missing() == []


def test_a_plain_value_that_json_does_not_know_is_kept_as_text(at):
    event = record(kind="t", id="1", action="a", by=None, data={"at": at, "n": 0.1, "名": "值"}, at=at)
    assert Event.objects.get(pk=event.pk).data == {"at": str(at), "n": 0.1, "名": "值"}
    assert verify().ok
