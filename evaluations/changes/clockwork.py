"""What the portal does about change reports by the clock and by the calendar."""

from datetime import datetime, timedelta

from django.db import transaction

from evaluations.changes import acts, city, notices
from evaluations.models import ChangeReport
from portal.audit.chain import Entry, record_many
from portal.notifications import outages
from portal.notifications.models import MadeUpOutage
from portal.notifications.schedule import Scheduled, schedule

Status = ChangeReport.Status
WAITING = (Status.AT_CITY, Status.AT_PROVINCE, Status.ASKED)


def register() -> None:
    """Enter the schedule and the followers of the calendar."""
    schedule.add("evaluations.changes", Scheduled("evaluations.changes", timedelta(minutes=10), tick))
    outages.counted_anew("evaluations.changes", _reckon_anew)


def tick(*, at: datetime) -> int:
    """Forward what its city left lying, let lapse what was not answered, tell of what is overdue."""
    return city.forward_silent(at=at) + lapse_unanswered(at=at) + tell_overdue(at=at)


def lapse_unanswered(*, at: datetime) -> int:
    """What was asked for and not handed in in time lapses; the change can be reported again."""
    due = ChangeReport.objects.filter(status=Status.ASKED, due_at__lt=at).order_by("pk")
    return sum(_lapse(report, at=at) for report in list(due))


@transaction.atomic
def _lapse(report: ChangeReport, *, at: datetime) -> bool:
    report = acts.locked(report)
    if report.status != Status.ASKED or report.due_at >= at:
        return False
    report.status = Status.LAPSED
    acts.end(report)
    report.save()
    acts.keep(report, "lapsed", by=None, at=at)
    notices.tell(report, "lapsed", notices.enterprise_people(report), at=at)
    return True


@transaction.atomic
def tell_overdue(*, at: datetime) -> int:
    """The province hears once of each report that it did not decide in time; the report itself stays."""
    rows = ChangeReport.objects.select_for_update(of=("self",)).select_related("enterprise")
    due = list(rows.filter(status=Status.AT_PROVINCE, due_at__lt=at, reminded_at=None).order_by("pk"))
    deciders = list(notices.deciders()) if due else []
    for report in due:
        report.reminded_at = at
        notices.tell(report, "overdue", deciders, at=at)
    ChangeReport.objects.bulk_update(due, ["reminded_at"], batch_size=500)
    return len(due)


def _reckon_anew(since: datetime, by, at: datetime) -> int:
    """Count the deadlines again that had not passed at ``since``; those who wait on them are told."""
    rows = ChangeReport.objects.select_for_update(of=("self",)).select_related("enterprise", "application")
    running = list(rows.filter(status__in=WAITING, due_at__gte=since).order_by("pk"))
    made_up, changed = list(MadeUpOutage.objects.all()), []
    for report in running:
        due = outages.deadline(report.received_at, report.days, made_up)
        if due != report.due_at:
            report.due_at = due
            changed.append(report)
    ChangeReport.objects.bulk_update(changed, ["due_at"], batch_size=500)
    record_many(
        [
            Entry("change", str(one.pk), "move_deadline", by, at, {"due": one.due_at.isoformat()})
            for one in changed
        ]
    )
    for report in changed:
        notices.tell(report, "moved", _held_by(report), at=at)
    return len(changed)


def _held_by(report: ChangeReport):
    if report.status == Status.AT_CITY:
        return notices.city_officers(report)
    return notices.deciders() if report.status == Status.AT_PROVINCE else notices.enterprise_people(report)
