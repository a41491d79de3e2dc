"""A holiday notice or an outage moves the running deadlines of files, on record and with notice."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from applications.arrival import DAYS
from applications.models import Application
from applications.workflow import WITH_AUTHORITY, State, Step
from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.accounts.roles import roles_with
from portal.audit.chain import Entry, record_many
from portal.audit.models import Event
from portal.notifications import outages
from portal.notifications.models import MadeUpOutage
from portal.notifications.notices import Notice, NoticeKind, notices, notify_many
from portal.workdays.moved import Change, moved

MOVED = NoticeKind(
    "application.deadline_moved",
    _("A deadline has moved"),
    _("A holiday notice (%(note)s) moved the deadline of file %(number)s from %(before)s to %(deadline)s."),
)
PROLONGED = NoticeKind(
    "application.deadline_prolonged",
    _("A deadline is prolonged"),
    _(
        "The portal could not be reached for over two working hours: the deadline of file %(number)s moves "
        "from %(before)s to %(deadline)s."
    ),
)


def register() -> None:
    """Enter the followers and their notices."""
    notices.add(MOVED.key, MOVED)
    notices.add(PROLONGED.key, PROLONGED)
    moved.add("applications", follow)
    outages.prolonged.add("applications", make_up)


def follow(change: Change, *, by, at: datetime) -> int:
    """Reckon anew the deadlines that run over the changed days; returns how many moved."""
    if change.first is None:
        return 0
    changed = _reckon_anew(_running().filter(deadline__gte=at))
    _say(changed, MOVED, "move_deadline", {"note": change.note}, by, at)
    return len(changed)


def make_up(outage: MadeUpOutage, *, at: datetime) -> int:
    """Add the days of an outage to the deadlines that ran during it; drafts follow their call."""
    changed = _reckon_anew(_running().filter(deadline__gte=outage.start, received_at__lt=outage.end))
    _say(changed, PROLONGED, "prolong_deadline", {"days": outage.days}, None, at)
    return len(changed)


def _running() -> QuerySet[Application]:
    """The files whose deadline the calendar gives, locked in a fixed order."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("call").order_by("pk")
    return rows.filter(state__in=[*WITH_AUTHORITY, State.RETURNED], received_at__isnull=False)


def _reckon_anew(rows: QuerySet[Application]) -> list[tuple[Application, datetime]]:
    """The files whose deadline is another one now, each with the one before."""
    files, made_up = list(rows), list(MadeUpOutage.objects.all())
    given = _days_given([file for file in files if file.state == State.RETURNED])
    changed = []
    for file in files:
        days = given.get(str(file.pk)) or DAYS[file.state](file.call)
        reckoned = outages.deadline(file.received_at, days, made_up)
        if reckoned != file.deadline:
            changed.append((file, file.deadline))
            file.deadline = reckoned
    Application.objects.bulk_update([file for file, _before in changed], ["deadline"], batch_size=500)
    return changed


def _days_given(files: list[Application]) -> dict[str, int]:
    """The working days that each return gave, from the record."""
    events = Event.objects.filter(
        kind="application", chain_id__in=[str(file.pk) for file in files], action=Step.RETURN
    )
    rows = events.order_by("sequence").values_list("chain_id", "data")
    return {chain: data["days"] for chain, data in rows if data.get("days")}


def _say(
    changed: Sequence[tuple[Application, datetime]],
    kind: NoticeKind,
    action: str,
    why: dict,
    by,
    at: datetime,
) -> None:
    """Tell the people of each file's holder, and put the change on the file's record."""
    roles = roles_with(Permission.USE_DESK) | roles_with(Permission.FILE_APPLICATION)
    holders = {file.holder_id for file, _before in changed}
    people: dict[int, list[User]] = {}
    for user in User.objects.filter(organisation_id__in=holders, is_active=True, role__in=roles):
        people.setdefault(user.organisation_id, []).append(user)
    queued, entries = [], []
    for file, before in changed:
        moments = {"before": before.isoformat(), "deadline": file.deadline.isoformat()}
        params = {**why, "number": file.number or "", **moments}
        link = file.get_absolute_url()
        queued += [Notice(kind.key, user, params, link) for user in people.get(file.holder_id, [])]
        entries.append(Entry("application", str(file.pk), action, by, at, moments))
    notify_many(queued, at=at)
    record_many(entries)
