"""What higher floors hand to the application page and to the door (filled at start-up).

Everything here takes lists of applications where it runs inside a step, so that a step over 2,000
files stays within a bounded number of queries.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from portal.registry import Registry


@dataclass(frozen=True)
class Panel:
    """A part of the application page.

    ``visible(user, application)``; ``context(user, application, at)`` gives the template's variables.
    """

    key: str
    title: Any
    order: int
    template: str
    visible: Callable[[Any, Any], bool]
    context: Callable[[Any, Any, datetime], dict]


@dataclass(frozen=True)
class Action:
    """Something this person may do now, with its form, in the aside of the application page."""

    key: str
    label: Any
    order: int
    template: str
    available: Callable[[Any, Any, datetime], bool]
    context: Callable[[Any, Any, datetime], dict]


@dataclass(frozen=True)
class Reader:
    """Which applications a role may read, beyond holder and participation."""

    role: str
    condition: Callable[[Any], Q]


@dataclass(frozen=True)
class Taken:
    """A step being taken: what effects and policies are told."""

    step: str
    by: Any
    at: datetime
    opinion: str = ""
    inputs: dict = field(default_factory=dict)


@dataclass(frozen=True)
class BulkAction:
    """A decision on one or many files, taken from the desk and from the application page.

    ``step``: what it takes, for the preview; empty where no state changes.
    ``offered(user, state)``: whether the desk shows it over files of that state.
    ``form(data, files)``: the form with what the decision needs, prefilled for those files.
    ``run(files, by=, at=, **cleaned)``: takes it and returns :class:`applications.steps.Outcome`.
    """

    key: str
    label: Any
    order: int
    step: str
    tone: str  # "primary", "outline-primary", "outline-danger"
    offered: Callable[[Any, str], bool]
    form: Callable[..., Any]
    run: Callable[..., Any]
    on_page: Callable[[Any, Any], bool] | None = None  # shown on this file's page; always by default


@dataclass(frozen=True)
class DeskTab:
    """A tab of the desk of one role: files that the person's organisation holds, in one state."""

    key: str
    role: str
    label: Any
    order: int
    state: str
    condition: Q = field(default_factory=Q)


@dataclass(frozen=True)
class CallPart:
    """Rules of a call that a higher floor keeps: what a draft starts with, its faults, what the digest covers.

    ``page(call)``: the label and address of the page on which they are read and, of a draft, edited; None for a
    call that has none.
    """

    key: str
    add_defaults: Callable[[Any], None]
    faults: Callable[[Any], list[str]]
    rules: Callable[[Any], dict[str, Any]]
    page: Callable[[Any], tuple[Any, str] | None] | None = None


Policy = Callable[[Any, Taken], None]
"""``policy(application, taken)`` raises :class:`applications.policies.Refused`."""
Effect = Callable[[Sequence[Any], Taken], None]
"""``effect(applications, taken)`` runs in the step's transaction, after the change of state."""

panels: Registry[Panel] = Registry("application panels")
actions: Registry[Action] = Registry("application actions")
desk_tabs: Registry[DeskTab] = Registry("desk tabs")
desk_bulk_actions: Registry[BulkAction] = Registry("desk bulk actions")
readers: Registry[Reader] = Registry("application readers")
call_parts: Registry[CallPart] = Registry("parts of calls")
prefill_sources: Registry[Callable] = Registry("prefill sources")
"""``source(enterprise, call) -> {section key: data} | None``; the one entered last that gives something wins,
so that a higher floor, which knows more, is asked before the house's own source."""
policies: dict[str, list[Policy]] = defaultdict(list)
effects: dict[str, list[Effect]] = defaultdict(list)
prefetches: dict[str, list[str]] = defaultdict(list)


def add_policy(step: str, policy: Policy, *, reads: Sequence[str] = ()) -> None:
    """Have ``policy`` asked before ``step``; ``reads``: relations of the file, fetched once for all files."""
    prefetches[step] += [lookup for lookup in reads if lookup not in prefetches[step]]
    if policy not in policies[step]:
        policies[step].append(policy)


def add_effect(step: str, effect: Effect) -> None:
    """Have ``effect`` run inside the transaction of ``step``."""
    if effect not in effects[step]:
        effects[step].append(effect)
