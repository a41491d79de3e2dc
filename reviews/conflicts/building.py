"""The graph of what people stated and what is known of companies, read in a bounded number of queries.

Old codes and names of a registered enterprise lead to its present code, so that a renamed enterprise keeps
its relations. A mention without a code leads to the company of that name where there is just one, as a
question; people other than the accounts are known by name only, so every edge to them is one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from applications.models import Enterprise, FormerName
from portal.accounts.models import User
from reviews.conflicts import names
from reviews.conflicts.graph import (
    ACCOUNT,
    COMPANY,
    NAMED,
    PERSON,
    YEARS,
    Edge,
    Graph,
    Judged,
    Node,
    years_before,
)
from reviews.models import CompanyTie, Expert, NameAlarm, Relation

EDGE_OF_TIE = {CompanyTie.Kind.SHAREHOLDER: "holds", CompanyTie.Kind.REPRESENTATIVE: "represents"}


@dataclass(frozen=True)
class World:
    """The graph around some accounts and enterprises, with the nodes of both by id."""

    graph: Graph
    accounts: dict[int, Node]
    enterprises: dict[int, Node]
    judged: Judged


class Registered:
    """Which company a code or a name means: what registered enterprises are called and were called."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}  # any code → the present one
        self.names: dict[str, set[str]] = defaultdict(set)  # name as compared → present codes
        self.now: dict[str, str] = {}  # present code → present name
        self._former: dict[int, set[str]] = defaultdict(set)

    def learn(self, condition: Q) -> None:
        """Read the enterprises that ``condition`` picks, with all they were called."""
        rows = Enterprise.objects.filter(condition).values_list("pk", "uscc", "name")
        found = {pk: (names.code(code), name) for pk, code, name in rows}
        for code, name in found.values():
            self._called(code, code, name)
            self.now[code] = name
        former = FormerName.objects.filter(enterprise__in=found).values_list("enterprise", "uscc", "name")
        for pk, code, name in former:
            self._called(found[pk][0], names.code(code), name)

    def _called(self, present: str, code: str, name: str) -> None:
        if code:
            self.codes[code] = present
        self.names[names.company(name)].add(present)

    def mention(self, code: str, name: str) -> None:
        """A name that stands beside a code somewhere is known to belong to it."""
        if code and name:
            self.names[names.company(name)].add(self.codes.get(code, code))

    def all_codes(self) -> set[str]:
        return {*self.codes, *self.codes.values()}

    def companies(self, name: str, code: str) -> list[tuple[Node, str]]:
        """The nodes that a mention may mean, each with the name on which that leans ('' with a code).

        A name alone that several registered enterprises have or had asks about each of them.
        """
        key, code = names.company(name), names.code(code)
        if code:
            return [(self._node(code, name, key), "")]
        meant = sorted(self.names.get(key, ()))
        return [(self._node(one, name, key), key) for one in meant] or [(Node(NAMED, key, name), key)]

    def _node(self, code: str, name: str, key: str) -> Node:
        present = self.codes.get(code, code)
        now = self.now.get(present, "")
        return Node(COMPANY, present, name, "" if names.company(now) == key else now)


def build(
    accounts: Collection[int], enterprises: Collection[int], day: date, proposed: Collection[CompanyTie] = ()
) -> World:
    """The graph in which paths between ``accounts`` (ids) and ``enterprises`` (ids) on ``day`` are found.

    ``proposed``: ties that are not kept yet and count as if they were.
    """
    people = list(User.objects.filter(pk__in=accounts).order_by("pk"))
    stated = list(
        Relation.objects.filter(person__in=accounts).exclude(status=Relation.Status.REMOVED).order_by("pk")
    )
    employed = list(Expert.objects.filter(user__in=accounts).order_by("pk"))
    known = Registered()
    mentioned = [(r.organisation, names.code(r.code)) for r in stated]
    mentioned += [(e.employer, names.code(e.employer_code)) for e in employed]
    known.learn(Q(pk__in=enterprises) | _called(mentioned))
    ties = [*_ties(known, mentioned, [*people, *stated], day), *proposed]
    beside = [(tie.holder, tie.holder_code) for tie in ties] + [
        (tie.subject, tie.subject_code) for tie in ties
    ]
    known.learn(_called([(name, code) for name, code in beside if code not in known.codes]))
    for name, code in [*mentioned, *beside]:
        known.mention(code, name)
    nodes = {person.pk: Node(ACCOUNT, str(person.pk), person.name) for person in people}
    edges = [*_of_accounts(known, nodes, stated, employed), *_of_ties(known, ties)]
    state = {
        node
        for tie in ties
        if tie.nature == CompanyTie.Nature.STATE
        for node, _alarm in known.companies(tie.holder, tie.holder_code)
    }
    codes = dict(Enterprise.objects.filter(pk__in=enterprises).values_list("pk", "uscc"))
    targets = {pk: Node(COMPANY, code, known.now[code]) for pk, code in codes.items()}
    return World(Graph(edges, state=state), nodes, targets, _judged(nodes, codes))


def _called(mentioned: Iterable[tuple[str, str]]) -> Q:
    """The registered enterprises that have or had one of these codes, or one of the names given alone."""
    codes = {code for _name, code in mentioned if code}
    alone = {name for name, code in mentioned if not code}
    former = FormerName.objects.filter(Q(uscc__in=codes) | Q(name__in=alone)).values("enterprise")
    return Q(uscc__in=codes) | Q(name__in=alone) | Q(pk__in=former)


def _ties(known: Registered, mentioned, called, day: date) -> Iterable[CompanyTie]:
    """The ties of every company that a person mentioned or that is a target, and of people of their names."""
    codes = known.all_codes() | {code for _name, code in mentioned if code}
    keys = set(known.names) | {names.company(name) for name, _code in mentioned}
    for one in called:
        name = one.name if isinstance(one, User) else one.kin_name
        if name:
            keys.add(names.person(name))
    rows = CompanyTie.objects.exclude(until__lt=years_before(day, YEARS))
    near = (
        Q(holder_code__in=codes)
        | Q(subject_code__in=codes)
        | Q(holder_key__in=keys)
        | Q(subject_key__in=keys)
    )
    return rows.filter(near).order_by("pk")


def _of_accounts(known: Registered, nodes, stated, employed) -> Iterable[Edge]:
    for node in nodes.values():
        key = names.person(node.label)
        yield Edge("namesake", node, Node(PERSON, key, node.label), alarm=key)
    for expert in employed:
        for where, alarm in known.companies(expert.employer, expert.employer_code):
            yield Edge("employer", nodes[expert.user_id], where, detail=expert.title, alarm=alarm)
    for one in stated:
        yield from _of_relation(known, nodes[one.person_id], one)


def _of_relation(known: Registered, who: Node, one: Relation) -> Iterable[Edge]:
    for where, alarm in known.companies(one.organisation, one.code):
        yield Edge(
            one.kind,
            who,
            where,
            since=one.since,
            until=one.until,
            share=one.share,
            detail=one.position,
            kin=one.kin,
            alarm=alarm,
            is_direct=one.kind == Relation.Kind.DISPUTE,
        )
    if one.kin_name:
        key = names.person(one.kin_name)
        yield Edge("kin_name", who, Node(PERSON, key, one.kin_name), kin=one.kin, alarm=key)


def _of_ties(known: Registered, ties: Iterable[CompanyTie]) -> Iterable[Edge]:
    for tie in ties:
        for subject, by_name in known.companies(tie.subject, tie.subject_code):
            for holder, alarm in _holders(known, tie):
                yield Edge(
                    EDGE_OF_TIE[tie.kind],
                    holder,
                    subject,
                    since=tie.since,
                    until=tie.until,
                    share=tie.share,
                    alarm=alarm or by_name,
                )


def _holders(known: Registered, tie: CompanyTie) -> list[tuple[Node, str]]:
    if tie.nature == CompanyTie.Nature.PERSON:
        return [(Node(PERSON, tie.holder_key, tie.holder), tie.holder_key)]
    return known.companies(tie.holder, tie.holder_code)


def _judged(nodes: dict[int, Node], codes: dict[int, str]) -> Judged:
    """What was settled about names for these accounts and enterprises."""
    rows = NameAlarm.objects.filter(person__in=nodes, enterprise__in=codes).exclude(
        status=NameAlarm.Status.OPEN
    )
    found: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for person, enterprise, name, status in rows.values_list("person", "enterprise", "name", "status"):
        found[status].add((nodes[person].key, codes[enterprise], name))
    return Judged(frozenset(found[NameAlarm.Status.FALSE]), frozenset(found[NameAlarm.Status.TRUE]))
