"""Telling people: an inbox row and a mail job in the same transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.accounts.models import User
from portal.notifications.jobs import enqueue_many
from portal.notifications.models import InboxItem
from portal.registry import Registry


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice: lazy texts with ``%(name)s`` places for its params."""

    key: str
    title: Any
    body: Any


@dataclass(frozen=True)
class Notice:
    """One notice to one person."""

    kind: str
    user: User
    params: dict = field(default_factory=dict)
    link: str = ""


notices: Registry[NoticeKind] = Registry("kinds of notice")


def people_of(organisation) -> Iterable[User]:
    """The active people of an organisation."""
    return User.objects.filter(organisation=organisation, is_active=True)


def notify(kind: str, *, to: Iterable[User], params: dict, link: str = "", at: datetime) -> None:
    """Tell each person of ``to``."""
    notify_many([Notice(kind, user, params, link) for user in to], at=at)


def notify_many(queued: Sequence[Notice], *, at: datetime) -> None:
    """Write inbox rows and mail jobs, a bounded number of queries for any number of notices."""
    for notice in queued:
        notices[notice.kind]  # a kind that nobody registered is a mistake of ours
    rows = InboxItem.objects.bulk_create(
        [InboxItem(user=n.user, kind=n.kind, params=n.params, link=n.link, at=at) for n in queued],
        batch_size=500,
    )
    enqueue_many("notice_mail", [{"item": row.pk} for row in rows], at=at)
