"""What every step on a change report does: the row locked, the act kept, the chain written, the clock set."""

from datetime import datetime

from applications.models import Enterprise
from evaluations.models import ChangeAct, ChangeReport
from portal.accounts.permissions import Permission
from portal.audit.chain import record
from portal.workdays import calendar as workdays


def locked(report: ChangeReport) -> ChangeReport:
    """The report, locked, with its enterprise."""
    rows = ChangeReport.objects.select_for_update(of=("self",))
    return rows.select_related("enterprise", "application__call").get(pk=report.pk)


def wait(report: ChangeReport, days: int, *, at: datetime) -> None:
    """The report is with somebody else from now on, who has ``days`` working days."""
    report.received_at, report.days, report.reminded_at = at, days, None
    report.due_at = workdays.deadline(at, days)


def end(report: ChangeReport) -> None:
    """Nobody has to do anything any more."""
    report.due_at = None


def keep(report: ChangeReport, what: str, *, text: str = "", by, at: datetime, **data) -> ChangeAct:
    """Write an act (``ChangeAct.What``) into the report's history and onto the record; there without texts."""
    act = ChangeAct.objects.create(report=report, what=what, text=text.strip(), by=by, at=at)
    data = {"enterprise": report.enterprise_id, "kind": str(report.kind), **data}
    record(kind="change", id=str(report.pk), action=what, by=by, at=at, data=data)
    return act


def speaks_for(user, enterprise: Enterprise) -> bool:
    """Whether this person reports for the enterprise."""
    return user.may(Permission.REPORT_CHANGES) and user.organisation_id == enterprise.organisation_id
