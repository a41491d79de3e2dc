"""The site map names what this floor shows to everybody, and nothing that isn't out yet."""

import pytest
from django.urls import reverse

from evaluations.support import directory, events
from portal.accounts.roles import Role
from tests import factories as make
from tests.evaluations.support import factories
from tests.evaluations.support.factories import NOON

pytestmark = pytest.mark.django_db


def test_it_names_city_pools_directories_and_events_that_are_out(client):
    alliance, province = make.person(Role.ALLIANCE), make.person(Role.PROVINCE)
    call = factories.announced_call()
    factories.excellent(call)
    made = directory.prepare(call, title="推荐名录（测试）", preface="一段。", by=alliance, at=NOON)
    event = factories.event(by=alliance)
    draft = events.create(factories.event_fields(), by=alliance, at=NOON)
    directory_address = reverse("evaluations:directory_public", args=[made.year, made.pk])
    text = client.get("/sitemap.xml").content.decode()
    assert f"{reverse('evaluations:city_pool', args=['441900'])}</loc>" in text
    assert f"{reverse('evaluations:event_public', args=[event.pk])}</loc>" in text
    assert f"{reverse('evaluations:event_public', args=[draft.pk])}</loc>" not in text
    assert directory_address not in text
    directory.issue(made, by=province, at=NOON)
    assert f"{directory_address}</loc>" in client.get("/sitemap.xml").content.decode()
