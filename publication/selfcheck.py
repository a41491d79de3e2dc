"""The portal looks at its own page of each list in public, as anybody would, and keeps what it saw.

So the record shows that a list stood in public for its whole period. A failed look is told at once; what
prolongs a period are outages by the heartbeat alone (:mod:`publication.prolonging`).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.request import urlopen

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum
from django.urls import reverse
from django.utils.translation import override

from portal.accounts.permissions import Permission
from portal.accounts.who import who_may
from portal.notifications.notices import notify
from publication.models import PageCheck, Publicity

WAIT = 10  # seconds for an answer
LONGEST = 5 * 1024 * 1024
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Seen:
    """Looks at a page: how many, how many of them failed, and when the last one was."""

    times: int
    failed: int
    last: datetime | None


def fetch(address: str) -> tuple[int, bytes]:
    """Status and body of a page. Raises OSError when nobody answers."""
    try:
        with urlopen(address, timeout=WAIT) as answer:  # noqa: S310 - an address of this portal
            return answer.status, answer.read(LONGEST)
    except HTTPError as error:
        return error.code, b""


def look(*, at: datetime, fetch: Callable[[str], tuple[int, bytes]] = fetch) -> int:
    """Look at the page of every list that is in public at ``at``; how many. Nothing where no address is set."""
    if not settings.SELF_CHECK_URL:
        return 0
    rows = list(Publicity.objects.filter(begun_at__lte=at, ends_at__gt=at).select_related("version__call"))
    for publicity in rows:
        _keep(publicity, _fault(publicity, fetch), at)
    return len(rows)


def _fault(publicity: Publicity, fetch: Callable[[str], tuple[int, bytes]]) -> str:
    """What is wrong with the page, or "" when it is up."""
    with override("zh-hans"):
        path = reverse("publication:publicity", args=[publicity.pk])
    try:
        status, body = fetch(settings.SELF_CHECK_URL.rstrip("/") + path)
    except (OSError, ValueError) as error:
        return type(error).__name__
    if status != HTTPStatus.OK:
        return f"HTTP {status}"
    return "" if publicity.version.sha256.encode() in body else "digest"


@transaction.atomic
def _keep(publicity: Publicity, fault: str, at: datetime) -> None:
    """Lengthen the last stretch, or begin one; the beginning of a failing one is told."""
    last = PageCheck.objects.select_for_update().filter(publicity=publicity).last()
    if last and (last.is_up, last.note) == (not fault, fault):
        last.until, last.times = at, last.times + 1
        last.save(update_fields=["until", "times"])
        return
    PageCheck.objects.create(publicity=publicity, is_up=not fault, since=at, until=at, note=fault)
    if fault:
        log.error("The page of publicity %s is not up: %s", publicity.pk, fault)
        notify(
            "publicity.unreachable",
            to=who_may(Permission.PUBLICISE, Permission.MANAGE_JOBS),
            params={"call": publicity.version.call.title},
            link=reverse("publication:publicity", args=[publicity.pk]),
            at=at,
        )


def seen(publicity: Publicity) -> Seen:
    """What was seen of a list's page so far."""
    rows = publicity.checks.order_by()
    sums = rows.aggregate(times=Sum("times"), last=Max("until"))
    failed = rows.filter(is_up=False).aggregate(times=Sum("times"))["times"]
    return Seen(times=sums["times"] or 0, failed=failed or 0, last=sums["last"])
