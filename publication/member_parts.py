"""What higher floors add to a member's public page and to the verification of its status."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.registry import Registry
from publication.models import Membership

CLAUSE = _("part 2 (4) of 粤经信办函〔2018〕348号 (status recognised across the province)")
"""The clause that makes a member's status valid in all 21 cities."""


@dataclass(frozen=True)
class MemberPart:
    """A part in the aside of a member's page; ``context(membership)`` gives the template's variables."""

    key: str
    order: int
    template: str
    context: Callable[[Membership], dict[str, Any]]


facts: Registry[Callable[[Membership, date], list[tuple[Any, Any]]]] = Registry("facts of a verification")
parts: Registry[MemberPart] = Registry("parts of a member's page")


def shown(membership: Membership) -> list[tuple[str, dict[str, Any]]]:
    """Template and variables of each part, in order."""
    return [(part.template, part.context(membership)) for part in sorted(parts, key=lambda one: one.order)]
