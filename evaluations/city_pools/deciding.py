"""The city decides on applications, one or many, and removes what it admitted; each with reasons."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applications.policies import Refused
from evaluations.city_pools import classes, entries
from evaluations.city_pools.admission import log
from evaluations.models import Admission
from portal.notifications.notices import notify, people_of

Status = Admission.Status
MOST = 100  # files decided at once


@transaction.atomic
def decide(files: Sequence[Admission], *, admit: bool, reasons: str, by, at: datetime) -> list[Admission]:
    """Admit or decline applications that wait with the officer's city: all of them, or none.

    Raises Refused without reasons, and where one of them was decided, withdrawn or joined the provincial pool.
    """
    city, keys = classes.city_of(by), sorted({file.pk for file in files})
    if not keys:
        raise Refused(_("Please tick at least one application."))
    if not reasons.strip():
        raise Refused(_("Please write the reasons; the enterprise reads them."))
    list(Admission.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    rows = list(
        entries.waiting(city).filter(pk__in=keys).select_related("enterprise__organisation").order_by("pk")
    )
    if len(rows) != len(keys):
        raise Refused(
            _("One of these was decided or withdrawn, or joined the provincial pool; nothing was changed.")
        )
    for row in rows:
        row.status = Status.ADMITTED if admit else Status.DECLINED
        row.reasons, row.decided_by, row.decided_at = reasons.strip(), by, at
        row.save(update_fields=["status", "reasons", "decided_by", "decided_at"])
        log(row, "admit" if admit else "decline", by=by, at=at)
        _tell(row, "city_pool.admitted" if admit else "city_pool.declined", at, city=city.name)
    return rows


@transaction.atomic
def remove(admission: Admission, *, on: date, reasons: str, by, at: datetime) -> Admission:
    """End an admission from a day on, with reasons that the enterprise reads.

    Raises Refused for a day to come or before the admission, and where the entry has ended already.
    """
    city = classes.city_of(by)
    row = Admission.objects.select_for_update().get(pk=admission.pk, city=city)
    if row.status != Status.ADMITTED:
        raise Refused(_("This entry has ended already; nothing was changed."))
    if not reasons.strip():
        raise Refused(_("Please write the reasons; the enterprise reads them."))
    if not timezone.localdate(row.decided_at) <= on <= timezone.localdate(at):
        raise Refused(_("The day lies between the admission and today."))
    row.status, row.removed_by, row.removed_on = Status.REMOVED, by, on
    row.removal_reasons = reasons.strip()
    row.save(update_fields=["status", "removed_by", "removed_on", "removal_reasons"])
    log(row, "remove", by=by, at=at, on=on.isoformat())
    _tell(row, "city_pool.removed", at, city=city.name, day=date_format(on, "DATE_FORMAT"))
    return row


def _tell(row: Admission, kind: str, at: datetime, **params) -> None:
    people = people_of(row.enterprise.organisation)
    notify(kind, to=people, params=params, link=reverse("evaluations:city_pool_mine"), at=at)
