"""Paths on graphs drawn by hand. The module needs neither Django nor a database."""

import ast
from datetime import date
from decimal import Decimal
from pathlib import Path as File

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.conflicts import graph as module
from reviews.conflicts import names
from reviews.conflicts.graph import ACCOUNT, COMPANY, NAMED, PERSON, Edge, Graph, Judged, Node, path, paths

AT = date(2026, 11, 10)
LI = Node(ACCOUNT, "1", "Li")
WANG = Node(ACCOUNT, "2", "Wang")
APPLICANT = Node(COMPANY, "A")
INSTITUTE, HOLDING, FUND = Node(COMPANY, "C"), Node(COMPANY, "S"), Node(COMPANY, "F")
CHEN = Node(PERSON, "chen")


def works(who, where, **more) -> Edge:
    return Edge("employer", who, where, **more)


def holds(who, what, **more) -> Edge:
    return Edge("holds", who, what, **more)


def walked(found) -> list[tuple[str, str]]:
    return [(step.edge.kind, step.end.key) for step in found.steps]


def test_employed_by_the_applicant():
    found = path(Graph([works(LI, APPLICANT)]), LI, APPLICANT, AT)
    assert (walked(found), found.is_certain, found.between) == ([("employer", "A")], True, ())


def test_the_employer_s_shareholder_holds_the_applicant():
    """Expert → company → its shareholder → applicant, each edge in whatever direction it was stated."""
    facts = [
        works(LI, INSTITUTE, since=date(2020, 1, 1)),
        holds(HOLDING, INSTITUTE, share=Decimal(30)),
        holds(HOLDING, APPLICANT, share=Decimal(60)),
    ]
    found = path(Graph(facts), LI, APPLICANT, AT)
    assert walked(found) == [("employer", "C"), ("holds", "S"), ("holds", "A")]
    assert found.between == (INSTITUTE, HOLDING)
    assert [step.edge.share for step in found.steps] == [None, Decimal(30), Decimal(60)]


def test_three_companies_in_between_are_too_far():
    facts = [
        works(LI, INSTITUTE),
        holds(HOLDING, INSTITUTE),
        holds(FUND, HOLDING),
        holds(FUND, APPLICANT),
    ]
    assert path(Graph(facts), LI, APPLICANT, AT) is None


def test_the_shortest_path_is_shown():
    facts = [
        works(LI, INSTITUTE),
        holds(HOLDING, INSTITUTE),
        holds(HOLDING, APPLICANT),
        Edge("adviser", LI, FUND),
        holds(FUND, APPLICANT),
    ]
    assert walked(path(Graph(facts), LI, APPLICANT, AT)) == [("adviser", "F"), ("holds", "A")]


@pytest.mark.parametrize(
    ("until", "counts"),
    [(None, True), (date(2023, 11, 10), True), (date(2023, 11, 9), False), (date(2026, 12, 1), True)],
)
def test_what_ended_within_three_years_counts(until, counts):
    found = path(Graph([works(LI, APPLICANT, until=until)]), LI, APPLICANT, AT)
    assert (found is not None) is counts


def test_what_has_not_begun_does_not_count():
    assert path(Graph([works(LI, APPLICANT, since=date(2026, 11, 11))]), LI, APPLICANT, AT) is None


def test_three_years_before_the_29th_of_february():
    assert module.years_before(date(2028, 2, 29), 3) == date(2025, 2, 28)


def test_people_of_one_name_are_a_question_until_it_is_settled():
    facts = [
        Edge("namesake", LI, CHEN, alarm="chen"),
        Edge("represents", CHEN, APPLICANT, alarm="chen"),
    ]
    graph = Graph(facts)
    found = path(graph, LI, APPLICANT, AT)
    assert (found.is_certain, found.alarms) == (False, {"chen"})
    key = ("1", "A", "chen")
    assert path(graph, LI, APPLICANT, AT, judged=Judged(false=frozenset([key]))) is None
    assert path(graph, LI, APPLICANT, AT, judged=Judged(true=frozenset([key]))).is_certain
    other = Judged(false=frozenset([("2", "A", "chen"), ("1", "B", "chen")]))
    assert not path(graph, LI, APPLICANT, AT, judged=other).is_certain


def test_a_certain_path_stands_before_a_shorter_question():
    named = Edge("employer", LI, APPLICANT, alarm="a ltd")
    certain = [Edge("adviser", LI, FUND), holds(FUND, APPLICANT)]
    assert walked(path(Graph([named, *certain]), LI, APPLICANT, AT)) == [("adviser", "F"), ("holds", "A")]


def test_one_question_settled_leaves_the_next():
    facts = [
        Edge("namesake", LI, CHEN, alarm="chen"),
        holds(CHEN, APPLICANT, alarm="chen"),
        Edge("kin", LI, Node(PERSON, "zhou"), alarm="zhou"),
        holds(Node(PERSON, "zhou"), APPLICANT, alarm="zhou"),
    ]
    judged = Judged(false=frozenset([("1", "A", "chen")]))
    assert path(Graph(facts), LI, APPLICANT, AT, judged=judged).alarms == {"zhou"}


def test_nothing_runs_through_another_expert():
    facts = [works(LI, INSTITUTE), works(WANG, INSTITUTE), works(WANG, APPLICANT)]
    assert list(paths(Graph(facts), [LI, WANG], [APPLICANT], AT)) == [(WANG, APPLICANT)]


def test_the_state_as_a_common_holder_relates_no_two_companies():
    facts = [works(LI, INSTITUTE), holds(HOLDING, INSTITUTE), holds(HOLDING, APPLICANT)]
    assert path(Graph(facts, state=[HOLDING]), LI, APPLICANT, AT) is None
    inside = Graph([works(LI, HOLDING), *facts[1:]], state=[HOLDING])
    assert walked(path(inside, LI, APPLICANT, AT)) == [("employer", "S"), ("holds", "A")]


def test_two_people_meet_in_a_company_but_not_in_the_one_to_avoid():
    graph = Graph([works(LI, INSTITUTE), works(WANG, INSTITUTE)])
    assert walked(path(graph, LI, WANG, AT)) == [("employer", "C"), ("employer", "2")]
    assert paths(graph, [LI], [WANG], AT, most=2, avoiding=[INSTITUTE]) == {}
    apart = Graph([works(LI, INSTITUTE), holds(HOLDING, INSTITUTE), works(WANG, HOLDING)])
    assert paths(apart, [LI], [WANG], AT, most=2) == {}


def test_a_company_by_name_is_found_as_stated():
    named = Node(NAMED, "old works ltd", "Old Works Ltd")
    facts = [works(LI, named, alarm="old works ltd"), holds(named, APPLICANT, alarm="old works ltd")]
    found = path(Graph(facts), LI, APPLICANT, AT)
    assert (found.alarms, found.steps[0].end.label) == ({"old works ltd"}, "Old Works Ltd")


def test_the_key_of_a_path_forgets_its_dates():
    one = path(Graph([works(LI, APPLICANT, since=date(2020, 1, 1))]), LI, APPLICANT, AT)
    two = path(Graph([works(LI, APPLICANT, until=date(2026, 1, 1))]), LI, APPLICANT, AT)
    other = path(Graph([Edge("adviser", LI, APPLICANT)]), LI, APPLICANT, AT)
    assert one.key == two.key != other.key


NODES = [Node(ACCOUNT, "1"), Node(ACCOUNT, "2"), *(Node(COMPANY, key) for key in "ABCDE"), CHEN]
EDGES = st.builds(
    lambda pair, alarm: Edge("tie", *pair, alarm=alarm),
    st.lists(st.sampled_from(NODES), min_size=2, max_size=2, unique=True),
    st.sampled_from(["", "", "chen"]),
)


def exhaustive(edges, start, end) -> tuple[bool, int] | None:
    """The best (is a question, steps) by trying every walk of up to three edges."""
    best = None
    level = [((start,), False)]
    for steps in (1, 2, 3):
        grown = []
        for walk, alarm in level:
            for edge in edges:
                for here, there in ((edge.start, edge.end), (edge.end, edge.start)):
                    if here == walk[-1] and there not in walk:
                        grown.append(((*walk, there), alarm or bool(edge.alarm)))
        for walk, alarm in grown:
            if walk[-1] == end and (best is None or (alarm, steps) < best):
                best = (alarm, steps)
        level = [(w, a) for w, a in grown if w[-1].kind != ACCOUNT and w[-1] != end]
    return best


@given(st.lists(EDGES, max_size=14))
def test_the_search_agrees_with_trying_everything(edges):
    found = path(Graph(edges), LI, APPLICANT, AT)
    told = None if found is None else (bool(found.alarms), len(found.steps))
    assert told == exhaustive(edges, LI, APPLICANT)


def test_names_are_compared_without_what_typing_adds():
    assert names.company(" 云智 科技（广州）有限公司") == names.company("云智科技(广州)有限公司")
    assert names.person("买买提·艾力") == names.person("买买提艾力")
    assert names.code("91440101-ma5abcde 0x") == "91440101MA5ABCDE0X"


@pytest.mark.parametrize("pure", ["graph", "names"])
def test_it_imports_nothing_but_the_standard_library(pure):
    tree = ast.parse(File(module.__file__).with_name(f"{pure}.py").read_text(encoding="utf-8"))
    roots = {
        name.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    } | {node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert roots <= {"unicodedata", "hashlib", "collections", "dataclasses", "datetime", "decimal"}
