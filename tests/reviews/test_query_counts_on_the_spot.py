"""Pages of defences and visits ask no more for three rows than for one."""

import uuid
from datetime import date, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.accounts.roles import Role
from reviews import many, panels
from reviews.defence import days, publishing
from reviews.models import ReviewFile
from reviews.visits import planning, writing
from reviews.visits.writing import Written
from tests import factories as make
from tests.portal.documents import samples
from tests.reviews.test_query_counts import asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(opened, staff, at):
    """Three files of one panel, shown and declared."""
    found = opened(3)
    members = [seat.expert for seat in make.panel(found[0], by=staff, at=at)]
    panels.set_panel(found[1:], members, chair=members[0], by=staff, at=at)
    panels.show_panel(found[1:], by=staff, at=at)
    many.declare_no_conflict([seat for file in found for seat in file.assignments.all()], at=at)
    return list(ReviewFile.objects.order_by("pk"))


def day_of(files, clerk, number, at):
    plan = days.Plan(date(2026, 11, 20 + number), "会议中心", time(9), time(12), 30, [("一号", clerk)])
    day = days.prepare(files[0].review, plan, by=clerk, at=at)
    days.choose(day, files, by=clerk, at=at)
    return publishing.publish(days.draw(day, by=clerk, at=at), by=clerk, at=at)


def test_days_of_defences(client, files, staff, at):
    files = [make.in_stage(file, "defence") for file in files]
    client.force_login(staff)
    first = day_of(files[:1], staff, 0, at)
    listed = reverse("reviews:defence_days", args=[first.review.call_id])
    one = asked(client, listed), asked(client, reverse("reviews:defence_day", args=[first.pk]))
    turn = asked(client, reverse("reviews:defence_turn", args=[first.turns.get().pk]))
    second = day_of(files[1:], staff, 1, at)
    assert (asked(client, listed), asked(client, reverse("reviews:defence_day", args=[second.pk]))) == one
    assert asked(client, reverse("reviews:defence_turn", args=[second.turns.first().pk])) == turn


def test_ones_own_timetable(client, files, staff, at):
    files = [make.in_stage(file, "defence") for file in files]
    expert = files[0].assignments.select_related("expert__user").first().expert.user
    first = day_of(files[:1], staff, 0, at)
    addresses = [reverse("reviews:timetable"), reverse("reviews:timetable_ics")]
    counts = {}
    for user in (expert, staff):
        client.force_login(user)
        counts[user] = [asked(client, address) for address in addresses]
    day_of(files[1:], staff, 1, at)
    for user in (expert, staff):
        client.force_login(user)
        assert [asked(client, address) for address in addresses] == counts[user]
    assert len(client.get(addresses[0]).context["coming"] + client.get(addresses[0]).context["past"]) == 3
    assert first.turns.count() == 1


def test_visits_and_their_checklists(client, files, staff, at):
    files = [make.in_stage(file, "site") for file in files]
    other = make.person(Role.ALLIANCE)
    client.force_login(staff)

    def planned(number: int, items: int):
        when = at + timedelta(days=number)
        visit = planning.plan(files[number], planning.Plan(when, "广州", [staff, other]), by=staff, at=at)
        for item in visit.checklist[:items]:
            writing.write(visit, [Written(item["key"], "pass", "备注", key=uuid.uuid4())], by=staff, at=at)
            picture = SimpleUploadedFile("p.png", samples.picture("PNG", (8 + items, 8)))
            writing.add_photo(visit, picture, item=item["key"], by=staff, at=at)
        return visit

    def counts(visit) -> list[int]:
        names = ("visit", "visit_checklist", "visit_state", "visit_sign")
        return [asked(client, reverse(f"reviews:{name}", args=[visit.pk])) for name in names]

    first = planned(0, 1)
    listed = reverse("reviews:visits", args=[files[0].review.call_id])
    one, of_list = counts(first), asked(client, listed)
    full = planned(1, 3)
    planned(2, 2)
    assert counts(full) == one
    assert asked(client, listed) == of_list
    expert = files[1].assignments.select_related("expert__user").first()
    client.force_login(expert.expert.user)
    sheets = [reverse("reviews:sheet", args=[file.assignments.get(seat=1).pk]) for file in files[:2]]
    assert asked(client, sheets[0]) == asked(client, sheets[1])
