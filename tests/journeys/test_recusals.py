"""Annex 1, step 5: an expert declares a recusal, the applicant requests one; both are ruled on and replaced."""

import pytest
from django.utils import timezone

from reviews.models import Assignment, Recusal
from tests import factories as make
from tests.journeys import roads

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def rule(site, recusal: Recusal, substitute) -> None:
    """The alliance grants the recusal with reasons and seats a substitute."""
    alliance = site.person("alliance").visit("reviews:recusals").visit("reviews:recusal", recusal.pk)
    alliance.fill({"ruling": "granted", "reasons": "情况属实，予以回避。"})
    alliance.press_that("main form:has([name=ruling]) button")
    alliance.visit("reviews:replace", recusal.assignment_id)
    alliance.press_that(f'main form:has([name="expert"][value="{substitute.pk}"]) button')


def test_declared_and_requested(site, clock):
    roads.officials()
    kinds = ["technical", "technical", "technical", "technical", "financial"]
    experts = [make.expert(kind=kind, region=["440100", "440300"][n % 2]) for n, kind in enumerate(kinds)]
    substitutes = [make.expert(region="440600"), make.expert(region="440300")]
    call = make.call(at=timezone.now())
    file = make.reported(call, at=timezone.now())
    make.owner(file.enterprise, username="enterprise-1")
    roads.open_review(site, call.pk, experts, file.pk)

    visitor = site.person(experts[1].user.username).visit("reviews:mine").follow_that("main td a.btn")
    visitor.page.locator("main details:has([name=ground]) summary").click()
    visitor.fill({"ground": "consulted"})
    visitor.page.locator("main form[action*='/recuse/'] [name=reasons]").fill("曾为该企业提供咨询。")
    visitor.press_that("main form[action*='/recuse/'] button")
    rule(site, Recusal.objects.get(), substitutes[0])

    enterprise = site.person("enterprise-1").visit(
        "applications:application", file.pk, query="?tab=reviews.panel"
    )
    seat = Assignment.objects.get(expert=experts[2])
    enterprise.follow_that(f"main a[href*='/reviews/seats/{seat.pk}/recusal/']")
    enterprise.fill({"ground": "other", "reasons": "与本企业存在竞争关系。"})
    enterprise.press_that("main form:has([name=reasons]) button")
    rule(site, Recusal.objects.get(origin="requested"), substitutes[1])

    for expert in experts[1:3]:
        gone = site.person(expert.user.username).visit("reviews:mine").finds_no(file.enterprise_name)
        for page in ("reviews:declare", "reviews:sheet"):
            gone.visit(page, Assignment.objects.get(expert=expert).pk, status=404)
        gone.visit("applications:application", file.pk, status=404)
    enterprise.visit("applications:application", file.pk, query="?tab=reviews.panel")
    enterprise.reads(*[one.name for one in substitutes]).finds_no(experts[1].name)
