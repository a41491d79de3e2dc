"""Deny by default: who may open each view, ours and other people's, in one table.

Every view of ours carries ``@access(RULE)``; views of libraries (admin, allauth) are declared with
``declare``. :class:`portal.accounts.middleware.DenyByDefault` refuses what is not declared, and the
access test walks the whole URL table by these rules.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal.accounts.permissions import Permission
from portal.accounts.roles import Role, roles_with

EVERY_ROLE = frozenset(Role.values)


@dataclass(frozen=True)
class Rule:
    """Who may open a view.

    ``roles``: the roles that get past the door (the object may still be refused by the view).
    ``visitors``: whether a person who has not signed in may open it.
    ``cacheable``: a public page with no session, user or CSRF content, so that it can be cached whole.
    """

    name: str
    roles: frozenset[str]
    visitors: bool = False
    cacheable: bool = False

    def admits(self, user) -> bool:
        if not user.is_authenticated:
            return self.visitors
        return user.is_active and user.role in self.roles


PUBLIC = Rule("public", EVERY_ROLE, visitors=True, cacheable=True)
"""Announced things: everybody, the same page for all, cacheable."""
ANYONE = Rule("anyone", EVERY_ROLE, visitors=True)
"""Everybody, with session or form (sign-in, registration, objection form)."""
SIGNED_IN = Rule("signed_in", EVERY_ROLE)
NOBODY = Rule("nobody", frozenset())
"""Switched off (for views of libraries that this portal does not use)."""


def needs(*permissions: Permission) -> Rule:
    """Every role that carries at least one of ``permissions``."""
    roles = set().union(*(roles_with(permission) for permission in permissions))
    return Rule("needs:" + "|".join(permissions), frozenset(roles))


DECLARED: dict[str, Rule] = {}


def access(rule: Rule) -> Callable:
    """Declare who may open the view below."""

    def mark(view):
        view.access = rule
        return view

    return mark


def declare(rule: Rule, names: Iterable[str]) -> None:
    """Declare views of libraries by their URL name (``namespace:name``)."""
    for name in names:
        if name in DECLARED and DECLARED[name] != rule:
            raise ValueError(f"{name} is declared twice")
        DECLARED[name] = rule


def rule_of(view: Callable, url_name: str) -> Rule | None:
    """The rule of a view, or None when nobody declared one."""
    rule = getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)
    return rule or DECLARED.get(url_name)
