"""The integrity record of an expert (诚信记录): entered and lifted by the alliance, with reasons."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.policies import Refused
from portal.audit.chain import record
from portal.notifications.notices import Notice, notify_many
from reviews.models import Expert, IntegrityEntry
from reviews.notices import INTEGRITY_ENTERED, INTEGRITY_LIFTED


@transaction.atomic
def enter(
    expert: Expert, *, on: date, what: str, consequence: str, until: date | None, by, at: datetime
) -> IntegrityEntry:
    """Enter what happened and what follows; the expert is told. Sent twice it is entered once."""
    suspended = consequence == IntegrityEntry.Consequence.SUSPENDED
    if suspended and until is None:
        raise Refused(_("A suspension needs its last day."))
    entry, is_new = IntegrityEntry.objects.get_or_create(
        expert=expert,
        on=on,
        what=what.strip(),
        consequence=consequence,
        until=until if suspended else None,
        lifted_at=None,
        defaults={"by": by, "at": at},
    )
    if is_new:
        _note(entry, "enter_integrity", INTEGRITY_ENTERED, by=by, at=at)
    return entry


@transaction.atomic
def lift(entry: IntegrityEntry, *, reasons: str, by, at: datetime) -> IntegrityEntry:
    """Lift an entry, with reasons; it stays on the record. Raises Refused without them."""
    entry = (
        IntegrityEntry.objects.select_for_update(of=("self",)).select_related("expert__user").get(pk=entry.pk)
    )
    if entry.lifted_at:
        return entry
    if not reasons.strip():
        raise Refused(_("Please write why the entry is lifted."))
    entry.lifted_at, entry.lifted_by, entry.lift_reasons = at, by, reasons.strip()
    entry.save(update_fields=["lifted_at", "lifted_by", "lift_reasons"])
    _note(entry, "lift_integrity", INTEGRITY_LIFTED, by=by, at=at)
    return entry


def _note(entry: IntegrityEntry, action: str, kind, *, by, at: datetime) -> None:
    until = entry.until.isoformat() if entry.until else ""
    data = {"entry": entry.pk, "consequence": entry.consequence, "until": until}
    record(kind="expert", id=str(entry.expert_id), action=action, by=by, data=data, at=at)
    notify_many([Notice(kind.key, entry.expert.user, {}, reverse("reviews:profile"))], at=at)
