"""Walking the whole record: every chain, every head, every root."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.audit import merkle, mirror
from portal.audit.chain import digest
from portal.audit.models import Chain, Event, Root
from portal.audit.roots import hashes, root_hash

AT_A_TIME = 2000  # rows held in memory


@dataclass(frozen=True)
class Broken:
    """The first row that is not as it was written."""

    table: str
    id: int
    what: str


@dataclass(frozen=True)
class Verdict:
    events: int
    chains: int
    roots: int
    broken: Broken | None

    @property
    def ok(self) -> bool:
        return self.broken is None

    def as_dict(self) -> dict:
        """For a row of the record: figures and the place, no content."""
        found = {"events": self.events, "chains": self.chains, "roots": self.roots, "ok": self.ok}
        if self.broken:
            found |= {"table": self.broken.table, "row": self.broken.id, "differs": self.broken.what}
        return found


def verify() -> Verdict:
    """Walk the record in order of chains, then the roots, and stop at the first broken row."""
    counts = {"events": 0, "chains": 0, "roots": 0}
    broken = next(_faults(counts), None)
    return Verdict(**counts, broken=broken)


def _faults(counts: dict) -> Iterator[Broken]:
    yield from _chain_faults(counts)
    yield from _root_faults(counts)
    yield from _mirror_faults()


def _chain_faults(counts: dict) -> Iterator[Broken]:
    """Events against their own hash and the one before; the last of each chain against the head.

    Heads are read first: an event that is written meanwhile lies beyond its head and is no fault.
    """
    heads = Chain.objects.values_list("kind", "chain_id", "pk", "length", "head")
    known = {(kind, chain_id): rest for kind, chain_id, *rest in heads.iterator(chunk_size=AT_A_TIME)}
    rows = Event.objects.order_by("kind", "chain_id", "sequence").iterator(chunk_size=AT_A_TIME)
    last: Event | None = None
    for event in rows:
        if last is None or (last.kind, last.chain_id) != (event.kind, event.chain_id):
            yield from _head_fault(known, last)
            counts["chains"] += 1
            last = None
        yield from _event_fault(event, last)
        counts["events"] += 1
        last = event
    yield from _head_fault(known, last)
    for pk, length, _head in known.values():
        if length:
            yield Broken(Chain._meta.db_table, pk, "length: all events of the chain are missing")


def _event_fault(event: Event, before: Event | None) -> Iterator[Broken]:
    table = Event._meta.db_table
    if event.sequence != (before.sequence + 1 if before else 1):
        yield Broken(table, event.pk, "sequence: a row before it is missing")
    elif event.previous != (before.hash if before else ""):
        yield Broken(table, event.pk, "previous: is not the hash of the row before it")
    elif digest(event) != event.hash:
        yield Broken(table, event.pk, "content: does not match its hash")


def _head_fault(known: dict, last: Event | None) -> Iterator[Broken]:
    """The head that was read must be the last event, or the head of now must be an event (it grew)."""
    if last is None:
        return
    pk, length, head = known.pop((last.kind, last.chain_id), (None, 0, ""))
    if (length, head) == (last.sequence, last.hash):
        return
    now = Chain.objects.filter(kind=last.kind, chain_id=last.chain_id).first()
    if now is None:
        yield Broken(Event._meta.db_table, last.pk, "head: the head of its chain is missing")
        return
    grown = Event.objects.filter(
        kind=now.kind, chain_id=now.chain_id, sequence=now.length, hash=now.head, sequence__gte=last.sequence
    )
    if not grown.exists():
        yield Broken(
            Chain._meta.db_table, pk or now.pk, "head: is not the last event; events are missing or added"
        )


def _root_faults(counts: dict) -> Iterator[Broken]:
    table, before = Root._meta.db_table, None
    for root in Root.objects.order_by("number").iterator(chunk_size=AT_A_TIME):
        first = before.last + 1 if before else 1
        if root.number != (before.number + 1 if before else 1) or root.first != first:
            yield Broken(table, root.pk, "number: a root before it is missing")
        elif root.previous != (before.hash if before else ""):
            yield Broken(table, root.pk, "previous: is not the hash of the root before it")
        elif root_hash(root) != root.hash:
            yield Broken(table, root.pk, "content: does not match its hash")
        values = hashes(root.first, root.last)
        if len(values) != root.count or merkle.root(values) != root.merkle:
            yield Broken(table, root.pk, "merkle: the events under it are not those that were rooted")
        counts["roots"] += 1
        before = root


def _mirror_faults() -> Iterator[Broken]:
    """The roots against the file that was written when they were made."""
    if number := mirror.difference():
        root = Root.objects.filter(number=number).first()
        what = f"mirror: root {number} is not the one that stands in the file of roots"
        yield Broken(Root._meta.db_table, root.pk if root else 0, what)
