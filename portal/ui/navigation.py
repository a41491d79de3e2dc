"""The menus as data: each room registers where it can be reached.

Work menus show a person what their role may open; the public menu and the footer are the same for
everybody, so that public pages can be cached whole. A menu that would be long folds its items into
the groups that they name; one that is short shows each by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.registry import Registry
from portal.ui.addresses import address

MOST_UNFOLDED = 7  # entries of a menu that stand side by side at 1440 px


def everybody(user) -> bool:
    """The predicate of an item without one."""
    return True


@dataclass(frozen=True)
class NavItem:
    """One entry of a menu.

    ``order``: place in the menu, smallest first. ``visible``: asked with the signed-in person for
    the work area; items of other areas are always shown. ``group``: a key of ``groups``, or "" for an
    item that always stands by itself.
    """

    key: str
    label: str
    url_name: str
    order: int
    area: Literal["work", "public", "footer"] = "work"
    visible: Callable[..., bool] = everybody
    group: str = ""


@dataclass(frozen=True)
class NavGroup:
    """What several items of a long menu are found under; it stands where the first of them would."""

    key: str
    label: str


@dataclass(frozen=True)
class Link:
    """An entry as the page shows it."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True)
class Folded:
    """A group as the page shows it; ``current``: the page lies in it."""

    label: str
    links: tuple[Link, ...]
    current: bool


items: Registry[NavItem] = Registry("navigation")
groups: Registry[NavGroup] = Registry("groups of the menus")
for group in (
    NavGroup("procedure", _("Applications and review")),
    NavGroup("publicity", _("Publicity and announcements")),
    NavGroup("pool", pgettext_lazy("menu", "Pools")),
    NavGroup("evaluation", _("Evaluation")),
    NavGroup("support", _("Support")),
    NavGroup("oversight", _("Oversight")),
    NavGroup("figures", _("Data and verification")),
):
    groups.add(group.key, group)


def shown(area: str, user=None) -> list[NavItem]:
    """The items of ``area`` that ``user`` may see, in order; only the work area asks for the person."""
    found = [item for item in items if item.area == area and (area != "work" or item.visible(user))]
    return sorted(found, key=lambda item: (item.order, item.key))


def menu(area: str, path: str, user=None) -> list[Link]:
    """The links of a menu; the one whose address is the longest beginning of ``path`` is current."""
    return [link for _item, link in _linked(shown(area, user), path)]


def folded(area: str, path: str, user=None) -> list[Link | Folded]:
    """The same with the items of a group in one entry, where the menu would be long without.

    A group of which the person sees one item only is that item.
    """
    pairs = _linked(shown(area, user), path)
    if len(pairs) <= MOST_UNFOLDED:
        return [link for _item, link in pairs]
    together: dict[str, list[Link]] = {}
    for item, link in pairs:
        together.setdefault(item.group or f"one {item.key}", []).append(link)
    return [
        links[0]
        if len(links) == 1
        else Folded(str(groups[key].label), tuple(links), any(link.current for link in links))
        for key, links in together.items()
    ]


def _linked(shown_items: list[NavItem], path: str) -> list[tuple[NavItem, Link]]:
    pairs = [(item, address(item.url_name)) for item in shown_items]
    home = min((href for _item, href in pairs), key=len, default="/")
    held = [
        href
        for _item, href in pairs
        if path == href or (path.startswith(href) and (href != home or len(pairs) == 1))
    ]
    current = max(held, key=len, default=None)
    return [(item, Link(str(item.label), href, href == current)) for item, href in pairs]
