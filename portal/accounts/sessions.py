"""Where a person is signed in: seen by them alone, and ended from anywhere."""

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.people import note

BROWSERS = [("Edg", "Edge"), ("MicroMessenger", "微信"), ("Firefox", "Firefox"), ("Chrome", "Chrome")]
BROWSERS += [("Safari", "Safari")]
SYSTEMS = [("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone|iPad", "iOS"), ("Windows", "Windows")]
SYSTEMS += [("Mac OS", "macOS"), ("Linux", "Linux")]


@dataclass(frozen=True)
class Place:
    """One browser in which the person is signed in."""

    pk: int
    device: str
    address: str
    since: datetime
    is_current: bool


def places(user, *, current: str, at: datetime) -> list[Place]:
    """The living sessions of ``user``, this one first, then the newest."""
    rows = list(UserSession.objects.filter(user=user).order_by("-created_at"))
    keys = [row.session_key for row in rows]
    living = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=at).values_list("session_key", flat=True)
    )
    found = [
        Place(row.pk, device(row.user_agent), row.ip, row.created_at, row.session_key == current)
        for row in rows
        if row.session_key in living
    ]
    return sorted(found, key=lambda place: not place.is_current)


@transaction.atomic
def end(user, pks=None, *, current: str, by=None) -> int:
    """End sessions of ``user``, all but this one where none is named; says how many."""
    rows = UserSession.objects.filter(user=user).exclude(session_key=current)
    if pks is not None:
        rows = rows.filter(pk__in=pks)
    keys = list(rows.values_list("session_key", flat=True))
    if not keys:
        return 0
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user, session_key__in=keys).delete()
    note(user, "end_sessions", by=by or user, at=timezone.now(), count=len(keys))
    return len(keys)


def device(agent: str) -> str:
    """Browser and system in two words."""
    browser = next((name for sign, name in BROWSERS if re.search(sign, agent)), "")
    system = next((name for sign, name in SYSTEMS if re.search(sign, agent)), "")
    return " · ".join(filter(None, (browser, system))) or _("Another program")
