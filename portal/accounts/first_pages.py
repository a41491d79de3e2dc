"""What each role opens first after signing in (``product.md``, who uses it)."""

from django.urls import reverse

from portal.accounts.roles import Role
from portal.registry import Registry

first_pages: Registry[str] = Registry("first pages")
"""Role → URL name; each floor enters the pages that it holds, in ``AppConfig.ready()``."""


def register() -> None:
    """Enter the pages of this floor."""
    first_pages.add(Role.SYSTEM_ADMIN, "admin:index")
    first_pages.add(Role.SECURITY_ADMIN, "admin:index")


def first_page_of(user) -> str:
    """The address of the page that ``user`` opens first; the profile where no floor entered one."""
    entered = user.role in first_pages
    return reverse(first_pages[user.role]) if entered else reverse("profile")
