"""What the staff found when they asked: a note on a sign, on record. It changes no figure and no result."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Call, Enterprise
from applications.policies import Refused
from evaluations import rounds
from evaluations.models import SignNote
from evaluations.signs import finding
from portal.accounts.permissions import Permission as P
from portal.accounts.roles import Role
from portal.audit.chain import record

ASK = (P.RECOMMEND, P.DELIBERATE, P.MANAGE_REVIEW)


def may_ask(user, enterprise: Enterprise) -> bool:
    """The province and the alliance ask about every member, a city about those that are registered in it."""
    if not any(user.may(right) for right in ASK):
        return False
    return user.role != Role.CITY or user.organisation.division_id == enterprise.city_id


@transaction.atomic
def note(call: Call, enterprise: Enterprise, key: str, text: str, *, by, at: datetime) -> SignNote:
    """Note what was found about a sign. Raises Refused where the records don't show that sign any more."""
    if not may_ask(by, enterprise) or not rounds.roster(call).filter(pk=enterprise.pk).exists():
        raise PermissionDenied
    if not text.strip():
        raise Refused(_("Please write what you found."))
    if key not in {sign.key for sign in finding.signs_of(call, enterprise)}:
        raise Refused(_("The records don't show this any more; please look again."))
    made = SignNote.objects.create(call=call, enterprise=enterprise, key=key, text=text.strip(), by=by, at=at)
    data = {"call": call.pk, "enterprise": enterprise.pk, "sign": key, "note": made.pk}
    record(kind="sign", id=f"{call.pk}-{enterprise.pk}", action="note_sign", by=by, at=at, data=data)
    return made
