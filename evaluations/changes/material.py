"""The updated dossier of a report: sections of the recognition's schema, begun with what was known last."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from applications.dossier.completeness import Missing, missing_in
from applications.dossier.differences import Difference, in_section
from applications.dossier.schemas import SCHEMAS, cities
from applications.dossier.specs import Context, Schema, SectionSpec
from applications.dossier.validation import tidied
from applications.models import Call, Enterprise, Kind, SubmittedVersion
from applications.registry import prefill_sources
from applications.renaming import running_files
from evaluations.models import ChangeReport

FILED = ("withdrawn", "lapsed", "draft")
"""States of a file whose dossier nobody keeps to."""


def register() -> None:
    """Enter the source of a later application's prefill."""
    prefill_sources.add("evaluations.changes", prefill)


def schema() -> Schema:
    """The newest dossier of a recognition: what a member is, in seven sections."""
    return SCHEMAS[max(key for key in SCHEMAS if key[0] == Kind.RECOGNITION)]


def is_needed(report: ChangeReport) -> bool:
    """Whether complete updated material follows: with equity and direction, and with names within a round."""
    if report.kind != ChangeReport.Kind.NAME:
        return True
    if report.status == ChangeReport.Status.DRAFT:
        return running_files(report.enterprise).exists()
    return report.is_request


def known(enterprise: Enterprise, *, at: datetime) -> dict:
    """What is known of an enterprise: the newer of its last recognition dossier and last accepted change."""
    versions = SubmittedVersion.objects.filter(
        application__enterprise=enterprise, application__kind=Kind.RECOGNITION
    ).exclude(application__state__in=FILED)
    version = versions.order_by("-submitted_at", "-pk").first()
    change = _last_accepted(enterprise)
    if change and (version is None or change.decided_at > version.submitted_at):
        return {"year": change.before.get("year") or change.decided_at.year, "sections": change.material}
    if version:
        return {"year": int(version.content["year"]), "sections": version.content["sections"]}
    return {"year": timezone.localdate(at).year, "sections": {}}


def _last_accepted(enterprise: Enterprise) -> ChangeReport | None:
    rows = ChangeReport.objects.filter(enterprise=enterprise, status=ChangeReport.Status.ACCEPTED)
    return rows.exclude(material={}).order_by("-decided_at", "-pk").first()


def prefill(enterprise: Enterprise, call: Call) -> dict[str, dict] | None:
    """A new recognition dossier begins with an accepted change that is newer than the last one."""
    if call.kind != Kind.RECOGNITION:
        return None
    change = _last_accepted(enterprise)
    later = SubmittedVersion.objects.filter(application__enterprise=enterprise, application__kind=call.kind)
    if change is None or later.filter(submitted_at__gt=change.decided_at).exists():
        return None
    return change.material


def context_of(report: ChangeReport) -> Context:
    """What the sections are judged against: the years of the dossier that they bring up to date."""
    return Context(report.before.get("year") or report.begun_at.year, date.max, _code(report), cities())


def _code(report: ChangeReport) -> str:
    return report.enterprise.uscc


def begun(enterprise: Enterprise, *, at: datetime) -> tuple[dict, dict]:
    """What a report is begun with: the dossier before, and the same in the shape of the schema, to be updated."""
    before = known(enterprise, at=at)
    context = Context(before["year"], date.max, enterprise.uscc, cities())
    sections = {
        section.key: tidied(section, before["sections"].get(section.key, {}), context)
        for section in schema().sections
    }
    return {"year": before["year"], "sections": sections}, sections


def section_of(key: str) -> SectionSpec | None:
    return schema().section(key)


def lacking(report: ChangeReport) -> list[Missing]:
    """What the updated material still lacks, section by section."""
    context = context_of(report)
    return [
        item
        for section in schema().sections
        for item in missing_in(section, report.material.get(section.key, {}), context)
    ]


def differences(report: ChangeReport, material: dict) -> list[Difference]:
    """What the updated material says otherwise than the dossier before."""
    context, before = context_of(report), report.before.get("sections", {})
    return [
        one
        for section in schema().sections
        for one in in_section(section, before.get(section.key, {}), material.get(section.key, {}), context)
    ]


def progress(report: ChangeReport) -> list[dict]:
    """The sections with how far each is, for the page of the report."""
    missing = lacking(report)
    context, before = context_of(report), report.before.get("sections", {})
    rows = []
    for section in schema().sections:
        data = report.material.get(section.key, {})
        rows.append(
            {
                "key": section.key,
                "label": section.label,
                "missing": [item for item in missing if item.section == section.key],
                "changes": len(in_section(section, before.get(section.key, {}), data, context)),
            }
        )
    return rows


def summed_up(items: list[Missing]) -> list[str]:
    """What is lacking by section, in words."""
    labels = {section.key: section.label for section in schema().sections}
    counts: dict[str, int] = {}
    for item in items:
        counts[item.section] = counts.get(item.section, 0) + 1
    return [
        _("Updated material, %(section)s: %(count)d entries") % {"section": labels[key], "count": count}
        for key, count in counts.items()
    ]
