"""A holiday notice or an outage moves the time in which a member may be heard.

The city's opinion needs nothing here: its deadline is the file's own, which :mod:`applications.moved` moves.
"""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations.models import EvaluationRules, Hearing
from portal.accounts.models import User
from portal.audit.chain import Entry, record_many
from portal.notifications import outages
from portal.notifications.models import MadeUpOutage
from portal.notifications.notices import Notice, NoticeKind, notices, notify_many

HEARING_MOVED = NoticeKind(
    "evaluation.hearing_moved",
    _("The time to be heard has moved"),
    _(
        "After a holiday notice or an outage of the portal, you may be heard in “%(call)s” until %(deadline)s."
    ),
)


def register() -> None:
    """Enter the followers and their notice."""
    notices.add(HEARING_MOVED.key, HEARING_MOVED)
    outages.counted_anew("evaluations", _reckon_anew)


def _reckon_anew(since: datetime, by, at: datetime) -> int:
    """Count again what had not ended at ``since`` and nobody has used; returns how many hearings moved."""
    rows = Hearing.objects.select_for_update(of=("self",)).filter(
        ruling=Hearing.Ruling.OPEN, stated_at=None, until__gte=since
    )
    found = list(rows.select_related("call", "enterprise").order_by("pk"))
    rules = EvaluationRules.objects.filter(call__in={hearing.call_id for hearing in found})
    days, made_up = dict(rules.values_list("call", "hearing_days")), list(MadeUpOutage.objects.all())
    changed = []
    for hearing in found:
        until = outages.deadline(hearing.noticed_at, days[hearing.call_id], made_up)
        if until != hearing.until:
            hearing.until = until
            changed.append(hearing)
    Hearing.objects.bulk_update(changed, ["until"], batch_size=500)
    _tell(changed, at)
    record_many(
        [
            Entry("hearing", str(hearing.pk), "move_hearing", by, at, {"until": hearing.until.isoformat()})
            for hearing in changed
        ]
    )
    return len(changed)


def _tell(changed: list[Hearing], at: datetime) -> None:
    """The members' people."""
    concerned: dict[int, list[Hearing]] = {}
    for hearing in changed:
        concerned.setdefault(hearing.enterprise.organisation_id, []).append(hearing)
    queued = []
    for user in User.objects.filter(organisation_id__in=concerned, is_active=True):
        for hearing in concerned[user.organisation_id]:
            params = {"call": hearing.call.title, "deadline": hearing.until.isoformat()}
            link = reverse("evaluations:hearing", args=[hearing.pk])
            queued.append(Notice(HEARING_MOVED.key, user, params, link))
    notify_many(queued, at=at)
