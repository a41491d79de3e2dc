"""Relations between people and companies as a graph, and the shortest path that explains a conflict. Pure.

Nodes: accounts of people, companies known by code, companies and people known by name only. An edge is one
stated fact with its dates. Whoever is only known by name may be somebody else: an edge that leans on a
name carries it as ``alarm``, and a path over such edges asks a question; a path without alarms is certain.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

YEARS = 3
"""Policy: what ended within three years still counts."""
MOST_STEPS = 3
"""Edges of a path: person → company → its shareholder → applicant, so at most two in between."""

ACCOUNT, COMPANY, NAMED, PERSON = "account", "company", "named", "person"


@dataclass(frozen=True, order=True)
class Node:
    """``kind``: account (of the portal), company (``key``: code), named (company by name) or person (by name).

    ``label`` is the name as it was stated, ``now`` the present one where that differs; neither counts in
    comparisons.
    """

    kind: str
    key: str
    label: str = field(default="", compare=False)
    now: str = field(default="", compare=False)


@dataclass(frozen=True)
class Edge:
    """One stated relation. ``share``: percent; ``detail``: the post; ``kin``: whose; dates None where not known.

    ``is_direct``: it counts towards the company itself and leads no further (a dispute).
    """

    kind: str
    start: Node
    end: Node
    since: date | None = None
    until: date | None = None
    share: Decimal | None = None
    detail: str = ""
    kin: str = ""
    alarm: str = ""
    is_direct: bool = False

    def counts(self, at: date, years: int = YEARS) -> bool:
        """Whether the relation stands at ``at`` or ended within ``years`` before it."""
        begun = self.since is None or self.since <= at
        return begun and (self.until is None or self.until >= years_before(at, years))


@dataclass(frozen=True)
class Step:
    """An edge as it is walked, from ``start`` to ``end``."""

    edge: Edge
    start: Node
    end: Node


@dataclass(frozen=True)
class Path:
    """From a person to an enterprise (or to another person), step by step.

    ``alarms``: names on which it leans and that nobody has confirmed; empty when the path is certain.
    """

    steps: tuple[Step, ...]
    alarms: frozenset[str] = frozenset()

    @property
    def is_certain(self) -> bool:
        return not self.alarms

    @property
    def between(self) -> tuple[Node, ...]:
        """What lies between the two ends."""
        return tuple(step.end for step in self.steps[:-1])

    @property
    def key(self) -> str:
        """SHA-256 over kinds and nodes, without dates: the same path stated anew keeps it."""
        told = [(s.edge.kind, s.start.kind, s.start.key, s.end.kind, s.end.key) for s in self.steps]
        return hashlib.sha256(repr(told).encode()).hexdigest()


@dataclass(frozen=True)
class Judged:
    """What was settled about names: sets of (account key, enterprise key, name).

    ``false``: another person or company of that name; ``true``: the very one.
    """

    false: frozenset[tuple[str, str, str]] = frozenset()
    true: frozenset[tuple[str, str, str]] = frozenset()


NOTHING_JUDGED = Judged()


class Graph:
    """The edges, found from either end. ``state``: companies that hold shares for the state."""

    def __init__(self, edges: Iterable[Edge], *, state: Collection[Node] = ()) -> None:
        self.edges = list(edges)
        self.state = frozenset(state)

    def around(self, at: date) -> Mapping[Node, list[Step]]:
        """The steps that lead away from each node over edges that count at ``at``."""
        found: dict[Node, list[Step]] = defaultdict(list)
        for edge in self.edges:
            if edge.start != edge.end and edge.counts(at):
                found[edge.start].append(Step(edge, edge.start, edge.end))
                found[edge.end].append(Step(edge, edge.end, edge.start))
        return found


def years_before(day: date, years: int) -> date:
    """The same day ``years`` earlier; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def path(
    graph: Graph, person: Node, target: Node, at: date, *, judged: Judged = NOTHING_JUDGED
) -> Path | None:
    """The best path between one person and one target; see :func:`paths`."""
    return paths(graph, [person], [target], at, judged=judged).get((person, target))


def paths(
    graph: Graph,
    people: Iterable[Node],
    targets: Iterable[Node],
    at: date,
    *,
    judged: Judged = NOTHING_JUDGED,
    most: int = MOST_STEPS,
    avoiding: Collection[Node] = (),
) -> dict[tuple[Node, Node], Path]:
    """The best path of each pair that has one: a certain one before a question, then the shortest.

    ``most``: steps of a path, 3 at the most. ``avoiding``: nodes that join nobody. Nothing runs through
    a person's account. A holder for the state joins no two companies (公司法 art. 265: enterprises under
    state control are not related by that alone); whoever works for such a holder is related to what it
    holds.
    """
    around = graph.around(at)
    ends = list(dict.fromkeys(targets))
    search = _Search(graph, around, _led_to(around, ends), frozenset(avoiding), judged, most)
    found: dict[tuple[Node, Node], Path] = {}
    for person in dict.fromkeys(people):
        for one in search.from_person(person):
            pair = (person, one.steps[-1].end)
            if pair not in found or _rank(one) < _rank(found[pair]):
                found[pair] = one
    return found


def _led_to(around: Mapping[Node, list[Step]], ends: Iterable[Node]) -> dict[Node, list[Step]]:
    """The steps that lead to one of ``ends``, by the node they leave."""
    found: dict[Node, list[Step]] = defaultdict(list)
    for end in ends:
        for step in around.get(end, []):
            found[step.end].append(Step(step.edge, step.end, end))
    return found


def _rank(one: Path) -> tuple:
    """What is better comes first; the last part only makes the choice the same each time."""
    told = [(step.edge.kind, step.end.kind, step.end.key) for step in one.steps]
    return bool(one.alarms), len(one.steps), told


class _Search:
    """All paths of up to three steps, meeting in the middle: last steps are looked up, not searched."""

    def __init__(self, graph, around, led_to, avoiding, judged, most) -> None:
        self.graph, self.around, self.led_to = graph, around, led_to
        self.avoiding, self.judged, self.most = avoiding, judged, most
        self._next: dict[Node, list[Step]] = {}

    def from_person(self, person: Node) -> Iterable[Path]:
        for first in self.led_to.get(person, []):
            yield from self._judged(person, (first,))
        for first in self.around.get(person, []):
            if first.edge.is_direct or not self._joins(first.end):
                continue
            if self.most > 1:
                yield from self._closed(person, (first,))
            if self.most > 2:
                for second in self._towards(first.end):
                    if second.end != person and self._may_pass(first, second):
                        yield from self._closed(person, (first, second))

    def _joins(self, node: Node) -> bool:
        return node.kind != ACCOUNT and node not in self.avoiding

    def _towards(self, node: Node) -> list[Step]:
        """Steps from ``node`` to a neighbour of a target, kept: many people share an employer."""
        if node not in self._next:
            near = [step for step in self.around.get(node, []) if step.end in self.led_to]
            self._next[node] = [step for step in near if self._joins(step.end)]
        return self._next[node]

    def _may_pass(self, step: Step, onward: Step) -> bool:
        """Whether a path may run through the node between the two steps."""
        between_companies = step.start.kind in {COMPANY, NAMED} and onward.end.kind in {COMPANY, NAMED}
        return not (between_companies and step.end in self.graph.state)

    def _closed(self, person: Node, walked: tuple[Step, ...]) -> Iterable[Path]:
        last = walked[-1]
        seen = {person, *(step.end for step in walked)}
        for step in self.led_to.get(last.end, []):
            if step.end not in seen and self._may_pass(last, step):
                yield from self._judged(person, (*walked, step))

    def _judged(self, person: Node, steps: tuple[Step, ...]) -> Iterable[Path]:
        """The path, unless one of its names was found to be somebody else's for this very pair."""
        names = {step.edge.alarm for step in steps if step.edge.alarm}
        pair = (person.key, steps[-1].end.key)
        if any((*pair, name) in self.judged.false for name in names):
            return
        yield Path(steps, frozenset(name for name in names if (*pair, name) not in self.judged.true))
