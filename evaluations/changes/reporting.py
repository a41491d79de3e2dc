"""The enterprise reports a change: a draft that is kept, its evidence, its updated material, handing it in."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.dossier.validation import tidied
from applications.dossiers import canonical
from applications.models import Enterprise
from applications.policies import Refused
from applications.renaming import running_files
from evaluations.changes import acts, conditions, material, notices
from evaluations.models import ChangeEvidence, ChangeReport, ChangeVersion
from portal.audit.chain import record
from portal.documents.models import StoredFile

Kind, Status = ChangeReport.Kind, ChangeReport.Status
FIELDS = ("new_name", "effective_on", "summary", "answer")


class Incomplete(Refused):
    """What a report lacks; ``lacking`` in words."""

    def __init__(self, lacking: list[str]) -> None:
        super().__init__(_("The report is not complete: %(items)s.") % {"items": _("; ").join(lacking)})
        self.lacking = lacking


def begin(enterprise: Enterprise, kind: str, *, by, at: datetime) -> ChangeReport:
    """Begin a report, or go on with the one of this kind that is open; a second click gives the same."""
    if not acts.speaks_for(by, enterprise):
        raise PermissionDenied
    there = ChangeReport.objects.filter(enterprise=enterprise, kind=kind, status__in=ChangeReport.OPEN)
    if found := there.first():
        return found
    try:
        return _begin(enterprise, kind, by=by, at=at)
    except IntegrityError:  # the other click was faster
        return there.get()


@transaction.atomic
def _begin(enterprise: Enterprise, kind: str, *, by, at: datetime) -> ChangeReport:
    if enterprise.proof == Enterprise.Proof.DISPUTED:
        raise Refused(_("The claim on your code is disputed; changes can be reported once that is decided."))
    before, sections = material.begun(enterprise, at=at)
    made = ChangeReport.objects.create(
        enterprise=enterprise,
        kind=kind,
        name_before=enterprise.name,
        before=before,
        material=sections,
        begun_by=by,
        begun_at=at,
        saved_at=at,
    )
    data = {"enterprise": enterprise.pk, "kind": str(kind)}
    record(kind="change", id=str(made.pk), action="begin", by=by, at=at, data=data)
    return made


def _editable(report: ChangeReport, by) -> ChangeReport:
    report = acts.locked(report)
    if not acts.speaks_for(by, report.enterprise):
        raise PermissionDenied
    if not report.is_editable:
        raise Refused(
            _("This report is at “%(status)s”; what was handed in can't be changed.")
            % {"status": report.get_status_display()}
        )
    return report


@transaction.atomic
def save(report: ChangeReport, *, by, at: datetime, statements: dict | None = None, **fields) -> ChangeReport:
    """Keep what was written: those of :data:`FIELDS`, and the statements. Nothing has to be complete yet."""
    report = _editable(report, by)
    for name in FIELDS:
        if name in fields:
            setattr(report, name, fields[name])
    report.new_name = " ".join((report.new_name or "").split())
    if statements is not None:
        report.statements = {key: statements.get(key, {}) for key in conditions.CONDITIONS}
    report.saved_at = at
    report.save()
    return report


@transaction.atomic
def save_section(
    report: ChangeReport, key: str, typed: dict, *, by, at: datetime, keep_blank: bool = False
) -> ChangeReport:
    """Keep a section of the updated material as typed; what can't be read is kept too and named."""
    report = _editable(report, by)
    section = material.section_of(key)
    report.material[key] = tidied(section, typed, material.context_of(report), keep_blank=keep_blank)
    report.saved_at = at
    report.save(update_fields=["material", "saved_at"])
    return report


@transaction.atomic
def attach(report: ChangeReport, kind: str, stored: StoredFile, *, by, at: datetime) -> ChangeEvidence:
    """Put a file behind the report; the same content under the same kind stays one."""
    report = _editable(report, by)
    present = report.evidence.filter(kind=kind, removed_at=None)
    if same := present.filter(file__sha256=stored.sha256).first():
        return same
    made = ChangeEvidence.objects.create(report=report, kind=kind, file=stored, added_at=at)
    _note(made, "attach", by, at)
    return made


@transaction.atomic
def remove(evidence: ChangeEvidence, *, by, at: datetime) -> None:
    """Take a file out of the report; versions that hold it keep it."""
    _editable(evidence.report, by)
    if evidence.removed_at is None:
        evidence.removed_at = at
        evidence.save(update_fields=["removed_at"])
        _note(evidence, "detach", by, at)


def _note(evidence: ChangeEvidence, action: str, by, at: datetime) -> None:
    data = {"evidence": evidence.pk, "what": str(evidence.kind), "sha256": evidence.file.sha256}
    record(kind="change", id=str(evidence.report_id), action=action, by=by, at=at, data=data)


def lacking(report: ChangeReport, *, at: datetime) -> list[str]:
    """What a report lacks before it can be handed in, in words."""
    found = []
    if report.kind == Kind.NAME and not report.new_name:
        found.append(_("New name"))
    if report.kind == Kind.NAME and report.new_name == report.enterprise.name:
        found.append(_("New name (it is the present one)"))
    if report.effective_on is None:
        found.append(_("Day of registration"))
    elif report.effective_on > timezone.localdate(at):
        found.append(
            _("Day of registration (not in the future: changes are reported once they are registered)")
        )
    if report.kind != Kind.NAME and not report.summary.strip():
        found.append(_("What changes"))
    if report.status == Status.ASKED and not report.answer.strip():
        found.append(_("Your answer to what was asked for"))
    there = set(report.evidence.filter(removed_at=None).values_list("kind", flat=True))
    needed = [ChangeEvidence.Kind.REGISTRY]
    if report.kind == Kind.NAME:
        needed.append(ChangeEvidence.Kind.LICENCE)
    found += [str(one.label) for one in needed if one not in there]
    if material.is_needed(report):
        found += conditions.unstated(report.statements)
        found += material.summed_up(material.lacking(report))
    return found


@transaction.atomic
def submit(report: ChangeReport, *, by, at: datetime) -> ChangeReport:
    """Hand a report in, or the completion that was asked for; frozen, with its digest.

    While a file of the enterprise runs it is a 变更请示 and goes to the city first (annex 2, step 2); else to
    the province with a copy to the alliance (policy, part two (二)). What was completed goes to the province.
    """
    report = acts.locked(report)
    if acts.speaks_for(by, report.enterprise) and report.status in {Status.AT_CITY, Status.AT_PROVINCE}:
        return report  # a second click
    report = _editable(report, by)
    if missing := lacking(report, at=at):
        raise Incomplete(missing)
    answering = report.status == Status.ASKED
    if answering:
        _reach_province(report, at=at)
    else:
        _set_off(report, at=at)
    version = _freeze(report, by=by, at=at)
    text = report.answer if answering else report.summary
    report.answer = ""
    report.save()
    what = "answered" if answering else "submitted"
    acts.keep(report, what, text=text, by=by, at=at, number=report.number, sha256=version.sha256)
    _tell(report, answering, at=at)
    return report


def _set_off(report: ChangeReport, *, at: datetime) -> None:
    report.number = f"BG{timezone.localdate(at).year}-{report.pk:05d}"
    report.submitted_at, report.name_before = at, report.enterprise.name
    file = running_files(report.enterprise).select_related("call").first()
    if file is None:
        _reach_province(report, at=at)
        return
    report.application, report.status = file, Status.AT_CITY
    acts.wait(report, file.call.city_days, at=at)


def _reach_province(report: ChangeReport, *, at: datetime) -> None:
    report.status = Status.AT_PROVINCE
    report.reached_at = report.reached_at or at
    acts.wait(report, settings.CHANGE_DECISION_DAYS, at=at)


def _freeze(report: ChangeReport, *, by, at: datetime) -> ChangeVersion:
    """Store what is being handed in, whole, with its SHA-256."""
    evidence = report.evidence.filter(removed_at=None).select_related("file")
    needed = material.is_needed(report)
    content = {
        "kind": str(report.kind),
        "enterprise": {"name": report.enterprise.name, "uscc": report.enterprise.uscc},
        "new_name": report.new_name,
        "effective_on": report.effective_on.isoformat(),
        "summary": report.summary,
        "answer": report.answer,
        "statements": report.statements if needed else {},
        "year": report.before.get("year"),
        "sections": report.material if needed else {},
        "evidence": [
            {
                "id": one.pk,
                "kind": str(one.kind),
                "name": one.file.name,
                "size": one.file.size,
                "sha256": one.file.sha256,
            }
            for one in evidence
        ],
    }
    return ChangeVersion.objects.create(
        report=report,
        number=report.versions.count() + 1,
        content=content,
        sha256=hashlib.sha256(canonical(content)).hexdigest(),
        at=at,
        by=by,
    )


def _tell(report: ChangeReport, answering: bool, *, at: datetime) -> None:
    if report.status == Status.AT_CITY:
        file = report.application.number or report.application.call.title
        notices.tell(report, "to_city", notices.city_officers(report), at=at, file=file)
        return
    notices.tell(report, "answered" if answering else "to_province", notices.deciders(), at=at)
    notices.tell(report, "answered" if answering else "copied", notices.alliance(), at=at)


@transaction.atomic
def withdraw(report: ChangeReport, *, by, at: datetime) -> ChangeReport:
    """Drop a draft, or take back what was handed in, until it is decided."""
    report = acts.locked(report)
    if not acts.speaks_for(by, report.enterprise):
        raise PermissionDenied
    if report.status == Status.WITHDRAWN:
        return report
    if not report.is_open:
        raise Refused(_("This report is decided; it can't be withdrawn any more."))
    report.status = Status.WITHDRAWN
    acts.end(report)
    report.save()
    acts.keep(report, "withdrawn", by=by, at=at)
    return report
