"""The one door through which an enterprise's name changes; what it was called stays, and stays found.

Files that run carry the new name from then on; what was frozen (submitted versions, lists, reports,
documents) keeps the name of its day.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications import registration
from applications.models import Application, Enterprise, FormerName
from applications.policies import Refused
from applications.workflow import HOLDERS, Holder
from portal.accounts.models import Organisation
from portal.audit.chain import Entry, record_many
from portal.registry import Registry

RUNNING = [state for state, holder in HOLDERS.items() if holder is not Holder.NOBODY]
"""States in which somebody holds the file."""

followers: Registry[Callable] = Registry("followers of a new name")
"""``follower(enterprise, former: FormerName, *, at)`` by key, in the transaction of the change."""


def running_files(enterprise: Enterprise):
    """The files of an enterprise that run, the newest first."""
    return Application.objects.filter(enterprise=enterprise, state__in=RUNNING).order_by("-pk")


@transaction.atomic
def rename(enterprise: Enterprise, name: str, *, until: date, by, at: datetime) -> FormerName:
    """Give an enterprise another name; ``until``: the day up to which it had the old one.

    The same name again changes nothing and is refused; so is an empty one.
    """
    row = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    name = " ".join(name.split())
    if not name or name == row.name:
        raise Refused(_("This is the name that the enterprise has; nothing has changed."))
    former = FormerName.objects.create(enterprise=row, name=row.name, until=until)
    row.name = enterprise.name = name
    row.save(update_fields=["name"])
    Organisation.objects.filter(pk=row.organisation_id).update(name=name)
    files = list(running_files(row).select_for_update().values_list("pk", flat=True))
    Application.objects.filter(pk__in=files).update(enterprise_name=name)
    registration.note(row, "rename", by=by, at=at, former=former.pk, files=sorted(files))
    record_many(
        [Entry("application", str(pk), "rename", by, at, {"former": former.pk}) for pk in sorted(files)]
    )
    for follower in followers:
        follower(row, former, at=at)
    return former
