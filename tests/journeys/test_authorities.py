"""Annex 1, steps 3 and 4 on their side roads: places without counties, and a file that comes back."""

import pytest
from django.utils import timezone

from applications.models import Application
from tests import factories as make
from tests.journeys import roads

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def filed(**place):
    """A file that was submitted, and the enterprise's person."""
    call = make.call(at=timezone.now())
    enterprise = make.enterprise(**place)
    make.owner(enterprise, username="enterprise-1")
    return make.submitted(enterprise, call, at=timezone.now())


def state(file) -> str:
    return Application.objects.get(pk=file.pk).state


def test_dongguan_has_no_county_and_its_city_ticks_the_paper(site, clock):
    roads.officials(county="", city="441900")
    file = filed(city="441900", county=None)
    assert file.state == "at_city"
    city = site.person("city")
    roads.open_from_desk(city, file.enterprise_name)
    roads.tick_checklist(city)
    city.fill({"opinion": roads.WORDS}).press("Report, copy to the alliance", status=422)
    roads.tick_paper(city)
    city.press("Report, copy to the alliance")
    assert state(file) == "reported"
    site.person("alliance").visit("applications:application", file.pk).reads(file.enterprise_name)


def test_a_file_comes_back_corrected_to_who_returned_it(site, clock):
    roads.officials()
    file = filed()
    county = site.person("county")
    roads.open_from_desk(county, file.enterprise_name)
    county.page.locator("details:has([name=return_reasons]) summary").click()
    county.fill({"return_reasons": "请补充注册地址。", "return_days": "3"})
    county.press("Return for correction")
    assert state(file) == "returned"

    clock.go(2026, 11, 11, 10)
    enterprise = site.person("enterprise-1").visit("applications:section", file.pk, "basic")
    enterprise.reads("请补充注册地址。").fill({"address": "科技园88号8栋"})
    enterprise.press_that('main button[name="go"][value="next"]')
    enterprise.visit("applications:preview", file.pk).reads("科技园88号8栋")
    roads.submit(enterprise, file.pk)
    assert state(file) == "at_county"

    county = site.person("county")
    roads.open_from_desk(county, file.enterprise_name)
    county.visit("applications:application", file.pk, query="?tab=differences").reads("科技园88号8栋")
    county.visit("applications:application", file.pk)
    roads.tick_paper(county)
    county.fill({"opinion": roads.WORDS}).press("Pass on to the city")
    assert state(file) == "at_city"
