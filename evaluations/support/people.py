"""Whom the support room tells: staff, and the people of enterprises."""

from collections.abc import Iterable

from django.db.models import QuerySet

from portal.accounts.models import User
from portal.accounts.permissions import Permission as P
from portal.accounts.who import who_may


def staff(*, but=None) -> QuerySet[User]:
    """Who keeps events, needs and referrals; ``but``: the person who acted."""
    rows = who_may(P.MANAGE_SUPPORT)
    return rows.exclude(pk=but.pk) if but else rows


def of_enterprises(keys: Iterable[int]) -> QuerySet[User]:
    """The active people of these enterprises."""
    return User.objects.filter(organisation__enterprise__in=list(keys), is_active=True)
