"""Help in plain words: every guide opens, in both languages, and every link in it leads somewhere."""

import pytest
from django.urls import reverse

from publication.guides import GUIDES
from tests import factories as make
from tests.publication import public_factories as public

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.key)
def test_a_guide_opens_and_names_its_steps(client, guide, prefix):
    page = client.get(f"{prefix}/help/{guide.key}/").content.decode()
    assert page.count('<h2 class="h6">') == len(guide.steps)
    for step in guide.steps:
        if step.url_name:
            assert reverse(step.url_name) in page


def test_the_index_leads_to_all_and_an_unknown_one_is_not_found(client):
    page = client.get("/help/").content.decode()
    assert [f"/help/{guide.key}/" in page for guide in GUIDES] == [True] * len(GUIDES)
    assert client.get("/help/nobody/").status_code == 404


def test_every_page_leads_to_help(client):
    assert 'href="/help/"' in client.get("/").content.decode()


def test_statistics_count_by_tier_and_show_the_map(client):
    for tier in ("excellent", "excellent", "qualified", ""):
        row = public.member(make.enterprise())
        row.tier = tier
        row.save()
    answer = client.get("/en/statistics/")
    assert [(key, many) for key, _label, many in answer.context["tiers"]] == [
        ("excellent", 2),
        ("qualified", 1),
        ("", 1),
    ]
    page = answer.content.decode()
    assert page.count('class="tile ') == 21
    assert '/en/pool/?city=440100">Guangzhou <b>4</b>' in page
