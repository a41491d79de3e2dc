"""Telling people: an inbox row and a mail job in the same transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.notifications import mails
from portal.notifications.jobs import enqueue_many
from portal.notifications.models import InboxItem, Mail
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
        batch_size=2000,
    )
    Mail.objects.bulk_create(mails.of_notices(rows, at=at), batch_size=2000)
    enqueue_many("notice_mail", [{"item": row.pk} for row in rows], at=at)


class _Places(dict):
    """What a text may name: a place without a value stays empty, moments are shown in local time."""

    def __missing__(self, key: str) -> str:
        return ""

    def __getitem__(self, key: str):
        value = super().__getitem__(key)
        moment = _moment(value)
        return date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment else value


def _moment(value):
    if not isinstance(value, str) or len(value) < 19 or value[10:11] != "T":
        return None
    try:
        moment = parse_datetime(value)
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


def words(kind: str, params: dict) -> tuple[str, str]:
    """Title and body of a notice in the active language."""
    if kind not in notices:  # its room is gone; the row stays readable
        return _("Notice"), ""
    places = _Places(params)
    return str(notices[kind].title) % places, str(notices[kind].body) % places


def link_for(link: str, language: str) -> str:
    """``link`` with the prefix of ``language``; it was made in the language of whoever acted."""
    for code, _name in settings.LANGUAGES:
        if code != settings.LANGUAGE_CODE and link.startswith(f"/{code}/"):
            link = link[len(code) + 1 :]
    return link if language == settings.LANGUAGE_CODE or not link.startswith("/") else f"/{language}{link}"
