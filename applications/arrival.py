"""What an application's new state brings: holder, deadline, participation, opinion."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from django.db.models import F

from applications import dossiers
from applications.models import Application, Call, NumberSeries, Opinion, Participation, SubmittedVersion
from applications.registry import Taken
from applications.workflow import HOLDERS, Holder, State, Step
from portal.accounts.models import Organisation
from portal.workdays import calendar as workdays

CHUNK = 5000  # keys in one statement; SQLite takes 32,766
# What any step may change, and what only a submission does.
SHARED = [
    "state",
    "holder",
    "deadline",
    "received_at",
    "changed_at",
    "returned_from",
    "returns",
    "outcome",
]
OWN = ["number", "submitted_at", "enterprise_name", "supplier_class", "is_startup", "is_checked"]

# Working days that the new holder has, by state; None where no clock of the call runs.
DAYS: dict[str, Callable[[Call], int] | None] = {
    State.DRAFT: None,
    State.AT_COUNTY: lambda call: call.county_days,
    State.AT_CITY: lambda call: call.city_days,
    State.RETURNED: lambda call: call.correction_days,
    State.NOT_RECOMMENDED: None,
    State.REPORTED: None,
    State.IN_REVIEW: None,
    State.REVIEWED: None,
    State.PROPOSED: None,
    State.IN_PUBLICITY: None,
    State.UNDER_OBJECTION: lambda call: call.objection_reply_days,
    State.DECLINED: None,
    State.ANNOUNCED: None,
    State.WITHDRAWN: None,
    State.LAPSED: None,
}


class Places:
    """The organisations that files go to, looked up once for a whole step."""

    def __init__(self, applications: list[Application]) -> None:
        divisions = {a.city_id for a in applications} | {a.county_id for a in applications if a.county_id}
        rows = Organisation.objects.filter(kind__in=["province", "alliance"]) | Organisation.objects.filter(
            kind__in=["city", "county"], division_id__in=divisions
        )
        self.by_kind: dict[str, int] = {}
        self.by_division: dict[str, int] = {}
        for pk, kind, division in rows.values_list("pk", "kind", "division_id"):
            if kind in {"province", "alliance"}:
                self.by_kind[kind] = pk
            else:
                self.by_division[division] = pk

    def holder(self, application: Application) -> int | None:
        """The organisation that has a file in its present state."""
        kind = HOLDERS[application.state]
        if kind is Holder.NOBODY:
            return None
        if kind is Holder.ENTERPRISE:
            return application.enterprise.organisation_id
        if kind is Holder.COUNTY:
            return self.by_division[application.county_id]
        if kind is Holder.CITY:
            return self.by_division[application.city_id]
        return self.by_kind[kind]


def settle(applications: list[Application], before: dict[int, str], taken: Taken) -> None:
    """Set what follows from the step on each file, and note who takes part in it from now on."""
    places = Places(applications)
    deadlines: dict[tuple, datetime | None] = {}
    joined = []
    for application in applications:
        came_from = before[application.pk]
        application.holder_id = places.holder(application)
        key = (application.call_id, application.state)
        if key not in deadlines:
            deadlines[key] = _deadline(application, taken)
        application.deadline = deadlines[key]
        application.received_at = application.changed_at = taken.at
        _take_notes(application, came_from, taken)
        if application.holder_id:
            joined.append((application, application.holder_id, Participation.How.HELD))
        if application.state in {State.REPORTED, State.NOT_RECOMMENDED}:
            joined.append((application, places.by_kind["province"], Participation.How.COPIED))
    Participation.objects.bulk_create(
        [
            Participation(application=application, organisation_id=organisation, how=how, since=taken.at)
            for application, organisation, how in joined
        ],
        ignore_conflicts=True,
    )


def _deadline(application: Application, taken: Taken) -> datetime | None:
    if "deadline" in taken.inputs:
        return taken.inputs["deadline"]
    days = DAYS[application.state]
    if days is None:
        return None
    return workdays.deadline(taken.at, taken.inputs.get("days") or days(application.call))


def _take_notes(application: Application, came_from: str, taken: Taken) -> None:
    """The fields that single steps write."""
    if taken.step == Step.RETURN:
        application.returned_from = came_from
        application.returns += 1
    elif taken.step in {Step.SUBMIT, Step.RESUBMIT}:
        _freeze(application, taken)
    if "outcome" in taken.inputs:
        application.outcome = taken.inputs["outcome"]


def _freeze(application: Application, taken: Taken) -> SubmittedVersion:
    """Number, frozen version, and the columns that lists show of the dossier."""
    if not application.number:
        application.number = next_number(application)
    application.submitted_at = taken.at
    application.is_checked = False  # what was checked was another version
    application.enterprise_name = application.enterprise.name
    version = dossiers.freeze(application, by=taken.by, at=taken.at)
    basic = version.content["sections"].get("basic", {})
    application.supplier_class = basic.get("supplier_class", application.supplier_class) or ""
    application.is_startup = basic.get("is_startup") in {True, "yes"}
    return version


def next_number(application: Application) -> str:
    """The file's number: kind, year, batch, city, serial (``R2026-2-440100-0007``)."""
    series, _created = NumberSeries.objects.select_for_update().get_or_create(
        call=application.call, city_id=application.city_id
    )
    NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
    call = application.call
    return f"{call.kind[0].upper()}{call.year}-{call.batch}-{application.city_id}-{series.last + 1:04d}"


def save(applications: list[Application], taken: Taken) -> None:
    """Write the rows: one UPDATE for all files that end with the same values.

    A submission is always a single file with columns of its own.
    """
    if taken.step in {Step.SUBMIT, Step.RESUBMIT}:
        for application in applications:
            application.save(update_fields=[*SHARED, *OWN])
        return
    names = [Application._meta.get_field(name).attname for name in SHARED]
    groups: dict[tuple, list[int]] = defaultdict(list)
    for application in applications:
        groups[tuple(getattr(application, name) for name in names)].append(application.pk)
    for values, pks in groups.items():
        for start in range(0, len(pks), CHUNK):
            rows = Application.objects.filter(pk__in=pks[start : start + CHUNK])
            rows.update(**dict(zip(names, values, strict=True)))


def write_opinions(applications: list[Application], taken: Taken) -> None:
    """The opinion given with the step, on each file."""
    if not taken.opinion.strip() or taken.by is None:
        return
    Opinion.objects.bulk_create(
        [
            Opinion(
                application=application,
                organisation_id=taken.by.organisation_id,
                step=taken.step,
                text=taken.opinion.strip(),
                by=taken.by,
                at=taken.at,
            )
            for application in applications
        ]
    )


def evidence(application: Application, came_from: str, taken: Taken) -> dict:
    """What the audit event holds: states, holder, digests; no personal data."""
    return {
        "from": came_from,
        "to": application.state,
        "holder": application.holder_id,
        "deadline": application.deadline.isoformat() if application.deadline else None,
        "number": application.number,
        **{k: v for k, v in taken.inputs.items() if isinstance(v, str | int | bool) and k != "strict"},
    }
