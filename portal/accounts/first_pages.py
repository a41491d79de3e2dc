"""What each role opens first after signing in (``product.md``, who uses it)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.permissions import Permission
from portal.accounts.roles import Role
from portal.registry import Registry
from portal.ui.header import products
from portal.ui.navigation import NavItem, items

first_pages: Registry[str] = Registry("first pages")
"""Role → URL name; each floor enters the pages that it holds, in ``AppConfig.ready()``."""


def register() -> None:
    """Enter the pages of this floor, and what the working site is called for whom it isn't a desk."""
    first_pages.add(Role.SYSTEM_ADMIN, "admin:index")
    first_pages.add(Role.SECURITY_ADMIN, "admin:index")
    products.add(Role.ENTERPRISE, _("Enterprise applications"))
    products.add(Role.EXPERT, _("Expert review"))
    products.add(Role.SYSTEM_ADMIN, _("System administration"))
    products.add(Role.SECURITY_ADMIN, _("System administration"))
    for key, label, page, order, right in (
        ("accounts", _("Accounts"), "admin:accounts_user_changelist", 60, Permission.MANAGE_ACCOUNTS),
        (
            "organisations",
            _("Organisations"),
            "admin:accounts_organisation_changelist",
            61,
            Permission.MANAGE_ORGANISATIONS,
        ),
    ):
        items.add(key, NavItem(key, label, page, order, visible=lambda user, right=right: user.may(right)))


def first_page_of(user) -> str:
    """The address of the page that ``user`` opens first; the profile where no floor entered one."""
    entered = user.role in first_pages
    return reverse(first_pages[user.role]) if entered else reverse("profile")
