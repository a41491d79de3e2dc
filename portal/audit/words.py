"""What an action is called: each room names its own, so that lists show words and not keys."""

from django.db.models import QuerySet

from portal.audit.chain import history
from portal.audit.models import Event
from portal.registry import Registry

actions: Registry = Registry("names of actions")
"""Lazy label by ``kind.action`` (``application.submit``) or by ``action`` alone."""
kinds: Registry = Registry("names of kinds")
"""Lazy label of what a chain is about, by its kind."""


def action_label(kind: str, action: str) -> str:
    """The name of an action in the active language; its key where nobody named it."""
    for key in (f"{kind}.{action}", action):
        if key in actions:
            return str(actions[key])
    return action


def kind_label(kind: str) -> str:
    return str(kinds[kind]) if kind in kinds else kind


def told(events: QuerySet[Event] | list[Event]) -> list[Event]:
    """The events, each with its ``label`` and ``kind_label`` for a page."""
    rows = list(events)
    for event in rows:
        event.label, event.kind_label = action_label(event.kind, event.action), kind_label(event.kind)
    return rows


def history_of(kind: str, id: str) -> list[Event]:
    """The events of one chain in order, ready for a page."""
    return told(history(kind, id))
