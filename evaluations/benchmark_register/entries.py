"""Entries of the register: made, corrected, revoked; every change kept with who, when and why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from applications.policies import Refused
from evaluations.benchmark_register.checks import Checked
from evaluations.models import BenchmarkChange, BenchmarkProject, ImportBatch
from portal.accounts.permissions import Permission as P
from portal.audit.chain import Entry, record_many

FIELDS = ("name", "client_name", "client_uscc", "supplier_codes", "city_id", "year", "batch_number", "document_number", "status")  # fmt: skip
CHUNK = 500
Status = BenchmarkProject.Status


def demand(by) -> None:
    """The province keeps the register. Raises PermissionDenied."""
    if not by.may(P.MANAGE_MARKET):
        raise PermissionDenied


def values_of(project: BenchmarkProject) -> dict[str, Any]:
    return {name: getattr(project, name) for name in FIELDS}


def found(text: str = "", status: str = "") -> QuerySet[BenchmarkProject]:
    """Entries by name, client, document or a code; of one status where asked."""
    rows = BenchmarkProject.objects.all()
    if status in Status.values:
        rows = rows.filter(status=status)
    if text := text.strip():
        named = Q(name__icontains=text) | Q(client_name__icontains=text)
        coded = Q(client_uscc=text.upper()) | Q(supplier_codes__contains=text.upper())
        rows = rows.filter(named | coded | Q(document_number__icontains=text))
    return rows


@transaction.atomic
def add(row: Checked, *, by, at: datetime) -> BenchmarkProject:
    """A new entry. Raises Refused where the register has it."""
    demand(by)
    if known([row]):
        raise Refused(_("The register has this project of this client, year and batch already."))
    return keep([row], by=by, at=at)[0]


@transaction.atomic
def correct(
    project: BenchmarkProject, row: Checked, *, status: str, reason: str, by, at: datetime
) -> BenchmarkProject:
    """Correct an entry, or revoke it, with the reason; what it said before stays on its history."""
    demand(by)
    project = BenchmarkProject.objects.select_for_update().get(pk=project.pk)
    if not reason.strip():
        raise Refused(_("Please write why; it stays on the entry's history."))
    if any(other.pk != project.pk for other in known([row]).values()):
        raise Refused(_("The register has this project of this client, year and batch already."))
    _change([(project, {**row.values, "status": status})], reason.strip(), None, by, at)
    return project


def known(rows: Sequence[Checked]) -> dict[tuple, BenchmarkProject]:
    """The entries that these rows name already, by their key."""
    keys = {row.key for row in rows}
    entries = BenchmarkProject.objects.filter(client_uscc__in={client for client, *_rest in keys})
    there = {(one.client_uscc, one.year, one.batch_number, one.name): one for one in entries.order_by("pk")}
    return {key: one for key, one in there.items() if key in keys}


def keep(
    rows: Sequence[Checked], *, by, at: datetime, batch: ImportBatch | None = None
) -> list[BenchmarkProject]:
    """Make the entries that are new, correct those that say something else; in the caller's transaction."""
    kept = []
    for start in range(0, len(rows), CHUNK):
        some = rows[start : start + CHUNK]
        there = known(some)
        fresh = [BenchmarkProject(**row.values) for row in some if row.key not in there]
        kept += BenchmarkProject.objects.bulk_create(fresh, batch_size=CHUNK)
        _note([(one, {}) for one in fresh], "", batch, by, at)
        _change([(there[row.key], row.values) for row in some if row.key in there], "", batch, by, at)
    return kept


def _change(changes: list[tuple[BenchmarkProject, dict]], reason: str, batch, by, at: datetime) -> None:
    """Write what differs; an entry to which nothing new is said stays as it is."""
    changed = []
    for project, values in changes:
        before = values_of(project)
        if all(before[name] == value for name, value in values.items()):
            continue
        for name, value in values.items():
            setattr(project, name, value)
        changed.append((project, before))
    names = [name.removesuffix("_id") for name in FIELDS]
    BenchmarkProject.objects.bulk_update([project for project, _before in changed], names, batch_size=CHUNK)
    _note(changed, reason, batch, by, at)


def _note(changed: list[tuple[BenchmarkProject, dict]], reason: str, batch, by, at: datetime) -> None:
    """Each change on its entry's history and on the record."""
    BenchmarkChange.objects.bulk_create(
        [
            BenchmarkChange(
                project=project,
                before=before,
                after=values_of(project),
                reason=reason,
                batch=batch,
                by=by,
                at=at,
            )
            for project, before in changed
        ],
        batch_size=CHUNK,
    )
    record_many(
        [
            Entry("benchmark", str(project.pk), "correct_benchmark" if before else "enter_benchmark", by, at, {"status": str(project.status), "batch": batch.pk if batch else None})
            for project, before in changed
        ]
    )  # fmt: skip
