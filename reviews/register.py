"""The expert register (专家库): who is in it, kept by the experts, confirmed by the alliance."""

from datetime import datetime

from django.db import transaction

from portal.accounts.models import Organisation, User
from portal.accounts.roles import Role
from portal.audit.chain import record
from reviews.conflicts import detection
from reviews.models import Expert, Relation

# What the expert says of their own time needs nobody's confirmation.
UNCONFIRMED = {"is_available", "away_from", "away_until"}
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
def change_expert(expert: Expert, *, fields, by, at: datetime, **profile) -> Expert:
    """Write a changed profile. What the expert changes waits for the alliance's confirmation again.

    Conflicts with files that the expert sits on are looked for at once.
    """
    if write_profile(expert, fields=fields, by=by, at=at, **profile):
        detection.look(at=at, experts=[expert])
    return expert


def write_profile(
    expert: Expert, *, fields, by, at: datetime, is_available: bool | None = None, **profile
) -> bool:
    """The same without looking for conflicts, which the caller does; whether anything changed."""
    changed = sorted(name for name, value in profile.items() if getattr(expert, name) != value)
    for name, value in profile.items():
        setattr(expert, name, value)
    if is_available is not None:
        if expert.is_available != is_available:
            changed.append("is_available")
        expert.is_available = is_available
    fields_changed = set(expert.fields.all()) != set(fields)
    if not changed and not fields_changed:
        return False
    if by == expert.user and (fields_changed or set(changed) - UNCONFIRMED):
        expert.is_confirmed = False
    expert.changed_at = at
    expert.save()
    expert.fields.set(fields)
    User.objects.filter(pk=expert.user_id).update(name=expert.name)
    data = {"columns": changed, "fields": sorted(field.key for field in fields)}
    record(kind="expert", id=str(expert.pk), action="change_expert", by=by, data=data, at=at)
    return True


@transaction.atomic
def confirm_expert(expert: Expert, *, by, at: datetime) -> bool:
    """The alliance confirms the profile and its relations as they stand; False when it already had.

    Relations whose removal the expert asked for count no longer from now on.
    """
    locked = Expert.objects.select_for_update().get(pk=expert.pk)
    if locked.is_confirmed:
        return False
    Expert.objects.filter(pk=expert.pk).update(is_confirmed=True, changed_at=at)
    asked = Relation.objects.filter(person=locked.user_id, status=Relation.Status.REMOVAL_ASKED)
    asked.update(status=Relation.Status.REMOVED, settled_at=at)
    record(kind="expert", id=str(expert.pk), action="confirm_expert", by=by, data={}, at=at)
    return True
