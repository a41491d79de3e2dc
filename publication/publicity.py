"""Publicity (公示): the proposed list in public for the call's number of working days (annex 1, step 8)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications import steps
from applications.models import Application, Call, Kind
from applications.policies import Refused
from applications.workflow import State, Step
from portal.accounts.models import Organisation
from portal.audit.chain import record
from portal.documents.issuing import issue
from portal.workdays import calendar as workdays
from publication import lists, titles
from publication.models import ListVersion, Publicity

FARTHEST = timedelta(days=60)  # a first day further off is a slip of the pen


def locked(publicity: Publicity) -> Publicity:
    """The row with its list and call, locked for a decision on it."""
    rows = Publicity.objects.select_for_update(of=("self",)).select_related("version__call")
    return rows.get(pk=publicity.pk)


def proposed(call: Call) -> QuerySet[Application]:
    """Files on the proposed list that are not in public yet."""
    return call.applications.filter(state=State.PROPOSED)


def first_possible_day(today: date) -> date:
    """Today if it is a working day, else the next one."""
    return today if workdays.day(today).working else workdays.add_working_days(today, 1)


@transaction.atomic
def begin(call: Call, *, first_day: date, by, at: datetime) -> Publicity:
    """Publicise the files that are proposed now, from ``first_day``, for the call's working days.

    The first list of a call is its whole list; what an upheld objection corrects or adds later follows
    as an amendment with a full period of its own, while the rest goes on.
    Raises Refused when nothing waits (a second click, too) or the first day isn't a working day to come.
    """
    call = Call.objects.select_for_update().get(pk=call.pk)
    _check_first_day(first_day, at)
    files = list(proposed(call).order_by("pk"))
    if not files:
        raise Refused(_("No proposed file waits for publicity; perhaps the list is in public already."))
    is_first = not Publicity.objects.filter(version__call=call).exists()
    scope = ListVersion.Scope.WHOLE if is_first else ListVersion.Scope.AMENDMENT
    lines = lists.proposed_lines(call, files, whole=is_first)
    version = lists.make(call, lines=lines, scope=scope, by=by, at=at)
    steps.advance_many(files, Step.PUBLICISE, by=by, at=at, strict=True, list=version.pk)
    publicity = _from_day(first_day, version, by=by, at=at)
    publicity.document = issue(
        "publicity_notice",
        subject_kind="publicity",
        subject_id=str(publicity.pk),
        data=notice_data(publicity),
        by=by,
        at=at,
    )
    publicity.save(update_fields=["document"])
    record_on(publicity, "begin", by, at, entries=len(files))
    return publicity


def _from_day(first_day: date, version: ListVersion, *, by, at: datetime) -> Publicity:
    """The list in public from ``first_day``, for its call's working days."""
    days = version.call.publicity_days
    period = workdays.publicity_period(first_day, days)
    return Publicity.objects.create(
        version=version,
        first_day=period.first,
        last_day=period.last,
        ends_at=period.ends_at,
        days=days,
        derivation=derivation_of(period),
        provisional=period.provisional,
        begun_by=by,
        begun_at=at,
    )


def _check_first_day(first_day: date, at: datetime) -> None:
    today = timezone.localdate(at)
    if first_day < today:
        raise Refused(_("The first day lies in the past; publicity begins today or later."))
    if first_day > today + FARTHEST:
        raise Refused(_("The first day lies more than 60 days ahead."))
    if not workdays.day(first_day).working:
        raise Refused(_("The first day is not a working day; choose a working day."))


def derivation_of(period, added: int = 0) -> list[dict]:
    """Each day of the period and why it counts; ``added``: days after outages.

    Reasons are kept in the source's language and translated where they are shown.
    """
    working = [day.date for day in period.days if day.working]
    after_outage = set(working[len(working) - added :])
    with override("en"):
        made_up = _("added after an outage of the portal")
        return [
            {
                "date": day.date.isoformat(),
                "working": day.working,
                "reason": str(day.reason),
                "note": made_up if day.date in after_outage else str(day.note),
                "provisional": day.provisional,
            }
            for day in period.days
        ]


def notice_data(publicity: Publicity) -> dict:
    """What the publicity notice says: basis, process, days, how to object, office, the list. Nothing personal."""
    version, call, province = publicity.version, publicity.version.call, Organisation.province()
    return {
        "title": titles.publicity(call),
        "call": call.title,
        "document_number": call.document_number,
        "scope": version.scope,
        "basis": call.document_number,
        "process": titles.process(call),
        "matter": titles.list_name(call),
        "first_day": publicity.first_day.isoformat(),
        "last_day": publicity.last_day.isoformat(),
        "days": publicity.days,
        "how_to_object": reverse("publication:objection_new") + f"?publicity={publicity.pk}",
        "organisation": province.name,
        "office": province.office,
        "postal_address": province.postal_address,
        "postcode": province.postcode,
        "telephone": province.telephone,
        "list_version": version.number,
        "list_sha256": version.sha256,
        "entries": entry_rows(version),
        "groups": groups_of(version),
    }


def groups_of(version: ListVersion) -> list[dict]:
    """An evaluation's lists, one a result, in the order of the entries; a recognition has a single one."""
    if version.call.kind != Kind.EVALUATION:
        return []
    rows: dict[str, list[dict]] = {}
    for row in entry_rows(version):
        rows.setdefault(row["result"], []).append(row)
    return [{"result": result, "entries": entries} for result, entries in rows.items()]


def entry_rows(version: ListVersion) -> list[dict]:
    """The published columns, in Chinese, for documents."""
    with override("zh-hans"):
        return [
            {
                "number": entry.position,
                "name": entry.name,
                "uscc": entry.uscc,
                "city": entry.city.name,
                "supplier_class": entry.get_supplier_class_display(),
                "result": entry.get_result_display(),
            }
            for entry in version.entries.select_related("city").order_by("position")
        ]


def record_on(publicity: Publicity, action: str, by, at: datetime, **data) -> None:
    """One audit event of a publicity, with its list and its period."""
    record(
        kind="publicity",
        id=str(publicity.pk),
        action=action,
        by=by,
        at=at,
        data={
            "list": publicity.version_id,
            "sha256": publicity.version.sha256,
            "first_day": publicity.first_day.isoformat(),
            "last_day": publicity.last_day.isoformat(),
            "provisional": publicity.provisional,
            **data,
        },
    )
