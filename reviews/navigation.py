"""Where this floor is reached in the working menu."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.first_pages import first_pages
from portal.accounts.permissions import Permission as P
from portal.accounts.roles import Role
from portal.ui.navigation import NavItem, items


def register() -> None:
    """Enter the menu items."""
    first_pages.add(Role.EXPERT, "reviews:mine")
    for key, label, url_name, order, visible in (
        ("reviews.mine", _("My reviews"), "reviews:mine", 10, _with(P.REVIEW)),
        ("reviews.timetable", _("My timetable"), "reviews:timetable", 15, _with(P.REVIEW)),
        ("reviews.profile", _("My profile"), "reviews:profile", 20, _with(P.REVIEW)),
        ("reviews.relations", _("My relations"), "reviews:relations", 25, _with(P.REVIEW)),
        ("reviews.reviews", _("Expert review"), "reviews:reviews", 30, _with(P.MANAGE_REVIEW)),
        (
            "reviews.draws",
            _("Draws of panels"),
            "reviews:draws",
            35,
            _with(P.MANAGE_REVIEW, P.CONFIRM_DRAW, P.READ_AUDIT),
        ),
        ("reviews.experts", _("Experts"), "reviews:experts", 40, _with(P.MANAGE_EXPERTS)),
        ("reviews.recusals", _("Recusals"), "reviews:recusals", 50, _with(P.RULE_RECUSAL)),
        ("reviews.reports", _("Review reports"), "reviews:reports", 60, _with(P.READ_SCORES)),
    ):
        items.add(key, NavItem(key, label, url_name, order, "work", visible, "procedure"))
    public = NavItem(
        "reviews.public_draws", _("Draws of panels"), "reviews:public_draws", 85, "public", group="figures"
    )
    items.add(public.key, public)


def _with(*permissions: P):
    return lambda user: any(user.may(permission) for permission in permissions)
