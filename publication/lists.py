"""Lists: immutable versions with a digest over their entries. An entry names an enterprise; its file is optional."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from django.db import transaction

from applications.models import Application, Call
from portal.audit.chain import record
from portal.registry import Registry
from publication.models import Decision, ListEntry, ListVersion, Objection


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
    entries = [_entry(version, position, line) for position, line in enumerate(lines, start=1)]
    ListEntry.objects.bulk_create(entries, batch_size=500)
    record(
        kind="list",
        id=str(version.pk),
        action="make",
        by=by,
        at=at,
        data={"call": call.pk, "number": version.number, "sha256": version.sha256, "entries": len(lines)},
    )
    return version


def _entry(version: ListVersion, position: int, line: Line) -> ListEntry:
    return ListEntry(
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


def lines_from_files(files: Iterable[Application]) -> list[Line]:
    """The lines of proposed files: as a deliberation approved them, or corrected by an upheld objection."""
    files = list(files)
    keys = [application.pk for application in files]
    corrections, approved, given = _corrections(keys), _approved(keys), _results(files)
    lines = []
    for application in files:
        correction = corrections.get(application.pk, {})
        if not correction and application.pk in approved:
            lines.append(Line(*approved[application.pk]))
            continue
        lines.append(
            Line(
                enterprise=application.enterprise_id,
                application=application.pk,
                name=correction.get("name") or application.enterprise_name,
                uscc=application.uscc,
                city=application.city_id,
                supplier_class=correction.get("supplier_class") or application.supplier_class,
                result=given.get(application.pk) or application.outcome or Application.Outcome.RECOGNISED,
            )
        )
    return sorted(lines, key=lambda line: (line.supplier_class, line.city, line.uscc))


results: Registry[Callable[[list[int]], dict[int, str]]] = Registry("results of lists")
"""By kind of call: ``source(files) -> {file: result}``; a recognition's files are recognised."""


def _results(files: list[Application]) -> dict[int, str]:
    found: dict[int, str] = {}
    for kind in {application.kind for application in files} & set(results.keys()):
        found |= results[kind]([application.pk for application in files if application.kind == kind])
    return found


completions: Registry[Callable[[Call, list[Line], bool], list[Line]]] = Registry("completions of lists")
"""By kind of call: ``complete(call, lines, whole) -> lines``; may raise Refused with what is still open."""


def proposed_lines(call: Call, files: Iterable[Application], *, whole: bool) -> list[Line]:
    """The lines of a list that goes into public; ``whole``: of the call's first and whole list."""
    lines = lines_from_files(files)
    return completions[call.kind](call, lines, whole) if call.kind in completions else lines


def _approved(applications: list[int]) -> dict[int, list]:
    """The line of each file that a deliberation proposed, as it was approved last."""
    rows = Decision.objects.filter(application__in=applications, result=Decision.Result.PROPOSE)
    rows = rows.exclude(deliberation__approved_at=None).exclude(line=[]).order_by("pk")
    return dict(rows.values_list("application_id", "line"))


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
