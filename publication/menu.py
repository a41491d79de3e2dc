"""The public menu of this floor."""

from django.utils.translation import gettext_lazy as _

from portal.ui.navigation import NavItem, items

PUBLIC_MENU = [
    NavItem("home", _("Home"), "publication:home", 0, area="public"),
    NavItem("calls", _("Calls"), "publication:calls", 10, area="public"),
    NavItem("notices", _("Publicity and announcements"), "publication:notices", 20, area="public"),
    NavItem("pool", _("List of members"), "publication:pool", 30, area="public", group="pool"),
    NavItem("catalogue", _("Product catalogue"), "publication:catalogue", 31, area="public", group="pool"),
    NavItem("open_data", _("Open data"), "publication:open_data", 80, area="public", group="figures"),
    NavItem("statistics", _("Statistics"), "publication:statistics", 70, area="public", group="figures"),
    NavItem("help", _("Help"), "publication:help", 1, area="footer"),
]


def register() -> None:
    """Enter the public menu."""
    for item in PUBLIC_MENU:
        items.add(item.key, item)
