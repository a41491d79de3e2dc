"""What happens by the clock: lapses, reminders, escalations. Each may run late, early and twice."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications import lapsing
from applications.desk import days_left
from applications.models import Application, Reminder
from applications.workflow import WITH_AUTHORITY, State
from portal.accounts.models import Organisation, User
from portal.accounts.permissions import Permission
from portal.accounts.roles import roles_with
from portal.audit.chain import Entry, record_many
from portal.notifications import outages
from portal.notifications.notices import Notice, NoticeKind, notices, notify_many
from portal.notifications.schedule import Scheduled, schedule

CHUNK = 500
WITH_APPLICANT = [State.DRAFT, State.RETURNED]
SOON = (1, 3)  # working days before a deadline on which its holder is reminded
HORIZON = timedelta(days=30)  # no three working days are further apart than this

REMINDED = NoticeKind(
    "application.reminded",
    _("A deadline is near"),
    _(
        "“%(call)s”: %(days)s working days are left. Please submit by %(deadline)s; after that the file lapses."
    ),
)
DUE_SOON = NoticeKind(
    "application.due_soon",
    _("Files are due"),
    _("%(count)s files on your desk are due within %(days)s working days."),
)
OVERDUE = NoticeKind(
    "application.overdue",
    _("Files are overdue"),
    _("%(count)s files on your desk are past their deadline; the higher authority has been told."),
)
ESCALATED = NoticeKind(
    "application.escalated",
    _("An authority is overdue"),
    _("%(authority)s has %(count)s files past their deadline: %(numbers)s."),
)


def register() -> None:
    """Enter the notices and the schedule."""
    for kind in (REMINDED, DUE_SOON, OVERDUE, ESCALATED):
        notices.add(kind.key, kind)
    for key, every, handler in [
        ("applications.lapse", timedelta(minutes=5), lapse_overdue),
        ("applications.remind", timedelta(hours=1), remind),
        ("applications.escalate", timedelta(hours=1), escalate),
    ]:
        schedule.add(key, Scheduled(key, every, handler))


def lapse_overdue(*, at: datetime) -> int:
    """Lapse drafts after their window and corrections after their deadline; returns how many.

    What an outage took is made up for first: nobody lapses for a day on which the portal was away.
    """
    outages.settle(at=at)
    due = Application.objects.filter(state__in=WITH_APPLICANT, deadline__lt=at).order_by("pk")
    lapsed, last = 0, 0
    while files := list(due.filter(pk__gt=last)[:CHUNK]):
        lapsed += len(lapsing.lapse(files, at=at).done)
        last = files[-1].pk
    return lapsed


def remind(*, at: datetime) -> int:
    """Remind whoever has a file three working days and one before its deadline; returns how many."""
    states = [*WITH_APPLICANT, *WITH_AUTHORITY]
    near = Application.objects.filter(state__in=states, deadline__gte=at, deadline__lt=at + HORIZON)
    count = 0
    for days in SOON:
        count += sum(_remind(chunk, days, at) for chunk in _unsent(near, f"days-{days}", days, at))
    return count


def _unsent(rows: QuerySet[Application], kind: str, days: int | None, at: datetime):
    """Chunks of files for whose deadline ``kind`` was not sent, at most ``days`` working days before it."""
    last = 0
    while files := list(rows.filter(pk__gt=last).order_by("pk").select_related("call", "holder")[:CHUNK]):
        last = files[-1].pk
        sent = set(
            Reminder.objects.filter(application__in=files, kind=kind).values_list(
                "application_id", "deadline"
            )
        )
        left = days_left({file.deadline for file in files}, at=at) if days else {}
        due = [
            file
            for file in files
            if (file.pk, file.deadline) not in sent and (days is None or left[file.deadline] <= days)
        ]
        if due:
            yield due


@transaction.atomic
def _remind(files: list[Application], days: int, at: datetime) -> int:
    kinds = [f"days-{more}" for more in SOON if more >= days]  # the near one makes the far one needless
    _note(files, kinds, at)
    people = _people({file.holder_id for file in files})
    queued, waiting = [], defaultdict(int)
    for file in files:
        if file.state in WITH_AUTHORITY:
            waiting[file.holder_id] += 1
            continue
        params = {"call": file.call.title, "days": days, "deadline": file.deadline.isoformat()}
        link = file.get_absolute_url()
        queued += [Notice(REMINDED.key, user, params, link) for user in people[file.holder_id]]
    for holder, count in waiting.items():
        params = {"count": count, "days": days}
        queued += [
            Notice(DUE_SOON.key, user, params, reverse("applications:desk")) for user in people[holder]
        ]
    notify_many(queued, at=at)
    return len(files)


def escalate(*, at: datetime) -> int:
    """Tell the next higher authority of files that an authority is late with, once for each deadline."""
    outages.settle(at=at)
    late = Application.objects.filter(state__in=WITH_AUTHORITY, deadline__lt=at)
    return sum(_escalate(chunk, at) for chunk in _unsent(late, "overdue", None, at))


@transaction.atomic
def _escalate(files: list[Application], at: datetime) -> int:
    _note(files, ["overdue"], at)
    by_holder: dict[Organisation, list[Application]] = defaultdict(list)
    for file in files:
        by_holder[file.holder].append(file)
    above = _above(list(by_holder))
    people = _people({org.pk for org in by_holder} | {pk for pk in above.values() if pk})
    queued = []
    for holder, theirs in by_holder.items():
        numbers = ", ".join(file.number or file.enterprise_name for file in theirs[:5])
        params = {"authority": holder.name, "count": len(theirs), "numbers": numbers}
        queued += [
            Notice(OVERDUE.key, user, {"count": len(theirs)}, reverse("applications:desk"))
            for user in people[holder.pk]
        ]
        queued += [Notice(ESCALATED.key, user, params) for user in people[above[holder.pk]]]
    notify_many(queued, at=at)
    record_many(
        [
            Entry(
                kind="application", id=str(file.pk), action="escalate", by=None, at=at,
                data={"holder": file.holder_id, "to": above[file.holder_id], "deadline": file.deadline.isoformat()},
            )
            for file in files
        ]
    )  # fmt: skip
    return len(files)


def _above(holders: list[Organisation]) -> dict[int, int | None]:
    """The authority over each: a county's city, a city's province."""
    province = Organisation.province().pk
    cities = {
        org.division_id: org.pk
        for org in Organisation.objects.filter(
            kind="city", division_id__in={holder.division_id[:4] + "00" for holder in holders}
        )
    }
    return {
        holder.pk: cities.get(holder.division_id[:4] + "00") if holder.kind == "county" else province
        for holder in holders
    }


def _people(organisations: set[int]) -> dict[int, list[User]]:
    roles = roles_with(Permission.USE_DESK) | roles_with(Permission.FILE_APPLICATION)
    people: dict[int, list[User]] = defaultdict(list)
    for user in User.objects.filter(organisation_id__in=organisations, is_active=True, role__in=roles):
        people[user.organisation_id].append(user)
    return people


def _note(files: list[Application], kinds: list[str], at: datetime) -> None:
    """Note what is sent, in the transaction that sends it; whoever comes second changes nothing."""
    Reminder.objects.bulk_create(
        [Reminder(application=f, kind=kind, deadline=f.deadline, at=at) for f in files for kind in kinds],
        ignore_conflicts=True,
    )
