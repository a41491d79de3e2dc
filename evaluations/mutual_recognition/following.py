"""The province follows a report up: asks the city, notes what it finds, closes with outcome and reasons."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import FormerName
from applications.policies import Refused
from evaluations.models import TreatmentEvidence, TreatmentReport, TreatmentStep
from evaluations.mutual_recognition.reports import log
from evaluations.public_text import refuse_private
from portal.accounts.permissions import Permission as P
from portal.accounts.who import who_may
from portal.documents.models import StoredFile
from portal.notifications.models import MadeUpOutage
from portal.notifications.notices import notify, people_of
from portal.notifications.outages import deadline

Status, What, ShownTo = TreatmentReport.Status, TreatmentStep.What, TreatmentReport.ShownTo
FORM_OF_COMPANY = re.compile("(股份)?(有限责任|有限)?公司$")
DAYS = 10  # working days to reply, where the province sets no others [I]


@transaction.atomic
def ask_city(report: TreatmentReport, *, question: str, days: int, by, at: datetime) -> TreatmentReport:
    """Ask the city for a reply within ``days`` working days; asked again, the period begins anew.

    Raises Refused where the question names a member that wishes to stay unknown to the city.
    """
    report = _province(report, by)
    if not question.strip():
        raise Refused(_("Please write what the city is asked."))
    if not report.city_may_read and names_member(report, question):
        raise Refused(_("The member does not want the city to know its name; the question names it."))
    report.status, report.question, report.days, report.assigned_at = (
        Status.ASSIGNED,
        question.strip(),
        days,
        at,
    )
    report.overdue_told_at = None
    report.save(update_fields=["status", "question", "days", "assigned_at", "overdue_told_at"])
    _step(report, What.ASKED, question, by, at)
    log(report, "ask_city", by=by, at=at, days=days)
    officers = who_may(P.KEEP_LOCAL_POLICIES).filter(organisation__division=report.city_id)
    link = reverse("evaluations:treatment", args=[report.pk])
    notify("mutual.asked", to=officers, params={"days": days}, link=link, at=at)
    return report


@transaction.atomic
def reply(
    report: TreatmentReport, *, text: str, files: Sequence[StoredFile] = (), by, at: datetime
) -> TreatmentStep:
    """The city answers what it was asked. Raises Refused where nothing is asked of it."""
    report = TreatmentReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if not by.may(P.KEEP_LOCAL_POLICIES) or by.organisation.division_id != report.city_id:
        raise PermissionDenied
    if report.status != Status.ASSIGNED:
        raise Refused(_("The province doesn't wait for a reply now; nothing was changed."))
    if not text.strip():
        raise Refused(_("Please write your reply; the province reads it."))
    made = _step(report, What.REPLY, text, by, at)
    evidence = [TreatmentEvidence(report=report, step=made, file=file) for file in files]
    TreatmentEvidence.objects.bulk_create(evidence)
    report.status = Status.REPLIED
    report.save(update_fields=["status"])
    log(report, "reply", by=by, at=at, files=[file.sha256 for file in files])
    link = reverse("evaluations:treatment", args=[report.pk])
    params = {"city": report.city.name}
    notify("mutual.replied", to=who_may(P.FOLLOW_UP_TREATMENT), params=params, link=link, at=at)
    return made


@transaction.atomic
def note(report: TreatmentReport, *, text: str, by, at: datetime) -> TreatmentStep:
    """A note that only the province and the auditor read."""
    report = _province(report, by)
    if not text.strip():
        raise Refused(_("The note is empty."))
    log(report, "note", by=by, at=at)
    return _step(report, What.NOTE, text, by, at)


@transaction.atomic
def close(
    report: TreatmentReport, *, outcome: str, reasons: str, public_text: str, by, at: datetime
) -> TreatmentReport:
    """Close with an outcome: ``reasons`` for the member, ``public_text`` for everybody.

    Raises Refused where the public text holds private data, or the name of a member that wishes to stay unnamed.
    """
    report = _province(report, by)
    if not reasons.strip() or not public_text.strip():
        raise Refused(_("Please write the reasons, and what the public reads."))
    refuse_private(public_text)
    if report.shown_to != ShownTo.PUBLIC and names_member(report, public_text):
        raise Refused(_("The member wishes to stay unnamed; what the public reads names it."))
    report.status, report.outcome, report.closed_by, report.closed_at = Status.CLOSED, outcome, by, at
    report.reasons, report.public_text = reasons.strip(), public_text.strip()
    report.save()
    log(report, "close", by=by, at=at, outcome=outcome)
    link = reverse("evaluations:treatment", args=[report.pk])
    people = people_of(report.enterprise.organisation)
    notify("mutual.closed", to=people, params={"city": report.city.name}, link=link, at=at)
    return report


def outcomes() -> QuerySet[TreatmentReport]:
    """What the public reads: closed reports, the newest first."""
    rows = TreatmentReport.objects.filter(status=Status.CLOSED)
    return rows.select_related("city", "enterprise", "policy__published").order_by("-closed_at", "-pk")


def waiting_by_city() -> dict[str, int]:
    """How many reports on each city are not closed."""
    rows = TreatmentReport.objects.exclude(status=Status.CLOSED).order_by().values("city")
    return dict(rows.annotate(many=Count("pk")).values_list("city", "many"))


def reply_until(report: TreatmentReport, ran: Iterable[MadeUpOutage] | None = None) -> datetime | None:
    """When the city's reply is due, with the days that outages (``ran``) took; None where none is waited for."""
    if report.status != Status.ASSIGNED:
        return None
    ran = MadeUpOutage.objects.filter(end__gt=report.assigned_at) if ran is None else ran
    return deadline(report.assigned_at, report.days, ran)


def names_member(report: TreatmentReport, text: str) -> bool:
    """Whether a text holds the member's name, its core, a former one, its code or its contact person."""
    of = report.enterprise
    names = {of.name, *FormerName.objects.filter(enterprise=of).values_list("name", flat=True)}
    bare = {FORM_OF_COMPANY.sub("", name.partition("（")[0]) for name in names}
    held = {name for name in names | bare | {of.uscc, of.contact, of.phone} if len(name) > 1}
    return any(name in text for name in held)


def _province(report: TreatmentReport, by) -> TreatmentReport:
    if not by.may(P.FOLLOW_UP_TREATMENT):
        raise PermissionDenied
    rows = TreatmentReport.objects.select_for_update(of=("self",))
    locked = rows.select_related("enterprise__organisation", "city").get(pk=report.pk)
    if locked.status == Status.CLOSED:
        raise Refused(_("This report is closed; nothing was changed."))
    return locked


def _step(report: TreatmentReport, what: str, text: str, by, at: datetime) -> TreatmentStep:
    return TreatmentStep.objects.create(report=report, what=what, text=text.strip(), by=by, at=at)
