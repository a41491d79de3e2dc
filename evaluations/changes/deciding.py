"""The province decides on a change report: it accepts, asks for more, or rejects with reasons."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from applications import registration, renaming
from applications.models import EnterpriseProof
from applications.policies import Refused
from evaluations.changes import acts, conditions, material, notices, relations
from evaluations.models import ChangeEvidence, ChangeReport
from portal.accounts.permissions import Permission as P

Kind, Status = ChangeReport.Kind, ChangeReport.Status


def _waiting(report: ChangeReport, by) -> ChangeReport:
    """The report, locked, when the province has it. Raises PermissionDenied and Refused."""
    if not by.may(P.DECIDE_CHANGES):
        raise PermissionDenied
    report = acts.locked(report)
    if report.status != Status.AT_PROVINCE:
        raise Refused(
            _("This report has moved on: %(status)s. Nothing was changed by you.")
            % {"status": report.get_status_display()}
        )
    return report


@transaction.atomic
def keep_checks(report: ChangeReport, checks: dict, *, reasons: str = "", by, at: datetime) -> ChangeReport:
    """Keep how far the check of eligibility, and the draft of the reasons, has come."""
    report = _waiting(report, by)
    report.checks = {key: checks[key] for key in conditions.CONDITIONS if key in checks}
    report.reasons = reasons.strip()
    report.save(update_fields=["checks", "reasons"])
    return report


@transaction.atomic
def ask(report: ChangeReport, *, text: str, by, at: datetime) -> ChangeReport:
    """Ask the enterprise for more; it has so many working days, after which the report lapses."""
    report = _waiting(report, by)
    if not text.strip():
        raise Refused(_("Please write what is missing; the enterprise reads it."))
    report.status = Status.ASKED
    acts.wait(report, settings.CHANGE_ANSWER_DAYS, at=at)
    report.save()
    acts.keep(report, "asked", text=text, by=by, at=at)
    people = notices.enterprise_people(report)
    notices.tell(report, "asked", people, at=at, text=text.strip())
    return report


@transaction.atomic
def reject(report: ChangeReport, *, reasons: str, by, at: datetime) -> ChangeReport:
    """Reject a report with reasons; the enterprise may report again at any time."""
    report = _waiting(report, by)
    if not reasons.strip():
        raise Refused(_("Please write the reasons; the enterprise reads them."))
    _decide(report, Status.REJECTED, reasons, by=by, at=at)
    acts.keep(report, "rejected", text=reasons, by=by, at=at)
    people = [*notices.enterprise_people(report), *notices.alliance()]
    if report.is_request:
        people += notices.city_officers(report)
    notices.tell(report, "rejected", people, at=at, text=reasons.strip())
    return report


@transaction.atomic
def accept(report: ChangeReport, *, reasons: str = "", by, at: datetime) -> ChangeReport:
    """Accept a report: the name changes, the new relations count, and what they bring to light is entered.

    With updated material every condition of eligibility has been checked and none fails. Raises Refused.
    """
    report = _waiting(report, by)
    if material.is_needed(report):
        conditions.demand_checked(report.checks)
    _decide(report, Status.ACCEPTED, reasons, by=by, at=at)
    if report.kind == Kind.NAME:
        renaming.rename(report.enterprise, report.new_name, until=report.effective_on, by=by, at=at)
        _keep_licence(report, by=by, at=at)
    found = relations.take_over(report, by=by, at=at)
    acts.keep(report, "accepted", text=reasons, by=by, at=at, found=len(found))
    kind = "renamed" if report.kind == Kind.NAME else "accepted"
    notices.tell(report, kind, notices.concerned(report), at=at, former=report.name_before)
    return report


def _decide(report: ChangeReport, status: str, reasons: str, *, by, at: datetime) -> None:
    report.status, report.reasons = status, reasons.strip()
    report.decided_by, report.decided_at = by, at
    acts.end(report)
    report.save()


def _keep_licence(report: ChangeReport, *, by, at: datetime) -> None:
    """The new licence stands behind the enterprise's claim from now on; the earlier ones stay."""
    rows = report.evidence.filter(kind=ChangeEvidence.Kind.LICENCE, removed_at=None).select_related("file")
    if newest := rows.last():
        licence = EnterpriseProof.Kind.LICENCE
        registration.keep_proof(report.enterprise, licence, newest.file, by=report.begun_by, at=at)
