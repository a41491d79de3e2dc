"""Keyset paging: walking the pages shows every row exactly once, whatever the order and the gaps."""

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.models import Division
from portal.ui.paging import page

QUIET = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
pytestmark = pytest.mark.django_db
CODES = st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=14)


def fill(names):
    """Divisions of an invented province; an empty name of the list means a row without a parent."""
    Division.objects.filter(code__startswith="99").delete()
    Division.objects.filter(code__startswith="9").delete()
    parents = [
        Division.objects.create(code=f"9{n}", name=letter, level="city") for n, letter in enumerate("abc")
    ]
    for number, name in enumerate(names):
        Division.objects.create(
            code=f"99{number:03}",
            name=name,
            level="county",
            parent=dict(zip("abc", parents, strict=True)).get(name),
        )
    return Division.objects.filter(code__startswith="99", level="county")


def walk(queryset, order, *, size=3):
    """Codes of all pages, forward to the end."""
    found, query = [], ""
    while True:
        shown = page(RequestFactory().get("/list/" + query), queryset, order=order, size=size)
        found += [row.code for row in shown.rows]
        if not shown.next_query:
            return found, shown
        query = shown.next_query


@QUIET
@given(
    names=CODES,
    order=st.sampled_from([("parent__name", "-pk"), ("-parent__name", "pk"), ("-name",), ("parent_id",)]),
)
def test_every_row_once(names, order):
    queryset = fill(names)
    found, _last = walk(queryset, order)
    assert sorted(found) == sorted(queryset.values_list("code", flat=True))


def test_empty_values_come_last_in_both_directions():
    queryset = fill(["", "b", "a"])
    assert walk(queryset, ("parent__name",))[0] == ["99002", "99001", "99000"]
    assert walk(queryset, ("-parent__name",))[0] == ["99001", "99002", "99000"]


def test_back_shows_the_page_before():
    queryset = fill(["a"] * 7)
    _found, last = walk(queryset, ("pk",))
    assert [row.code for row in last.rows] == ["99006"]
    before = page(RequestFactory().get("/list/" + last.previous_query), queryset, order=("pk",), size=3)
    assert [row.code for row in before.rows] == ["99003", "99004", "99005"]


def test_filters_stay_in_the_links():
    shown = page(RequestFactory().get("/list/?q=x&after=old"), fill(["a"] * 4), order=("pk",), size=3)
    assert shown.next_query.startswith("?q=x&after=")
    assert shown.first_query == "?q=x"


@pytest.mark.parametrize("cursor", ["", "rubbish", "WzFd:sig", "a:b:c"])
def test_a_bad_cursor_leads_to_page_one(cursor):
    shown = page(RequestFactory().get("/list/", {"after": cursor}), fill(["a"] * 4), order=("pk",), size=3)
    assert [row.code for row in shown.rows] == ["99000", "99001", "99002"]


def test_a_cursor_of_another_order_leads_to_page_one():
    queryset = fill(["a"] * 4)
    other = page(RequestFactory().get("/list/"), queryset, order=("-pk",), size=3)
    shown = page(RequestFactory().get("/list/" + other.next_query), queryset, order=("pk",), size=3)
    assert [row.code for row in shown.rows] == ["99000", "99001", "99002"]


@pytest.mark.parametrize("rows", [1, 3])
def test_one_query_whatever_the_rows(rows, django_assert_num_queries):
    queryset = fill(["a"] * rows)
    with django_assert_num_queries(1):
        page(RequestFactory().get("/list/"), queryset, order=("name",))
