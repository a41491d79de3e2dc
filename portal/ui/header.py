"""What rooms add to the header of the working site."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from portal.registry import Registry
from portal.ui.addresses import address


@dataclass(frozen=True)
class Badge:
    """A link with a count, for example the inbox. ``count`` is asked with the signed-in person."""

    key: str
    label: str
    url_name: str
    count: Callable[..., int]


@dataclass(frozen=True)
class ShownBadge:
    label: str
    href: str
    count: int


badges: Registry[Badge] = Registry("header badges")
products: Registry[str] = Registry("product names by role")
"""The name that the header carries for a role, when it is not the officials' desk."""

entrances: Registry[str] = Registry("entrances of the public header")
"""``apply`` → URL name of the page on which an enterprise registers."""


def entrance(key: str) -> str:
    """The address of an entrance, or nothing when no room offers it."""
    return address(entrances[key]) if key in entrances else ""


def product(user) -> str:
    """The name of the working site for ``user``."""
    role = getattr(user, "role", "")
    return products[role] if role in products else _("Provincial pool desk")


def shown_badges(user) -> list[ShownBadge]:
    """The badges with their counts now."""
    return [ShownBadge(str(badge.label), address(badge.url_name), badge.count(user)) for badge in badges]
