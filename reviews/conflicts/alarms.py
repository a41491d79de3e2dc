"""Questions of names: entered when they are found, settled once for the pair, with a reason on record."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from portal.accounts.permissions import Permission
from portal.accounts.who import who_may
from portal.audit.chain import Entry, record_many
from portal.notifications.notices import Notice, notify_many
from reviews.conflicts import words
from reviews.conflicts.graph import Path
from reviews.models import NameAlarm
from reviews.notices import NAME_FOUND


def enter(found: Iterable[tuple[int, int, Path]], *, at: datetime) -> list[NameAlarm]:
    """Enter what ``found`` asks: (account id, enterprise id, path that leans on names); those known stay.

    Staff are told once, however many there are.
    """
    asked = {
        (account, enterprise, name): path
        for account, enterprise, path in found
        for name in sorted(path.alarms)
    }
    if not asked:
        return []
    there = NameAlarm.objects.filter(
        person__in={key[0] for key in asked}, enterprise__in={key[1] for key in asked}
    )
    known = set(there.values_list("person", "enterprise", "name"))
    fresh = [
        NameAlarm(person_id=account, enterprise_id=enterprise, name=name, told=words.told(path), found_at=at)
        for (account, enterprise, name), path in asked.items()
        if (account, enterprise, name) not in known
    ]
    if fresh:
        NameAlarm.objects.bulk_create(fresh, batch_size=500)
        record_many(
            [
                Entry("name_alarm", str(one.pk), "find_name", None, at, {"person": one.person_id})
                for one in fresh
            ]
        )
        staff = who_may(Permission.RULE_RECUSAL)
        params, link = {"count": len(fresh)}, reverse("reviews:alarms")
        notify_many([Notice(NAME_FOUND.key, user, params, link) for user in staff], at=at)
    return fresh


def open_for(accounts: Iterable[int], enterprises: Iterable[int]):
    """The questions that are open between these accounts and enterprises."""
    rows = NameAlarm.objects.filter(person__in=accounts, enterprise__in=enterprises)
    return rows.filter(status=NameAlarm.Status.OPEN).select_related("person", "enterprise")
