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
from tests.architecture.access_table import TABLE
from tests.architecture.urls import every_address

ADDRESSES = every_address()
NAMES = {address.name for address in ADDRESSES}


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda a: a.name)
def test_every_address_has_a_rule(address):
    assert address.pattern.name, f"{address.route}: give the address a name, so that it can be declared"
    assert rule_of(address.view, address.name) is not None, (
        f"{address.name}: put @access(RULE) on the view, or declare it in portal.accounts.access.declare"
    )


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda a: a.name)
def test_every_address_stands_in_the_table_as_written(address):
    assert address.name in TABLE, (
        f'{address.name} has no row. Add to tests/architecture/access_table.py: "{address.name}": '
        f'"{rule_of(address.view, address.name).name}" – if that is who may open it'
    )
    assert rule_of(address.view, address.name).name == TABLE[address.name]


def test_the_table_names_no_address_that_is_gone():
    assert set(TABLE) - NAMES == set()


def outcome(address, user) -> str:
    """What the door does: open, sign-in or refused."""
    request = RequestFactory().get("/somewhere/")
    request.user = user
    request.resolver_match = SimpleNamespace(view_name=address.name)
    try:
        answer = DenyByDefault(lambda _request: None).process_view(request, address.view, (), {})
    except PermissionDenied:
        return "refused"
    return "open" if answer is None else "sign-in"


@pytest.mark.parametrize("role", [*Role.values, "visitor"])
def test_the_door_opens_for_whom_the_rule_admits_and_nobody_else(role):
    user = AnonymousUser() if role == "visitor" else User(pk=1, username=role, role=role)
    for address in ADDRESSES:
        rule = rule_of(address.view, address.name)
        admitted = rule.visitors if role == "visitor" else role in rule.roles
        closed = "sign-in" if role == "visitor" else "refused"
        assert outcome(address, user) == ("open" if admitted else closed), address.name


def test_nobody_who_was_deactivated_gets_in():
    user = User(pk=1, username="gone", role=Role.PROVINCE, is_active=False)
    for address in ADDRESSES:
        if not rule_of(address.view, address.name).cacheable:
            assert outcome(address, user) == "refused", address.name


def test_administrators_open_no_files():
    """System and security administrators: no desk, no application, no dossier, no proof."""
    for name in ("applications:mine", "applications:proof_file", "applications:attachment"):
        address = next(a for a in ADDRESSES if a.name == name)
        for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
            assert outcome(address, User(pk=1, username=role, role=role)) == "refused"
