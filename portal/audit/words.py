"""What stands on the record, in words: each room names its kinds, actions and reads in ``record_words``.

One table serves everybody who reads the record: the auditor, and the people at the page of a file.
"""

from collections.abc import Mapping

from django.db.models import QuerySet

from portal.audit.chain import history
from portal.audit.models import Event
from portal.registry import Registry

actions: Registry = Registry("names of actions")
"""Lazy label by ``kind.action`` (``application.submit``): who did it stands before it."""
kinds: Registry = Registry("names of kinds")
"""Lazy label of what a chain is about, by its kind."""
reads: Registry = Registry("names of what is read")
"""Lazy label of what was read, by the part of ``what`` before the colon (``dossier:2``)."""


def name(kind: str, label, named: Mapping[str, object]) -> None:
    """Enter a kind of chain and the labels of its actions, by action."""
    kinds.add(kind, label)
    for action, words in named.items():
        actions.add(f"{kind}.{action}", words)


def action_label(kind: str, action: str) -> str:
    """The name of an action in the active language; its key where nobody named it."""
    key = f"{kind}.{action}"
    return str(actions[key]) if key in actions else action


def kind_label(kind: str) -> str:
    return str(kinds[kind]) if kind in kinds else kind


def read_label(what: str) -> str:
    """What was read, with the number that follows it: ``attachment:12`` is "attachment 12"."""
    key, _colon, number = what.partition(":")
    return f"{reads[key]} {number}".rstrip() if key in reads else what


def told(events: QuerySet[Event] | list[Event]) -> list[Event]:
    """The events, each with its ``label`` and ``kind_label`` for a page."""
    rows = list(events)
    for event in rows:
        event.label, event.kind_label = action_label(event.kind, event.action), kind_label(event.kind)
    return rows


def history_of(kind: str, id: str) -> list[Event]:
    """The events of one chain in order, ready for a page."""
    return told(history(kind, id))
