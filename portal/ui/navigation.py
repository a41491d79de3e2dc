"""The menus as data: each room registers where it can be reached.

Work menus show a person what their role may open; the public menu is the same for everybody, so
that public pages can be cached whole.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.urls import reverse

from portal.registry import Registry


def everybody(user) -> bool:
    """The predicate of an item without one."""
    return True


@dataclass(frozen=True)
class NavItem:
    """One entry of a menu.

    ``order``: place in the menu, smallest first. ``visible``: asked with the signed-in person for
    the work area; public items are always shown.
    """

    key: str
    label: str
    url_name: str
    order: int
    area: Literal["work", "public"] = "work"
    visible: Callable[..., bool] = everybody


@dataclass(frozen=True)
class Link:
    """An entry as the page shows it."""

    label: str
    href: str
    current: bool


items: Registry[NavItem] = Registry("navigation")


def shown(area: str, user=None) -> list[NavItem]:
    """The items of ``area`` that ``user`` may see, in order."""
    found = [item for item in items if item.area == area and (area == "public" or item.visible(user))]
    return sorted(found, key=lambda item: (item.order, item.key))


def menu(area: str, path: str, user=None) -> list[Link]:
    """The links of a menu; the one whose address is the longest beginning of ``path`` is current."""
    pairs = [(item, reverse(item.url_name)) for item in shown(area, user)]
    home = min((href for _, href in pairs), key=len, default="/")
    held = [
        href
        for _, href in pairs
        if path == href or (path.startswith(href) and (href != home or len(pairs) == 1))
    ]
    current = max(held, key=len, default=None)
    return [Link(str(item.label), href, href == current) for item, href in pairs]
