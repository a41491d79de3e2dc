"""The expert register (专家库): who is in it, kept by the experts, confirmed by the alliance."""

from datetime import datetime

from django.db import transaction

from portal.accounts.models import Organisation, User
from portal.accounts.roles import Role
from portal.audit.chain import record
from reviews.models import Expert

COLUMNS = ["name", "kind", "employer", "employer_code", "title", "is_committee_member", "region"]


@transaction.atomic
def add_expert(*, username: str, email: str, fields, by, at: datetime, **profile) -> Expert:
    """Enter an expert and create the account; the first password is set through the reset mail.

    ``fields``: fields of expertise; ``profile``: the columns of :data:`COLUMNS`.
    An expert whom the alliance enters is confirmed by it.
    """
    user = User(
        username=username,
        email=email,
        name=profile["name"],
        role=Role.EXPERT,
        organisation=Organisation.objects.get(kind=Organisation.Kind.EXPERTS),
    )
    user.set_unusable_password()
    user.save()
    expert = Expert.objects.create(user=user, is_confirmed=True, changed_at=at, **profile)
    expert.fields.set(fields)
    record(kind="expert", id=str(expert.pk), action="add_expert", by=by, data={"user": user.pk}, at=at)
    return expert


@transaction.atomic
def change_expert(
    expert: Expert, *, fields, by, at: datetime, is_available: bool | None = None, **profile
) -> Expert:
    """Write a changed profile. What the expert changes waits for the alliance's confirmation again."""
    changed = sorted(name for name, value in profile.items() if getattr(expert, name) != value)
    for name, value in profile.items():
        setattr(expert, name, value)
    if is_available is not None:
        if expert.is_available != is_available:
            changed.append("is_available")
        expert.is_available = is_available
    fields_changed = set(expert.fields.all()) != set(fields)
    if by == expert.user and (fields_changed or set(changed) - {"is_available"}):
        expert.is_confirmed = False
    expert.changed_at = at
    expert.save()
    expert.fields.set(fields)
    User.objects.filter(pk=expert.user_id).update(name=expert.name)
    data = {"columns": changed, "fields": sorted(field.key for field in fields)}
    record(kind="expert", id=str(expert.pk), action="change_expert", by=by, data=data, at=at)
    return expert


@transaction.atomic
def confirm_expert(expert: Expert, *, by, at: datetime) -> bool:
    """The alliance confirms the profile as it stands; False when it already was."""
    locked = Expert.objects.select_for_update().get(pk=expert.pk)
    if locked.is_confirmed:
        return False
    Expert.objects.filter(pk=expert.pk).update(is_confirmed=True, changed_at=at)
    record(kind="expert", id=str(expert.pk), action="confirm_expert", by=by, data={}, at=at)
    return True
