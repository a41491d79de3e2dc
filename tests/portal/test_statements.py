"""A kept statement answers as its queryset would, now."""

from datetime import timedelta

import pytest
from django.db.models import BigIntegerField, CharField, DateTimeField, F
from django.utils import timezone

from portal.accounts.models import Division
from portal.notifications.models import Job
from portal.statements import Among, Counts, Joined, Keys, Slot, Statement

pytestmark = pytest.mark.django_db


def job(key, at=None):
    return Job.objects.create(handler=key, due_at=at or timezone.now(), created_at=at or timezone.now())


def test_slots_are_filled_anew_each_time():
    level = Slot("level", CharField())
    kept = Statement(
        lambda: Division.objects.filter(level=level).order_by("code").values_list("code", "name")
    )
    cities, counties = kept.rows(level="city"), kept.rows(level="county")
    assert (len(cities), len(counties)) == (21, 122)
    assert (cities[0].code, cities[0].name) == ("440100", "广州市")
    assert kept.raw(level="province") == [("440000", "广东省")]


def test_what_is_written_later_is_read():
    kept = Statement(lambda: Job.objects.filter(handler=Slot("key", CharField())).values_list("pk"))
    assert kept.rows(key="a") == []
    made = job("a")
    assert kept.rows(key="a") == [(made.pk,)]


def test_columns_come_back_as_django_gives_them(at):
    job("a", at)
    kept = Statement(
        lambda: Job.objects.filter(due_at__lte=Slot("at", DateTimeField())).values_list("due_at")
    )
    assert kept.rows(at=at) == [(at,)]
    assert kept.rows(at=at - timedelta(seconds=1)) == []


def test_any_number_of_keys():
    kept = Statement(
        lambda: Job.objects.filter(Among(F("pk"), Keys("keys"))).order_by("pk").values_list("handler")
    )
    made = [job(key).pk for key in "abc"]
    assert kept.rows(keys=[]) == []
    assert kept.rows(keys=made[1:]) == [("b",), ("c",)]
    assert kept.rows(keys={made[0], made[-1] + 1}) == [("a",)]


def test_a_group_in_one_text():
    groups = Division.objects.order_by().filter(code__in=["440100", "440200"]).values("parent")
    kept = Statement(lambda: groups.annotate(found=Joined("code", "level")).values_list("parent", "found"))
    [(parent, found)] = kept.rows()
    assert parent == "440000"
    assert sorted(found.split(",")) == ["440100:city", "440200:city"]


def test_what_django_knows_to_be_empty():
    assert Statement(lambda: Job.objects.none().values_list("pk")).rows() == []
    assert Counts(lambda: [Job.objects.none(), Division.objects.all()], most=5).of() == [0, 5]


def test_counts_stop_at_their_most():
    kept = Counts(
        lambda: [
            Division.objects.filter(level=Slot("level", CharField())),
            Division.objects.filter(level="province"),
            Job.objects.filter(pk=Slot("pk", BigIntegerField())),
        ],
        most=30,
    )
    assert kept.of(level="city", pk=0) == [21, 1, 0]
    assert kept.of(level="county", pk=job("a").pk) == [30, 1, 1]
