"""Lists: immutable versions with a digest over their entries. An entry names an enterprise; its file is optional."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from django.db import transaction

from applications.models import Application, Call
from portal.audit.chain import record
from publication.models import ListEntry, ListVersion, Objection


@dataclass(frozen=True)
class Line:
    """What a list says of one enterprise."""

    enterprise: int
    application: int | None
    name: str
    uscc: str
    city: str
    supplier_class: str
    result: str


def digest(lines: Sequence[Line]) -> str:
    """SHA-256 over the entries in their order, as canonical JSON."""
    text = json.dumps([astuple(line) for line in lines], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def make(
    call: Call, *, lines: Sequence[Line], scope: str, by, at: datetime, supersedes: ListVersion | None = None
) -> ListVersion:
    """Make the next version of the call's list, whole and for good."""
    Call.objects.select_for_update().get(pk=call.pk)
    last = ListVersion.objects.filter(call=call).order_by("-number").first()
    version = ListVersion.objects.create(
        call=call,
        number=last.number + 1 if last else 1,
        scope=scope,
        supersedes=supersedes,
        sha256=digest(lines),
        made_by=by,
        made_at=at,
    )
    ListEntry.objects.bulk_create(
        [
            ListEntry(
                version=version,
                position=position,
                enterprise_id=line.enterprise,
                application_id=line.application,
                name=line.name,
                uscc=line.uscc,
                city_id=line.city,
                supplier_class=line.supplier_class,
                result=line.result,
            )
            for position, line in enumerate(lines, start=1)
        ],
        batch_size=500,
    )
    record(
        kind="list",
        id=str(version.pk),
        action="make",
        by=by,
        at=at,
        data={"call": call.pk, "number": version.number, "sha256": version.sha256, "entries": len(lines)},
    )
    return version


def lines_from_files(files: Iterable[Application]) -> list[Line]:
    """The lines of proposed files, corrected where an upheld objection said so: by class, city, name."""
    files = list(files)
    corrections = _corrections([application.pk for application in files])
    lines = []
    for application in files:
        correction = corrections.get(application.pk, {})
        lines.append(
            Line(
                enterprise=application.enterprise_id,
                application=application.pk,
                name=correction.get("name") or application.enterprise_name,
                uscc=application.uscc,
                city=application.city_id,
                supplier_class=correction.get("supplier_class") or application.supplier_class,
                result=application.outcome or Application.Outcome.RECOGNISED,
            )
        )
    return sorted(lines, key=lambda line: (line.supplier_class, line.city, line.uscc))


def _corrections(applications: list[int]) -> dict[int, dict]:
    """The latest correction of each file by an upheld objection."""
    rows = Objection.objects.filter(
        entry__application__in=applications,
        status=Objection.Status.UPHELD,
        remedy=Objection.Remedy.CORRECT,
    ).order_by("ruled_at")
    return dict(rows.values_list("entry__application_id", "correction"))


def lines_of(entries: Iterable[ListEntry]) -> list[Line]:
    """The lines of entries that stand in a list."""
    return [
        Line(e.enterprise_id, e.application_id, e.name, e.uscc, e.city_id, e.supplier_class, e.result)
        for e in entries
    ]


def is_intact(version: ListVersion) -> bool:
    """Whether the entries still have the digest with which the list was made."""
    return digest(lines_of(version.entries.order_by("position"))) == version.sha256
