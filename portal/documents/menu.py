"""The public menu's entry of this room."""

from django.utils.translation import gettext_lazy as _

from portal.ui.navigation import NavItem

VERIFY = NavItem("verify", _("Verify"), "documents:verify", 90, area="public")
