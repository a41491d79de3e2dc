"""Settling a question of names: once for the pair, with the reasons on record."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.policies import Refused
from portal.audit.chain import record
from reviews.conflicts import detection
from reviews.models import Expert, NameAlarm


@transaction.atomic
def settle(alarm: NameAlarm, *, same: bool, reasons: str, by, at: datetime) -> NameAlarm:
    """Say whether it is the same person or company; it stays settled for this pair.

    When it is the same, the running seats of an expert are looked over at once.
    Raises Refused without reasons, for a person judging themselves, and when it was settled before.
    """
    alarm = NameAlarm.objects.select_for_update(of=("self",)).select_related("person").get(pk=alarm.pk)
    status = NameAlarm.Status.TRUE if same else NameAlarm.Status.FALSE
    if alarm.status != NameAlarm.Status.OPEN:
        if (alarm.status, alarm.settled_by_id) == (status, by.pk):
            return alarm
        raise Refused(
            _("This was already settled: %(status)s. Nothing was changed by you.")
            % {"status": alarm.get_status_display()}
        )
    if alarm.person_id == by.pk:
        raise Refused(_("Nobody settles a question about themselves. Please leave it to a colleague."))
    if not reasons.strip():
        raise Refused(_("Please write by what you know it."))
    alarm.status, alarm.reasons = status, reasons.strip()
    alarm.settled_by, alarm.settled_at = by, at
    alarm.save(update_fields=["status", "reasons", "settled_by", "settled_at"])
    data = {"person": alarm.person_id, "enterprise": alarm.enterprise_id, "same": same}
    record(kind="name_alarm", id=str(alarm.pk), action="settle_name", by=by, data=data, at=at)
    if same:
        detection.look(at=at, experts=Expert.objects.filter(user=alarm.person_id))
    return alarm
