"""A supplier disputes a record with evidence; the record's city rules. Struck records count for nothing."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.policies import Refused
from evaluations.market import records
from evaluations.models import MarketRecord, RecordDispute
from portal.accounts.models import User
from portal.accounts.permissions import Permission as P
from portal.accounts.roles import Role
from portal.audit.chain import record as log
from portal.documents.models import StoredFile
from portal.notifications.notices import NoticeKind, notices, notify

OPENED = NoticeKind(
    "market.disputed",
    gettext_lazy("A record is disputed"),
    gettext_lazy("%(name)s disputes record %(number)s; your ruling is asked for."),
)
RULED = NoticeKind(
    "market.ruled",
    gettext_lazy("Ruling on a disputed record"),
    gettext_lazy("The city has ruled on your dispute of record %(number)s."),
)


def register() -> None:
    """Enter the notices."""
    for kind in (OPENED, RULED):
        notices.add(kind.key, kind)


def visible_to(user) -> QuerySet[RecordDispute]:
    """A supplier its own, a city those of its records, province, alliance and auditor all."""
    rows = RecordDispute.objects.select_related("record__supplier", "record__city", "evidence")
    if user.may(P.FILE_APPLICATION):
        return rows.filter(record__supplier__organisation=user.organisation_id)
    if user.role == Role.CITY:
        return rows.filter(record__city=user.organisation.division_id)
    return rows if user.may(P.READ_MARKET) else rows.none()


@transaction.atomic
def open_dispute(
    record: MarketRecord, *, grounds: str, evidence: StoredFile, by, at: datetime
) -> RecordDispute:
    """Dispute a record that counts; one at a time, a second click gives the first."""
    record = MarketRecord.objects.select_for_update(of=("self",)).select_related("supplier").get(pk=record.pk)
    if record.supplier.organisation_id != by.organisation_id or not by.may(P.FILE_APPLICATION):
        raise PermissionDenied
    if kept := record.disputes.filter(status=RecordDispute.Status.OPEN).first():
        return kept
    if record.superseded_at or record.is_struck:
        raise Refused(_("This version of the record does not count any more."))
    if not grounds.strip():
        raise Refused(_("Please write what is not true; the city reads it."))
    made = RecordDispute.objects.create(
        record=record, grounds=grounds.strip(), evidence=evidence, opened_by=by, opened_at=at
    )
    _log(made, "open_dispute", by, at)
    officers = User.objects.filter(role=Role.CITY, organisation__division=record.city_id, is_active=True)
    params = {"name": record.supplier.name, "number": record.number}
    notify(OPENED.key, to=officers, params=params, link=reverse("evaluations:dispute", args=[made.pk]), at=at)
    return made


@transaction.atomic
def rule(dispute: RecordDispute, *, upheld: bool, reasons: str, by, at: datetime) -> RecordDispute:
    """The record's city rules with reasons; upheld, a version that counts for nothing supersedes the record."""
    dispute = RecordDispute.objects.select_for_update().get(pk=dispute.pk)
    record = MarketRecord.objects.select_for_update().get(pk=dispute.record_id)
    if by.role != Role.CITY or by.organisation.division_id != record.city_id:
        raise PermissionDenied
    if dispute.status != RecordDispute.Status.OPEN:
        raise Refused(_("This was ruled on already. Nothing was changed by you."))
    if not reasons.strip():
        raise Refused(_("Please write the reasons; the supplier reads them."))
    dispute.status = RecordDispute.Status.UPHELD if upheld else RecordDispute.Status.DISMISSED
    dispute.ruling, dispute.ruled_by, dispute.ruled_at = reasons.strip(), by, at
    dispute.save()
    if upheld:
        numbers = (record.kind, record.number)
        current = records.current_of([numbers]).get(numbers)
        if current and not current.is_struck:
            records.again(current, source=MarketRecord.Source.DISPUTE, at=at, is_struck=True)
    _log(dispute, "rule_dispute", by, at, status=str(dispute.status))
    people = User.objects.filter(organisation=record.supplier.organisation_id, is_active=True)
    link = reverse("evaluations:dispute", args=[dispute.pk])
    notify(RULED.key, to=people, params={"number": record.number}, link=link, at=at)
    return dispute


def _log(dispute: RecordDispute, action: str, by, at: datetime, **data) -> None:
    data = {"record": dispute.record_id, **data}
    log(kind="record_dispute", id=str(dispute.pk), action=action, by=by, at=at, data=data)
