"""Divisions of Guangdong (GB/T 2260) and their authorities."""

import pytest

from portal.accounts.models import Division, Organisation

pytestmark = pytest.mark.django_db


def test_there_are_21_cities_and_122_counties():
    assert Division.objects.filter(level="city").count() == 21
    assert Division.objects.filter(level="county").count() == 122


@pytest.mark.parametrize(("code", "name"), [("440309", "龙华区"), ("440310", "坪山区"), ("440311", "光明区")])
def test_the_districts_that_other_lists_miss(code, name):
    assert Division.objects.get(pk=code).name == name


def test_dongguan_and_zhongshan_have_no_counties():
    assert not Division.objects.filter(parent_id__in=["441900", "442000"]).exists()


def test_every_city_and_county_has_its_authority():
    assert Organisation.objects.filter(kind="city").count() == 21
    assert Organisation.objects.filter(kind="county").count() == 122
    assert Organisation.province().code == "440000"
