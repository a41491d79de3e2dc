"""Lists ask no more for three rows than for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.roles import Role
from reviews import many, panels, recusals
from reviews.models import Review, ReviewFile
from tests import factories as make

pytestmark = pytest.mark.django_db


def asked(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(queries)


def seated(files, staff, at):
    """The same panel on each of ``files``, shown."""
    members = [seat.expert for seat in make.panel(files[0], by=staff, at=at)]
    panels.set_panel(files[1:], members, chair=members[0], by=staff, at=at)
    panels.show_panel(files[1:], by=staff, at=at)
    return members


def test_experts(client, staff):
    client.force_login(staff)
    make.expert()
    one = asked(client, reverse("reviews:experts"))
    make.expert(), make.expert()
    assert asked(client, reverse("reviews:experts")) == one


def test_calls_and_files_to_open(client, staff, at):
    client.force_login(staff)
    first = make.call(at=at)
    make.reported(first, at=at)
    addresses = [reverse("reviews:reviews"), reverse("reviews:review_call", args=[first.pk])]
    one = [asked(client, address) for address in addresses]
    for _ in range(2):
        make.reported(make.call(at=at), at=at), make.reported(first, at=at)
    assert [asked(client, address) for address in addresses] == one


@pytest.mark.parametrize("tab", ["panel", "scoring"])
def test_files_in_review(client, opened, staff, in_call, at, tab):
    client.force_login(staff)
    address = reverse("reviews:review_call", args=[in_call.pk]) + f"?tab={tab}"
    files = opened(1)
    if tab == "scoring":
        seated(files, staff, at)
    one = asked(client, address)
    more = opened(2)
    if tab == "scoring":
        seated(more, staff, at)
    assert asked(client, address) == one


def test_recusals_and_a_file(client, seats, staff, at):
    client.force_login(staff)
    owner = make.owner(seats[0].file.application.enterprise)
    recusals.request_recusal(seats[0], ground="other", reasons="理由", by=owner, at=at)
    addresses = [reverse("reviews:recusals"), reverse("reviews:file", args=[seats[0].file_id])]
    one = [asked(client, address) for address in addresses]
    for seat in seats[1:3]:
        recusals.request_recusal(seat, ground="other", reasons="理由", by=owner, at=at)
    assert [asked(client, address) for address in addresses] == one


def test_my_reviews(client, opened, staff, at):
    files = opened(3)
    members = [seat.expert for seat in make.panel(files[0], by=staff, at=at)]
    client.force_login(members[0].user)
    one = asked(client, reverse("reviews:mine"))
    panels.set_panel(files[1:], members, chair=members[0], by=staff, at=at)
    panels.show_panel(files[1:], by=staff, at=at)
    assert asked(client, reverse("reviews:mine")) == one
    assert len(client.get(reverse("reviews:mine")).context["page"].rows) == 3


def test_ranking_and_report(client, staff, in_call, at):
    client.force_login(staff)
    make.reviewed_by_experts(make.reported(in_call, at=at), at=at)
    ranking = reverse("reviews:ranking", args=[in_call.pk])
    one = asked(client, ranking)
    make.reviewed_by_experts(*[make.reported(in_call, at=at) for _ in range(2)], at=at, share="0.9")
    assert asked(client, ranking) == one
    review = Review.objects.get()
    files = list(ReviewFile.objects.order_by("pk"))
    later = files[0].recusal_until
    first = make.sent_report(review, files[:1], by=staff, at=later)
    client.force_login(make.person(Role.PROVINCE))
    addresses = [ranking, reverse("reviews:reports")]
    one = [asked(client, address) for address in addresses]
    second = make.sent_report(review, files[1:], by=staff, at=later)
    assert [asked(client, address) for address in addresses] == one
    pages = [reverse("reviews:report", args=[report.pk]) for report in (first, second)]
    assert asked(client, pages[0]) == asked(client, pages[1])


def test_severity(client, staff, in_call, at):
    client.force_login(make.person(Role.AUDITOR))
    address = reverse("reviews:severity", args=[in_call.pk])
    make.reviewed_by_experts(make.reported(in_call, at=at), at=at)
    one = asked(client, address)
    make.reviewed_by_experts(*[make.reported(in_call, at=at) for _ in range(2)], at=at, share="0.9")
    assert asked(client, address) == one
    rows = client.get(address).context["rows"]
    assert {(str(row.apart), row.stages) for row in rows} == {("0.00", 3), ("0.00", 6)}


def test_the_ranking_is_read_off_its_index(client, staff, opened, at):
    """Page one of a class is the index's first rows on both databases, so it doesn't sort the class."""
    client.force_login(staff)
    ReviewFile.objects.filter(pk__in=[file.pk for file in opened(3)]).update(total=90)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("reviews:ranking", args=[Review.objects.get().call_id]))
    [listed] = [q["sql"] for q in queries if "reviews_reviewfile" in q["sql"] and "ORDER BY" in q["sql"]]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # three rows are few
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + listed)
        plan = str(cursor.fetchall())
    assert "review_file_ranking" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


def test_acts_over_many_files_stay_bounded(opened, staff, at):
    def taken(files) -> list[int]:
        counts = []
        members = [
            make.expert(kind=k, region=r)
            for k, r in zip(
                ["technical"] * 3 + ["financial", "management"],
                ["440100", "440300"] * 2 + ["440100"],
                strict=True,
            )
        ]
        for act in (
            lambda: panels.set_panel(files, members, chair=members[0], by=staff, at=at),
            lambda: panels.show_panel(files, by=staff, at=at),
            lambda: many.declare_no_conflict([s for f in files for s in f.assignments.all()], at=at),
        ):
            with CaptureQueriesContext(connection) as queries:
                act()
            counts.append(len(queries))
        return counts

    taken(opened(1))  # the calendar, content types and the like are read once
    two, five = taken(opened(2)), taken(opened(5))
    assert five[:2] == two[:2]
    assert five[2] == two[2] + 3  # the test's own reading of each file's seats
