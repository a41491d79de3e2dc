"""What makes an objection complete: the code mailed to its address, and the sealed or signed statement."""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from applications.policies import Refused
from publication import objections
from publication.confirmation import confirmation_code, until
from publication.models import Objection
from publication.objections import Paper, Status, locked, log, tell_officers


@transaction.atomic
def confirm(objection: Objection, code: str, *, at: datetime) -> Objection:
    """Confirm the address with the mailed code; twice does it once. Raises Refused for a wrong or late code."""
    objection = locked(objection)
    if objection.confirmed_at:
        return objection
    if objection.status != Status.INCOMPLETE or at >= until(objection):
        raise Refused(_("This objection is closed; it can't be completed any more."))
    plain = "".join(character for character in code.upper() if character.isalnum())
    if not constant_time_compare(plain, confirmation_code(objection)):
        raise Refused(_("That is not the code that was mailed. Please copy it from the mail."))
    objection.confirmed_at = at
    return _completed(objection, "confirm", at)


@transaction.atomic
def complete(objection: Objection, *, signed: Paper, at: datetime) -> Objection:
    """Add the sealed or signed statement that was missing. Within the period only; twice does it once."""
    objection = locked(objection)
    if objection.has_seal:
        return objection
    objections.demand_running(objection.publicity, at)
    if objection.status != Status.INCOMPLETE:
        raise Refused(_("This objection is closed; it can't be completed any more."))
    digest = objections.keep(objection, signed, is_statement=True)
    objection.has_seal = True
    return _completed(objection, "complete", at, evidence=[digest])


def _completed(objection: Objection, action: str, at: datetime, **data) -> Objection:
    """Keep what came in; with the last missing part the objection is received."""
    if objection.has_seal and objection.confirmed_at:
        objection.status = Status.RECEIVED
    objection.save(update_fields=["has_seal", "confirmed_at", "status"])
    log(objection, action, None, at, **data)
    if objection.status == Status.RECEIVED:
        tell_officers("objection.received", objection, at)
    return objection


def lacking(objection: Objection) -> str:
    """Why an objection that was never completed is refused, in the portal's language."""
    if not objection.has_seal:
        return _("The sealed or signed statement did not follow within the publicity period.")
    return _(
        "The address was not confirmed with the mailed code in time, so the objector could not be verified."
    )
