"""Personal and exceptional rights on single objects: the only module that calls guardian.

The permission models lie beside their target (direct foreign keys); guardian finds them from the object.
"""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from guardian.shortcuts import assign_perm, get_objects_for_user, remove_perm
from guardian.utils import get_user_obj_perms_model


def grant(user, permission: str, obj) -> None:
    """Give ``user`` the right ``permission`` (a codename) on ``obj``."""
    assign_perm(permission, user, obj)


def revoke(user, permission: str, obj) -> None:
    """Take it back; nothing happens where there is none."""
    remove_perm(permission, user, obj)


def grant_many(permission: str, pairs) -> None:
    """Give ``permission`` to each (user, object) of ``pairs``, objects of one model; few queries for many."""
    pairs = list(pairs)
    if not pairs:
        return
    model = get_user_obj_perms_model(pairs[0][1])
    right = Permission.objects.get(
        codename=permission, content_type=ContentType.objects.get_for_model(pairs[0][1])
    )
    model.objects.bulk_create(
        [model(user=user, permission=right, content_object=obj) for user, obj in pairs],
        ignore_conflicts=True,
        batch_size=500,
    )


def revoke_many(permission: str, queryset) -> None:
    """Take ``permission`` on every object of ``queryset`` back from everybody."""
    rows = get_user_obj_perms_model(queryset.model).objects
    rows.filter(permission__codename=permission, content_object__in=queryset).delete()


def holds(user, permission: str, obj) -> bool:
    """Whether ``user`` has been granted ``permission`` on ``obj``."""
    rows = get_user_obj_perms_model(obj).objects
    return rows.filter(user=user, permission__codename=permission, content_object=obj).exists()


def granted(user, permission: str, queryset):
    """The objects of ``queryset`` on which ``user`` holds ``permission``."""
    return get_objects_for_user(user, permission, queryset, use_groups=False, with_superuser=False)
