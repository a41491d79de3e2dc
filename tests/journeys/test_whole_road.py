"""Annex 1 from end to end: one enterprise from its registration to the announced list, each step on a page
of the role whose step it is.
"""

from io import StringIO

import pytest
from django.core.management import call_command

from applications import uscc
from applications.models import Application
from portal.documents.models import OfficialDocument
from tests import factories as make
from tests.journeys import roads

pytestmark = [pytest.mark.browser, pytest.mark.journey]

NAME = "云帆工业互联网（演示）有限公司"
CODE = uscc.invented("440106", 4321)
KINDS = ["technical", "technical", "technical", "financial", "management"]


def test_from_registration_to_the_announced_list(site, clock):
    walk(site, clock, "zh-hans")


def walk(site, clock, language: str) -> None:
    """The whole road in one language; the other's test has a file of its own, so that both run at once."""
    site.language = language
    roads.officials()
    experts = [make.expert(kind=kind, region=["440100", "440300"][n % 2]) for n, kind in enumerate(KINDS)]
    roads.register(site, CODE, NAME)
    call = roads.publish_call(site)

    clock.go(2026, 11, 11, 10)
    pk = roads.file(site, CODE)

    clock.go(2026, 11, 12, 10)
    alliance = site.person("alliance")
    alliance.visit("applications:application", pk, status=404)
    roads.collate(site, NAME)
    alliance.visit("applications:application", pk, status=404)
    roads.recommend(site, NAME, call)
    alliance.visit("applications:application", pk).reads(NAME)

    clock.go(2026, 11, 13, 10)
    roads.open_review(site, call, experts, pk)
    roads.review(site, clock, experts, pk, call)
    roads.report_results(site, call)
    roads.deliberate(site, NAME)
    publicity = roads.publicise(site, call)

    public = site.stranger().visit("publication:home").visit("publication:publicity", publicity)
    public.reads(NAME, CODE).finds_no("020-83130000", experts[0].name)
    province = site.person("province").visit("publication:announce", publicity)
    assert province.page.get_by_role("button", name=province.word("Announce"), exact=True).is_disabled()
    roads.announce_by_force(province, publicity)
    assert Application.objects.get(pk=pk).state == "in_publicity"

    clock.go(2026, 12, 1, 10)
    clock.machine()
    roads.announce(site, publicity)
    assert Application.objects.get(pk=pk).state == "announced"
    clock.machine()

    public.visit("publication:notices")
    for asked in (NAME[:4], CODE):
        public.visit("publication:pool", query=f"?q={asked}").reads(NAME, CODE)
    public.visit("publication:enterprise", CODE).reads(NAME)
    for document in OfficialDocument.objects.filter(is_public=True):
        public.visit("documents:verify_code", document.code).reads(document.number)
    site.person("enterprise-1").visit("notifications:inbox")
    answer = StringIO()
    call_command("verify_audit", stdout=answer)
    assert answer.getvalue().startswith("OK")
