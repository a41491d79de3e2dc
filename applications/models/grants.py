"""Personal grants on a file (guardian, direct foreign key); asked and given through portal.accounts.grants."""

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from applications.models.application import Application


class ApplicationUserGrant(UserObjectPermissionBase):
    """A person's own right on one file: an expert who signed the no-conflict declaration."""

    content_object = models.ForeignKey(Application, on_delete=models.CASCADE)


class ApplicationGroupGrant(GroupObjectPermissionBase):
    """Guardian asks for groups too; the portal gives none."""

    content_object = models.ForeignKey(Application, on_delete=models.CASCADE)
