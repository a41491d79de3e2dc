"""A holiday notice moves the running deadlines of files, on record and with notice to those concerned."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from applications.arrival import DAYS
from applications.models import Application
from applications.workflow import WITH_AUTHORITY, State, Step
from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.accounts.roles import roles_with
from portal.audit.chain import Entry, record_many
from portal.audit.models import Event
from portal.notifications.notices import Notice, NoticeKind, notices, notify_many
from portal.workdays import calendar as workdays
from portal.workdays.moved import Change, moved

MOVED = NoticeKind(
    "application.deadline_moved",
    _("A deadline has moved"),
    _("A holiday notice (%(note)s) moved the deadline of file %(number)s from %(before)s to %(deadline)s."),
)


def register() -> None:
    """Enter the follower and its notice."""
    notices.add(MOVED.key, MOVED)
    moved.add("applications", follow)


def follow(change: Change, *, by, at: datetime) -> int:
    """Reckon anew the deadlines that run over the changed days; returns how many moved."""
    if change.first is None:
        return 0
    running = Application.objects.select_for_update(of=("self",)).filter(
        state__in=[*WITH_AUTHORITY, State.RETURNED], deadline__gte=at, received_at__isnull=False
    )
    files = list(running.select_related("call").order_by("pk"))
    given = _days_given([file for file in files if file.state == State.RETURNED])
    changed: list[tuple[Application, datetime]] = []
    for file in files:
        days = given.get(str(file.pk)) or DAYS[file.state](file.call)
        reckoned = workdays.deadline(file.received_at, days)
        # A deadline that was moved for another reason (an outage) is never made earlier by this.
        if reckoned != file.deadline and not (reckoned < file.deadline and _only_longer(change)):
            changed.append((file, file.deadline))
            file.deadline = reckoned
    Application.objects.bulk_update([file for file, _before in changed], ["deadline"], batch_size=500)
    _say(changed, change, by, at)
    return len(changed)


def _only_longer(change: Change) -> bool:
    """Whether every changed day is a day of rest now, so that a deadline can only move to later."""
    return not any(workdays.day(day).working for day in change.days)


def _days_given(files: list[Application]) -> dict[str, int]:
    """The working days that each return gave, from the record."""
    events = Event.objects.filter(
        kind="application", chain_id__in=[str(file.pk) for file in files], action=Step.RETURN
    )
    rows = events.order_by("sequence").values_list("chain_id", "data")
    return {chain: data["days"] for chain, data in rows if data.get("days")}


def _say(changed: list[tuple[Application, datetime]], change: Change, by, at: datetime) -> None:
    roles = roles_with(Permission.USE_DESK) | roles_with(Permission.FILE_APPLICATION)
    holders = {file.holder_id for file, _before in changed}
    people: dict[int, list[User]] = {}
    for user in User.objects.filter(organisation_id__in=holders, is_active=True, role__in=roles):
        people.setdefault(user.organisation_id, []).append(user)
    queued, entries = [], []
    for file, before in changed:
        moments = {"before": before.isoformat(), "deadline": file.deadline.isoformat()}
        params = {"note": change.note, "number": file.number or "", **moments}
        link = file.get_absolute_url()
        queued += [Notice(MOVED.key, user, params, link) for user in people.get(file.holder_id, [])]
        entries.append(Entry("application", str(file.pk), "move_deadline", by, at, moments))
    notify_many(queued, at=at)
    record_many(entries)
