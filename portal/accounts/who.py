"""Whom a matter concerns: the people whose role may do something."""

from django.db.models import QuerySet

from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.accounts.roles import roles_with


def who_may(*permissions: Permission) -> QuerySet[User]:
    """The active accounts whose role has at least one of ``permissions``."""
    roles = set().union(*map(roles_with, permissions))
    return User.objects.filter(role__in=roles, is_active=True)
