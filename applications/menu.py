"""Where desks, files and calls are found in the menu."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.permissions import Permission
from portal.ui.header import entrances
from portal.ui.navigation import NavItem, items


def register() -> None:
    """Enter this room's items, and where an enterprise begins."""
    entrances.add("apply", "applications:register")
    for key, label, order, permission, group in [
        ("mine", _("My applications"), 10, Permission.FILE_APPLICATION, ""),
        ("desk", _("Desk"), 10, Permission.USE_DESK, ""),
        ("application_list", _("All applications"), 20, Permission.LIST_APPLICATIONS, "procedure"),
        ("call_list", _("Calls"), 30, Permission.MANAGE_CALLS, "procedure"),
    ]:
        items.add(
            f"applications.{key}",
            NavItem(
                f"applications.{key}", label, f"applications:{key}", order, "work", _may(permission), group
            ),
        )


def _may(permission: Permission):
    return lambda user: user.is_authenticated and user.may(permission)
