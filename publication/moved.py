"""A holiday notice or an outage moves what an open objection waits for: the reply, and the enterprise's answer."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.workflow import State
from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.accounts.who import who_may
from portal.audit.models import Event
from portal.notifications import outages
from portal.notifications.models import MadeUpOutage
from portal.notifications.notices import Notice, NoticeKind, notices, notify_many
from publication.models import Objection
from publication.objections import log

REPLY_MOVED = NoticeKind(
    "objection.reply_moved",
    _("A reply to an objection is due later"),
    _("After a holiday notice or an outage of the portal, the reply to objection %(number)s is due %(due)s."),
)
ANSWER_MOVED = NoticeKind(
    "objection.answer_moved",
    _("The time to answer an objection has moved"),
    _(
        "After a holiday notice or an outage of the portal, your answer to objection %(number)s is due "
        "by %(deadline)s."
    ),
)


def register() -> None:
    """Enter the followers and their notices."""
    notices.add(REPLY_MOVED.key, REPLY_MOVED)
    notices.add(ANSWER_MOVED.key, ANSWER_MOVED)
    outages.counted_anew("publication.objections", _reckon_anew)


def _reckon_anew(since: datetime, by, at: datetime) -> int:
    """Count again what had not ended at ``since``; returns how many deadlines moved."""
    rows = Objection.objects.select_for_update(of=("self",)).filter(status__in=Objection.OPEN)
    related = ("publicity__version__call", "enterprise", "entry")
    found = list(rows.defer("sealed").select_related(*related).order_by("pk"))
    made_up, forwarded = list(MadeUpOutage.objects.all()), _forwarded(found)
    queued, count = [], 0
    for objection in found:
        call = objection.publicity.version.call
        due = outages.deadline(objection.received_at, call.objection_reply_days, made_up)
        if objection.due_at >= since and due != objection.due_at:
            _move_file(objection, due)
            objection.due_at = due
            queued += _to_officers(objection)
            count += 1
        begun, until = forwarded.get(str(objection.pk)), objection.answer_due_at
        if begun and objection.answered_at is None and until and until >= since:
            until = outages.deadline(begun, call.objection_answer_days, made_up)
            if until != objection.answer_due_at:
                objection.answer_due_at = until
                queued += _to_enterprise(objection)
                count += 1
    _keep(found, by, at)
    notify_many(queued, at=at)
    return count


def _forwarded(objections: list[Objection]) -> dict[str, datetime]:
    """When each was forwarded to its enterprise, from the record."""
    keys = [str(objection.pk) for objection in objections if objection.answer_due_at]
    events = Event.objects.filter(kind="objection", chain_id__in=keys, action="forward")
    return dict(events.order_by("sequence").values_list("chain_id", "at"))


def _move_file(objection: Objection, due: datetime) -> None:
    """The file under objection shows the same deadline."""
    if objection.entry_id:
        files = Application.objects.filter(pk=objection.entry.application_id, deadline=objection.due_at)
        files.filter(state=State.UNDER_OBJECTION).update(deadline=due)


def _keep(objections: list[Objection], by, at: datetime) -> None:
    """Write the rows that changed, each on record."""
    before = {
        pk: (due, answer)
        for pk, due, answer in Objection.objects.filter(pk__in=[o.pk for o in objections]).values_list(
            "pk", "due_at", "answer_due_at"
        )
    }
    changed = [o for o in objections if before[o.pk] != (o.due_at, o.answer_due_at)]
    Objection.objects.bulk_update(changed, ["due_at", "answer_due_at"], batch_size=500)
    for objection in changed:
        answer = objection.answer_due_at.isoformat() if objection.answer_due_at else ""
        log(objection, "move_deadline", by, at, due=objection.due_at.isoformat(), answer_due=answer)


def _to_officers(objection: Objection) -> list[Notice]:
    officers = who_may(Permission.HANDLE_OBJECTIONS)
    params = {"number": objection.number, "due": objection.due_at.isoformat()}
    link = reverse("publication:objection", args=[objection.pk])
    return [Notice(REPLY_MOVED.key, user, params, link) for user in officers]


def _to_enterprise(objection: Objection) -> list[Notice]:
    people = User.objects.filter(organisation=objection.enterprise.organisation_id, is_active=True)
    params = {"number": objection.number, "deadline": objection.answer_due_at.isoformat()}
    link = reverse("publication:objection_answer", args=[objection.pk])
    return [Notice(ANSWER_MOVED.key, user, params, link) for user in people]
