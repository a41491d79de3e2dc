"""What is done to accounts: entered, changed, switched off and on, unlocked. Every act is on record.

Records hold ids, roles and names of fields, never what stands in them.
"""

from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.internal.flows import password_reset
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.audit.chain import record

OWN_FIELDS = {"name", "phone", "email", "language"}


def person(pk: int) -> User:
    """A fresh copy of an account, so that a refused form does not change what the page shows."""
    return User.objects.select_related("organisation").get(pk=pk)


@transaction.atomic
def change_profile(person: User, *, changes: dict, by: User, at: datetime) -> None:
    """Change one's own data; the same again changes nothing and records nothing."""
    if by.pk != person.pk or set(changes) - OWN_FIELDS:
        raise PermissionDenied
    row = User.objects.select_for_update().get(pk=person.pk)
    changed = sorted(name for name, value in changes.items() if getattr(row, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(row, name, changes[name])
    row.save(update_fields=changed)
    note(row, "change_profile", by=by, at=at, fields=changed)


@transaction.atomic
def enter(person: User, *, by: User, at: datetime) -> User:
    """Enter a new official with no usable password; the mail of :func:`mail_reset` lets them set one."""
    _only_for_security(by)
    person.password = make_password(None)
    person.save()
    note(person, "create", by=by, at=at, role=person.role, organisation=person.organisation_id)
    return person


@transaction.atomic
def change(person: User, *, fields: list[str], by: User, at: datetime) -> None:
    """Save what the security administrator changed on an account."""
    _only_for_security(by)
    person.save()
    note(person, "change", by=by, at=at, fields=sorted(fields), role=person.role)


@transaction.atomic
def set_active(person: User, *, active: bool, by: User, at: datetime) -> bool:
    """Switch an account off or on; says whether anything changed. Nobody switches themselves off."""
    _only_for_security(by)
    return person.pk != by.pk and switch(person, active=active, by=by, at=at)


@transaction.atomic
def switch(person: User, *, active: bool, by: User, at: datetime) -> bool:
    """Switch an account off or on for a caller that has checked the right to (a colleague's consent)."""
    row = User.objects.select_for_update().get(pk=person.pk)
    if row.is_active == active:
        return False
    row.is_active = active
    row.save(update_fields=["is_active"])
    note(row, "activate" if active else "deactivate", by=by, at=at)
    return True


@transaction.atomic
def unlock(person: User, *, request, by: User, at: datetime) -> None:
    """End the wait after failed sign-ins, for the user name and the e-mail of an account."""
    _only_for_security(by)
    get_adapter(request).unlock(request, person)
    note(person, "unlock", by=by, at=at)


@transaction.atomic
def reset_factors(person: User, *, by: User, at: datetime) -> bool:
    """Remove the second factors of somebody who lost them, never one's own; says whether there were any."""
    _only_for_security(by)
    if person.pk == by.pk or not Authenticator.objects.filter(user=person).delete()[0]:
        return False
    note(person, "reset_factors", by=by, at=at)
    return True


@transaction.atomic
def mail_reset(person: User, *, request, by: User, at: datetime) -> None:
    """Mail the link with which a person sets a new password."""
    _only_for_security(by)
    password_reset.request_password_reset(request, person.email, [person], default_token_generator)
    note(person, "mail_reset", by=by, at=at)


def note(person: User, action: str, *, by: User | None, at: datetime, **data) -> None:
    """One event in the account's chain."""
    record(kind="account", id=str(person.pk), action=action, by=by, data=data, at=at)


def _only_for_security(by: User) -> None:
    if not by.may(Permission.MANAGE_ACCOUNTS):
        raise PermissionDenied
