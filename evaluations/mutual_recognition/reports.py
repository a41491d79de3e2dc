"""A member reports discriminatory treatment; who may read which part of a report."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Enterprise
from applications.policies import Refused
from evaluations.models import LocalPolicy, TreatmentEvidence, TreatmentReport, TreatmentStep
from portal.accounts.models import Division
from portal.accounts.permissions import Permission as P
from portal.accounts.roles import Role
from portal.accounts.who import who_may
from portal.audit.chain import record
from portal.documents.models import StoredFile
from portal.notifications.notices import notify
from publication.models import Membership

Status = TreatmentReport.Status
LEAST = 20  # characters of what happened


def visible_to(user) -> QuerySet[TreatmentReport]:
    """A member its own, a city those that it was asked about, the province and the auditor all."""
    rows = TreatmentReport.objects.select_related("enterprise", "city", "policy__published", "policy__latest")
    if user.may(P.REPORT_TREATMENT):
        return rows.filter(enterprise__organisation=user.organisation_id)
    if user.role == Role.CITY:
        return rows.filter(city=user.organisation.division_id, assigned_at__isnull=False)
    return rows if user.may(P.FOLLOW_UP_TREATMENT) or user.may(P.READ_AUDIT) else rows.none()


def reads_report(user, report: TreatmentReport) -> bool:
    """Whether this person reads what the member wrote and who it is; a city only where the member allows it."""
    return user.role != Role.CITY or report.city_may_read


def evidence_for(user, report: TreatmentReport) -> QuerySet[TreatmentEvidence]:
    """The files that this person may open: the member's, and those of the city's reply once the report is closed."""
    rows = report.evidence.select_related("file", "step")
    if not reads_report(user, report):
        return rows.filter(step__isnull=False)
    if user.may(P.REPORT_TREATMENT) and report.status != Status.CLOSED:
        return rows.filter(step=None)
    return rows


def steps_for(user, report: TreatmentReport) -> QuerySet[TreatmentStep]:
    """What was done: the province's notes are its own; the member reads the city's reply once it is closed."""
    rows = report.steps.select_related("by__organisation")
    if user.may(P.REPORT_TREATMENT):
        return rows.filter(what=TreatmentStep.What.REPLY) if report.status == Status.CLOSED else rows.none()
    return rows.exclude(what=TreatmentStep.What.NOTE) if user.role == Role.CITY else rows


@transaction.atomic
def report(
    enterprise: Enterprise,
    *,
    city: Division,
    policy: LocalPolicy | None = None,
    clause: str = "",
    happened: str,
    shown_to: str,
    files: Sequence[StoredFile] = (),
    by,
    at: datetime,
) -> TreatmentReport:
    """Report discriminatory treatment to the province.

    ``shown_to``: who may know the name. Raises Refused from an enterprise that is no provincial member.
    """
    _may_report(enterprise, city, policy, happened, by)
    made, is_new = TreatmentReport.objects.get_or_create(
        enterprise=enterprise,
        city=city,
        happened=happened.strip(),
        status=Status.OPEN,  # the same words again while it is open are a second click
        defaults={
            "policy": policy,
            "clause": clause.strip(),
            "shown_to": shown_to,
            "reported_by": by,
            "reported_at": at,
        },
    )
    if not is_new:
        return made
    TreatmentEvidence.objects.bulk_create([TreatmentEvidence(report=made, file=file) for file in files])
    log(made, "report", by=by, at=at, files=[file.sha256 for file in files])
    link = reverse("evaluations:treatment", args=[made.pk])
    notify("mutual.reported", to=who_may(P.FOLLOW_UP_TREATMENT), params={"city": city.name}, link=link, at=at)
    return made


def _may_report(
    enterprise: Enterprise, city: Division, policy: LocalPolicy | None, happened: str, by
) -> None:
    if not by.may(P.REPORT_TREATMENT) or enterprise.organisation_id != by.organisation_id:
        raise PermissionDenied
    if not Membership.objects.filter(enterprise=enterprise, is_member=True).exists():
        raise Refused(_("Members of the provincial pool report discriminatory treatment here."))
    if len(happened.strip()) < LEAST:
        raise Refused(_("Please write what happened, in at least %(least)d characters.") % {"least": LEAST})
    if policy and (policy.city_id != city.pk or not policy.published_id):
        raise Refused(_("The policy is not one that this city has published here."))


def log(made: TreatmentReport, action: str, *, by, at: datetime, **data) -> None:
    """Put what happened to a report on its chain; never who reported it."""
    record(
        kind="treatment", id=str(made.pk), action=action, by=by, at=at, data={"city": made.city_id, **data}
    )
