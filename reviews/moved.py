"""A holiday notice or an outage moves what runs in a review: the time to request a recusal, and rulings."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.workflow import State
from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.accounts.who import who_may
from portal.audit.chain import Entry, record_many
from portal.notifications import outages
from portal.notifications.models import MadeUpOutage
from portal.notifications.notices import Notice, NoticeKind, notices, notify_many
from reviews.models import Assignment, Recusal, ReviewFile

REQUESTS_MOVED = NoticeKind(
    "review.recusal_time_moved",
    _("The time to request a recusal has moved"),
    _(
        "After a holiday notice or an outage of the portal, the recusal of a member of the panel of file "
        "%(number)s may be requested until %(until)s."
    ),
)
RULINGS_MOVED = NoticeKind(
    "review.rulings_moved",
    _("Rulings on recusals have moved"),
    _("After a holiday notice or an outage of the portal, %(count)s rulings on recusals are due later."),
)


def register() -> None:
    """Enter the followers and their notices."""
    notices.add(REQUESTS_MOVED.key, REQUESTS_MOVED)
    notices.add(RULINGS_MOVED.key, RULINGS_MOVED)
    outages.counted_anew("reviews", _reckon_anew)


def _reckon_anew(since: datetime, by, at: datetime) -> int:
    """Count again what had not ended at ``since``; returns how many periods moved."""
    made_up = list(MadeUpOutage.objects.all())
    seats = _move_requests(since, made_up, by, at)
    return seats + _move_rulings(since, made_up, by, at)


def _move_requests(since: datetime, made_up: list[MadeUpOutage], by, at: datetime) -> int:
    rows = Assignment.objects.select_for_update(of=("self",)).filter(
        ended_at=None, recusal_until__gte=since, file__application__state=State.IN_REVIEW
    )
    related = ("file__application__enterprise", "file__review__call")
    changed, files, last = [], {}, {}
    for seat in rows.select_related(*related).order_by("file_id", "pk"):
        days = seat.file.review.call.recusal_request_days
        until = outages.deadline(seat.shown_at, days, made_up)
        last[seat.file_id] = max(until, last.get(seat.file_id, until))
        if until != seat.recusal_until:
            seat.recusal_until = until
            changed.append(seat)
            files[seat.file_id] = seat.file
    for pk, file in files.items():
        file.recusal_until = last[pk]
    Assignment.objects.bulk_update(changed, ["recusal_until"], batch_size=500)
    ReviewFile.objects.bulk_update(files.values(), ["recusal_until"], batch_size=500)
    _tell_applicants(list(files.values()), by, at)
    return len(changed)


def _tell_applicants(files: Sequence[ReviewFile], by, at: datetime) -> None:
    owners = {file.application.enterprise.organisation_id: file for file in files}
    queued = []
    for user in User.objects.filter(organisation_id__in=owners, is_active=True):
        file = owners[user.organisation_id]
        params = {"number": file.application.number or "", "until": file.recusal_until.isoformat()}
        queued.append(Notice(REQUESTS_MOVED.key, user, params, file.application.get_absolute_url()))
    notify_many(queued, at=at)
    record_many(
        [
            Entry(*f.application.chain, "move_recusal_time", by, at, {"until": f.recusal_until.isoformat()})
            for f in files
        ]
    )


def _move_rulings(since: datetime, made_up: list[MadeUpOutage], by, at: datetime) -> int:
    rows = Recusal.objects.select_for_update(of=("self",)).filter(
        ruling=Recusal.Ruling.OPEN, due_at__gte=since
    )
    changed = []
    for recusal in rows.select_related("assignment__file__review__call").order_by("pk"):
        days = recusal.assignment.file.review.call.ruling_days
        due = outages.deadline(recusal.raised_at, days, made_up)
        if due != recusal.due_at:
            recusal.due_at = due
            changed.append(recusal)
    Recusal.objects.bulk_update(changed, ["due_at"], batch_size=500)
    if changed:
        staff = who_may(Permission.RULE_RECUSAL)
        link, params = reverse("reviews:recusals"), {"count": len(changed)}
        notify_many([Notice(RULINGS_MOVED.key, user, params, link) for user in staff], at=at)
    record_many(
        [
            Entry(
                "application",
                str(recusal.assignment.file.application_id),
                "move_ruling",
                by,
                at,
                {"recusal": recusal.pk, "due": recusal.due_at.isoformat()},
            )
            for recusal in changed
        ]
    )
    return len(changed)
