"""Who sees which files. Every read of applications begins here."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from applications.models import Application, Call, Participation
from applications.registry import readers
from applications.workflow import State
from portal.accounts.roles import Role
from portal.statements import Slot, Statement

BY_PARTICIPATION = {Role.COUNTY, Role.CITY, Role.PROVINCE, Role.ALLIANCE, Role.OBJECTIONS}


def visible_to(user) -> QuerySet[Application]:
    """The files that this person may read.

    An enterprise its own; an authority and the alliance what they hold, have held or were sent; the
    auditor everything that was submitted; whoever else a higher floor registered (experts).
    """
    files = Application.objects.all()
    if user.role == Role.ENTERPRISE:
        return files.filter(enterprise__organisation_id=user.organisation_id)
    if user.role in BY_PARTICIPATION:
        mine = Participation.objects.filter(application=OuterRef("pk"), organisation_id=user.organisation_id)
        return files.filter(Exists(mine)).exclude(state=State.DRAFT)
    if user.role == Role.AUDITOR:
        return files.exclude(state=State.DRAFT)
    condition = Q(pk__in=[])
    for reader in readers:
        if reader.role == user.role:
            condition |= reader.condition(user)
    return files.filter(condition)


def held_by(organisation: int | Slot) -> QuerySet[Application]:
    """What waits for an organisation: one filter on the holder."""
    return Application.objects.filter(holder_id=organisation)


def published_calls() -> QuerySet[Call]:
    """Calls that the public sees; drafts are the province's alone."""
    return Call.objects.exclude(status=Call.Status.DRAFT)


PUBLISHED = Statement(
    lambda: published_calls().order_by("-year", "-batch", "-pk").values_list("pk", "kind", "year", "batch")
)
"""What tells calls apart in a filter, the latest first."""
