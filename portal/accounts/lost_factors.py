"""The way back for the only security administrator, by the operator at the machine; on record and told."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from portal.accounts import sessions
from portal.accounts.models import User
from portal.accounts.people import note
from portal.accounts.roles import Role


class Refused(Exception):
    """Why the operator's act was not done; the message says whom to ask."""


@transaction.atomic
def remove_lost_factors(person: User, *, at: datetime) -> None:
    """Remove the second factors of a security administrator who has lost them and has no colleague to ask.

    Ends the person's sessions and mails them, so that nobody does it unseen. Raises Refused.
    """
    if person.role != Role.SECURITY_ADMIN or not person.is_active:
        raise Refused("Only for an active security administrator; they remove everybody else's factors.")
    others = User.objects.select_for_update().filter(role=Role.SECURITY_ADMIN, is_active=True)
    if others.exclude(pk=person.pk).exists():
        raise Refused("There is another security administrator: ask them to remove these factors.")
    if not Authenticator.objects.filter(user=person).delete()[0]:
        raise Refused("This account has no second factor.")
    sessions.end(person, current="")
    note(person, "reset_factors_at_machine", by=None, at=at)
    with translation.override(person.language):
        subject = gettext("Your second factors were removed")
        body = gettext(
            "The operator removed the second factors of your account %(account)s at the machine, and ended its "
            "sessions. If you did not ask for it, tell the office at once: it is on record."
        ) % {"account": person.username}
    send_mail(subject, body, None, [person.email])
