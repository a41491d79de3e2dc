"""Components drawn once: each value, person and language its own, and nothing of the request in what is kept."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from portal.accounts.roles import Role
from portal.notifications.models import InboxItem
from portal.ui import addresses
from portal.ui.drawn import draw, place, put
from portal.ui.navigation import Link
from tests.factories import person

MENU = "components/menu_links.html"


def test_the_same_values_are_the_same_component_and_others_another():
    links = (Link("A & B", "/a/", True),)
    first = draw(MENU, links=links)
    assert '<a href="/a/" aria-current="page">A &amp; B</a>' in first
    assert draw(MENU, links=(Link("A & B", "/a/", True),)) is first
    assert "aria-current" not in draw(MENU, links=(Link("A & B", "/a/", False),))


def test_each_language_has_its_own():
    with translation.override("en"):
        assert 'lang="zh-Hans"' in draw("components/language.html", href="/x/")
    assert 'lang="en"' in draw("components/language.html", href="/x/")


def test_what_is_put_in_a_place_is_escaped_unless_it_is_safe():
    markup = draw("components/language.html", href=place("href"))
    assert 'href="/a/?q=&lt;b&gt;"' in put(markup, href="/a/?q=<b>")
    assert 'href="<i>"' in put(markup, href=mark_safe("<i>"))
    assert "href-" in draw("components/language.html", href="href-")  # what somebody typed is no place


@pytest.mark.django_db
def test_the_header_is_each_persons_own_and_of_this_moment():
    clients = {}
    for name, division in (("甲某", "440106"), ("乙某", "440104")):
        clients[name] = Client(enforce_csrf_checks=True)
        user = person(Role.COUNTY, division=division, name=name)
        clients[name].force_login(user, backend="portal.accounts.backends.RoleBackend")
    address = reverse("applications:desk")

    def header(name, path=address):
        return re.search(r"<header.*?</header>", clients[name].get(path).content.decode(), re.DOTALL)[0]

    for _time in range(2):
        assert ("甲某" in header("甲某"), "乙某" in header("甲某")) == (True, False)
        assert ("甲某" in header("乙某"), "乙某" in header("乙某")) == (False, True)
    assert 'class="count"' not in header("甲某")
    InboxItem.objects.create(user=user_of(clients["甲某"]), kind="call.published", at=timezone.now())
    assert '<span class="count">1</span>' in header("甲某")
    assert f'href="/en{address}?tab=collate"' in header("甲某", address + "?tab=collate")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w{64})"', header("甲某"))[1]
    assert clients["甲某"].post(reverse("account_logout"), {"csrfmiddlewaretoken": token}).status_code == 302
    assert clients["甲某"].get(address).status_code == 302  # signed out


def user_of(client):
    return client.get(reverse("applications:desk")).wsgi_request.user


@pytest.mark.parametrize(
    ("path", "chinese", "english"),
    [
        ("/", "/", "/en/"),
        ("/en/", "/", "/en/"),
        ("/pool/?year=2026&next=/en/x/", "/pool/?year=2026&next=/en/x/", "/en/pool/?year=2026&next=/en/x/"),
        ("/en/pool/", "/pool/", "/en/pool/"),
        ("/english/", "/english/", "/en/english/"),
    ],
)
def test_an_address_in_the_other_language(path, chinese, english):
    assert addresses.in_language(path, "zh-hans") == chinese
    assert addresses.in_language(path, "en") == english


def test_fixed_addresses_follow_the_language():
    assert addresses.address("accessibility") == reverse("accessibility")
    with translation.override("en"):
        assert addresses.address("accessibility") == "/en" + addresses.in_language(
            reverse("accessibility"), "zh-hans"
        )
