"""Deny by default: every address of the site, ours, the admin's and allauth's, against every role."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from portal.accounts.access import rule_of
from portal.accounts.middleware import DenyByDefault
from portal.accounts.models import User
from portal.accounts.roles import Role
from tests.architecture.access_table import EVERYBODY, ROLES, TABLE, VISITOR
from tests.architecture.urls import every_address

ADDRESSES = every_address()
NAMES = {address.name for address in ADDRESSES}


def opens(address, user) -> bool:
    """Whether the door lets ``user`` through; a visitor at a closed one is sent to sign in."""
    request = RequestFactory().get("/somewhere/")
    request.user, request.session = user, {}
    request.resolver_match = SimpleNamespace(view_name=address.name)
    try:
        answer = DenyByDefault(lambda _request: None).process_view(request, address.view, (), {})
    except PermissionDenied:
        return False
    if answer is not None:
        assert answer.url.startswith("/accounts/login/?next=")
        assert not user.is_authenticated
    return answer is None


def admitted(address) -> set[str]:
    """Everybody whom the door lets through."""
    people = {role: User(pk=1, username=role, role=role) for role in Role.values}
    people[VISITOR] = AnonymousUser()
    return {who for who, user in people.items() if opens(address, user)}


def test_the_table_knows_every_role():
    assert set(Role.values) == ROLES


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda a: a.name)
def test_the_door_admits_whom_the_table_names_and_nobody_else(address):
    assert address.pattern.name, f"{address.route}: give the address a name, so that it can be declared"
    assert rule_of(address.view, address.name) is not None, (
        f"{address.name}: put @access(RULE) on the view, or declare it in portal.accounts.access.declare"
    )
    assert address.name in TABLE, (
        f"{address.name} has no row in tests/architecture/access_table.py: "
        "write there who may open it (scripts/access_rows.py lists what is missing)"
    )
    assert admitted(address) == TABLE[address.name]


def test_the_table_names_no_address_that_is_gone():
    assert set(TABLE) - NAMES == set()


def test_a_page_that_is_cached_whole_is_open_to_everybody():
    for address in ADDRESSES:
        if rule_of(address.view, address.name).cacheable:
            assert TABLE[address.name] == EVERYBODY, address.name


def test_nobody_who_was_deactivated_gets_in():
    user = User(pk=1, username="gone", role=Role.PROVINCE, is_active=False)
    for address in ADDRESSES:
        if not rule_of(address.view, address.name).cacheable:
            assert not opens(address, user), address.name


def test_administrators_open_no_files():
    """System and security administrators: no desk, no application, no dossier, no scores, no objection."""
    floors = ("applications:", "reviews:", "publication:")
    theirs = {
        name
        for name, who in TABLE.items()
        if name.startswith(floors) and who != EVERYBODY and who & {"system_admin", "security_admin"}
    }
    assert theirs == {"applications:dispute", "applications:dispute_file", "applications:dispute_list"}
