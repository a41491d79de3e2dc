"""A city that lets its time to reply pass: told once, and the province with it. The report never lapses."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from evaluations.models import TreatmentReport
from evaluations.mutual_recognition.following import reply_until
from evaluations.mutual_recognition.reports import log
from portal.accounts.permissions import Permission as P
from portal.accounts.who import who_may
from portal.notifications.models import MadeUpOutage
from portal.notifications.notices import notify
from portal.notifications.schedule import Scheduled, schedule

KEY = "evaluations.treatment_overdue"
Status = TreatmentReport.Status


def register() -> None:
    """Have it looked at every hour."""
    schedule.add(KEY, Scheduled(KEY, timedelta(hours=1), tell))


@transaction.atomic
def tell(*, at: datetime) -> int:
    """Tell the city and the province of each reply that is overdue; returns how many there were."""
    ran = list(MadeUpOutage.objects.order_by("start"))
    rows = TreatmentReport.objects.select_for_update(of=("self",)).filter(
        status=Status.ASSIGNED, overdue_told_at=None
    )
    late = [row for row in rows.select_related("city") if reply_until(row, ran) < at]
    for row in late:
        row.overdue_told_at = at
        row.save(update_fields=["overdue_told_at"])
        log(row, "overdue", by=None, at=at)
        city = who_may(P.KEEP_LOCAL_POLICIES).filter(organisation__division=row.city_id)
        link, params = reverse("evaluations:treatment", args=[row.pk]), {"city": row.city.name}
        notify("mutual.overdue", to=[*city, *who_may(P.FOLLOW_UP_TREATMENT)], params=params, link=link, at=at)
    return len(late)
