"""What a forger with the database in hand can do to the record: each attack by SQL, with the triggers dropped.

An attack returns the rows that may be named for it, as (table, id); ``None`` for an id is any row of the table.
"""

from datetime import timedelta

from django.db import connection

from portal.audit import merkle
from portal.audit.chain import Entry, digest, record_many
from portal.audit.models import Chain, Event, Root
from portal.audit.roots import hashes, make_root, root_hash

EVENT, ROOT, CHAIN = "audit_event", "audit_root", "audit_chain"
ACTIONS = ["submit", "pass_on", "return", "report"]


def write_record(at, *, days: int = 3, chains: int = 4, a_day: int = 8) -> None:
    """A record of three rooted days, its chains interwoven."""
    for day in range(days):
        moment = at + timedelta(days=day)
        entries = [
            Entry("application", str(n % chains), ACTIONS[n % 4], None, moment, {"n": n, "名": f"值{day}"})
            for n in range(a_day)
        ]
        record_many(entries)
        make_root(moment)


def run(sql: str, *params) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def one(chance, model=Event):
    return chance.choice(list(model.objects.order_by("pk")))


CHANGED = {
    "kind": "'call'",
    "chain_id": "'99'",
    "sequence": "sequence + 50",
    "action": "'withdraw'",
    "actor": "COALESCE(actor, 0) + 1",
    "actor_role": "'province'",
    "actor_organisation": "COALESCE(actor_organisation, 0) + 1",
    "data": """'{"n": 12345}'""",
    "previous": "'" + "0" * 64 + "'",
    "hash": "'" + "f" * 64 + "'",
    "version": "version + 1",
}


def alter_event(chance):
    """One column of one event. What no longer follows may be the row itself or its chain's next."""
    event, column = one(chance), chance.choice(sorted(CHANGED))
    run(f"UPDATE {EVENT} SET {column} = {CHANGED[column]} WHERE id = %s", event.pk)
    if column in (
        "kind",
        "chain_id",
        "sequence",
    ):  # the gap it leaves, and the place where it does not belong
        return [(EVENT, None), (CHAIN, None)]
    return [(EVENT, event.pk)]


def alter_moment(chance):
    event = one(chance)
    moment = connection.ops.adapt_datetimefield_value(event.at + timedelta(seconds=chance.randint(1, 10**6)))
    run(f"UPDATE {EVENT} SET at = %s WHERE id = %s", moment, event.pk)
    return [(EVENT, event.pk)]


def remove_event(chance):
    event = one(chance)
    run(f"DELETE FROM {EVENT} WHERE id = %s", event.pk)
    after = Event.objects.filter(
        kind=event.kind, chain_id=event.chain_id, sequence=event.sequence + 1
    ).first()
    return [(EVENT, after.pk)] if after else [(CHAIN, None)]


def remove_chain(chance):
    """A file's whole record, its head with it: only the roots still tell."""
    event = one(chance)
    run(f"DELETE FROM {EVENT} WHERE kind = %s AND chain_id = %s", event.kind, event.chain_id)
    run(f"DELETE FROM {CHAIN} WHERE kind = %s AND chain_id = %s", event.kind, event.chain_id)
    return [(ROOT, None)]


def insert_event(chance):
    """An event between two rooted ones, in a chain of its own that is right in itself."""
    place = one(chance).pk
    for pk in Event.objects.filter(pk__gte=place).order_by("-pk").values_list("pk", flat=True):
        run(f"UPDATE {EVENT} SET id = %s WHERE id = %s", pk + 1, pk)
    made = Event(
        kind="application", chain_id="forged", sequence=1, action="submit", at=one(chance).at, data={}
    )
    made.pk, made.hash = place, digest(made)
    made.save(force_insert=True)
    Chain.objects.create(kind="application", chain_id="forged", length=1, head=made.hash)
    return [(ROOT, None)]


def swap_ids(chance):
    """Two events of different chains change places; each chain stays right in itself."""
    first = one(chance)
    second = chance.choice(list(Event.objects.exclude(kind=first.kind, chain_id=first.chain_id)))
    for old, new in ((first.pk, -1), (second.pk, first.pk), (-1, second.pk)):
        run(f"UPDATE {EVENT} SET id = %s WHERE id = %s", new, old)
    return [(ROOT, None)]


def swap_sequences(chance):
    """Two events of one chain change their numbers."""
    first = one(chance)
    mates = Event.objects.filter(kind=first.kind, chain_id=first.chain_id).exclude(pk=first.pk)
    second = chance.choice(list(mates))
    steps = [(first.pk, 999), (second.pk, first.sequence), (first.pk, second.sequence)]
    for pk, number in steps:
        run(f"UPDATE {EVENT} SET sequence = %s WHERE id = %s", number, pk)
    return [(EVENT, first.pk), (EVENT, second.pk)]


def rewrite_chain(chance):
    """An event is altered, and every hash after it computed anew, the head's too: only the root still tells."""
    event = one(chance)
    rows = Event.objects.filter(kind=event.kind, chain_id=event.chain_id, sequence__gte=event.sequence)
    previous = event.previous
    for row in rows.order_by("sequence"):
        row.data = row.data | {"n": 777} if row.pk == event.pk else row.data
        row.previous = previous
        row.hash = previous = digest(row)
        row.save()
    Chain.objects.filter(kind=event.kind, chain_id=event.chain_id).update(head=previous)
    return [(ROOT, Root.objects.get(first__lte=event.pk, last__gte=event.pk).pk)]


def alter_root(chance):
    root = one(chance, Root)
    column, value = chance.choice(
        [("count", "count + 1"), ("merkle", "'" + "0" * 64 + "'"), ("hash", "'" + "0" * 64 + "'")]
    )
    run(f"UPDATE {ROOT} SET {column} = {value} WHERE id = %s", root.pk)
    return [(ROOT, root.pk)]


def remove_root(chance):
    """Any root, the last one too: the file of roots still holds it."""
    run(f"DELETE FROM {ROOT} WHERE id = %s", one(chance, Root).pk)
    return [(ROOT, None)]


def swap_roots(chance):
    first, second = chance.sample(list(Root.objects.all()), 2)
    for pk, number in ((first.pk, 999), (second.pk, first.number), (first.pk, second.number)):
        run(f"UPDATE {ROOT} SET number = %s WHERE id = %s", number, pk)
    return [(ROOT, None)]


def rewrite_everything(chance):
    """A chain and all roots are computed anew: the record is right in itself, and the file of roots tells."""
    rewrite_chain(chance)
    previous = ""
    for root in Root.objects.order_by("number"):
        root.merkle, root.previous = merkle.root(hashes(root.first, root.last)), previous
        root.hash = previous = root_hash(root)
        root.save()
    return [(ROOT, None)]


ATTACKS = [
    alter_event,
    alter_moment,
    remove_event,
    remove_chain,
    insert_event,
    swap_ids,
    swap_sequences,
    rewrite_chain,
    alter_root,
    remove_root,
    swap_roots,
    rewrite_everything,
]
