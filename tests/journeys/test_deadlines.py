"""A deadline is a deadline, on the server's clock; what was written is kept."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from applications import collation, filing
from applications.models import Application
from portal.accounts.models import User
from tests import factories as make
from tests.journeys import roads

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def to(clock, moment: datetime) -> None:
    clock.go(*timezone.localtime(moment).timetuple()[:6])


def test_one_second_late_is_refused_and_the_draft_is_kept(site, clock):
    enterprise, call = make.enterprise(), make.call(at=timezone.now())
    owner = make.owner(enterprise, username="enterprise-1")
    file = make.filled(
        filing.begin(enterprise, call, by=owner, at=timezone.now()), at=timezone.now(), by=owner
    )
    to(clock, call.closes_at - timedelta(minutes=5))
    visitor = site.person("enterprise-1").visit("applications:submit", file.pk).fill({"promise": True})
    to(clock, call.closes_at + timedelta(seconds=1))
    visitor.press("Submit", status=422)
    assert Application.objects.get(pk=file.pk).state == "draft"
    visitor.visit("applications:preview", file.pk)
    clock.machine()
    assert Application.objects.get(pk=file.pk).state == "lapsed"
    visitor.visit("applications:application", file.pk)


def test_a_correction_that_is_not_made_in_time_lapses(site, clock):
    roads.officials()
    enterprise, call = make.enterprise(), make.call(at=timezone.now())
    make.owner(enterprise, username="enterprise-1")
    file = make.submitted(enterprise, call, at=timezone.now())
    county = User.objects.get(username="county")
    collation.return_for_correction([file], reasons="请更正。", days=1, by=county, at=timezone.now())
    deadline = Application.objects.get(pk=file.pk).deadline
    to(clock, deadline - timedelta(minutes=5))
    visitor = site.person("enterprise-1").visit("applications:submit", file.pk).fill({"promise": True})
    to(clock, deadline + timedelta(seconds=1))
    visitor.press("Submit", status=422)
    clock.machine()
    assert Application.objects.get(pk=file.pk).state == "lapsed"
    visitor.visit("applications:mine").reads(visitor.word("Lapsed"))
