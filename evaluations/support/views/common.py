"""What the views of this room share: whose rights, which year, whose membership."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from applications.models import Enterprise
from evaluations.views.mine import enterprise_of
from portal.accounts.access import needs
from portal.accounts.permissions import Permission as P
from publication.models import Membership

STAFF = needs(P.READ_SUPPORT)
MANAGE = needs(P.MANAGE_SUPPORT)
ENTERPRISE = needs(P.TAKE_PART)
EVERY_SIDE = needs(P.READ_SUPPORT, P.TAKE_PART)


def demand(user, permission: P) -> None:
    """403 for who may read the page but not do this on it."""
    if not user.may(permission):
        raise PermissionDenied


def year_of(request, known: list[int]) -> int:
    """The year that the address asks for, the newest by default, or 404."""
    asked = request.GET.get("year", "")
    if not asked:
        return known[0] if known else 0
    if not asked.isdecimal() or int(asked) not in known:
        raise Http404
    return int(asked)


def member_of(user) -> tuple[Enterprise, Membership | None]:
    """The person's enterprise and its membership of now."""
    enterprise = enterprise_of(user)
    rows = Membership.objects.select_related("enterprise__city")
    return enterprise, rows.filter(enterprise=enterprise, is_member=True).first()
