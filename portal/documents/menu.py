"""The menus' entries of this room."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.permissions import Permission
from portal.ui.navigation import NavItem

VERIFY = NavItem("verify", _("Verify"), "documents:verify", 90, area="public", group="figures")
ISSUED = NavItem(
    "issued",
    _("Official documents"),
    "documents:issued_list",
    70,
    visible=lambda user: user.may(Permission.HANDLE_DOCUMENTS) or user.may(Permission.HANDLE_OBJECTIONS),
    group="publicity",
)
