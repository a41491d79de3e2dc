"""The city forwards a 变更请示 with its opinion (annex 2, step 2); where it is silent, the portal forwards it."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from applications.policies import Refused
from evaluations.changes import acts, notices
from evaluations.models import ChangeReport
from portal.accounts.permissions import Permission as P
from portal.notifications import outages

Status = ChangeReport.Status


def may_forward(user, report: ChangeReport) -> bool:
    """Whether this person's authority is the one whose opinion is asked for."""
    return (
        user.may(P.FORWARD_CHANGES)
        and user.organisation.division_id == report.enterprise.city_id
        and report.status == Status.AT_CITY
    )


@transaction.atomic
def forward(report: ChangeReport, *, opinion: str, by, at: datetime) -> ChangeReport:
    """Send a request on to the province, with a copy to the alliance, and with the city's opinion."""
    report = acts.locked(report)
    if not by.may(P.FORWARD_CHANGES) or by.organisation.division_id != report.enterprise.city_id:
        raise PermissionDenied
    if report.status != Status.AT_CITY:
        raise Refused(
            _("This request has moved on: %(status)s. Nothing was changed by you.")
            % {"status": report.get_status_display()}
        )
    if not opinion.strip():
        raise Refused(_("Please write the opinion; the province and the enterprise read it."))
    _pass_on(report, at=at)
    acts.keep(report, "forwarded", text=opinion, by=by, at=at)
    notices.tell(report, "forwarded", notices.enterprise_people(report), at=at)
    return report


def forward_silent(*, at: datetime) -> int:
    """Past the city's deadline the portal forwards a request without an opinion; returns how many.

    What an outage took is made up for first. Running twice changes nothing.
    """
    outages.settle(at=at)
    due = ChangeReport.objects.filter(status=Status.AT_CITY, due_at__lt=at).order_by("pk")
    return sum(_forward_silent(report, at=at) for report in list(due))


@transaction.atomic
def _forward_silent(report: ChangeReport, *, at: datetime) -> bool:
    report = acts.locked(report)
    if report.status != Status.AT_CITY or report.due_at >= at:
        return False
    _pass_on(report, at=at)
    acts.keep(report, "silent", by=None, at=at)
    people = [*notices.enterprise_people(report), *notices.city_officers(report)]
    notices.tell(report, "silent", people, at=at)
    return True


def _pass_on(report: ChangeReport, *, at: datetime) -> None:
    report.status, report.reached_at = Status.AT_PROVINCE, at
    acts.wait(report, settings.CHANGE_DECISION_DAYS, at=at)
    report.save()
    notices.tell(report, "to_province", notices.deciders(), at=at)
    notices.tell(report, "copied", notices.alliance(), at=at)
