"""Who reads which change reports, and what the pages show of one."""

from django.db.models import Q, QuerySet

from evaluations.changes import conditions, relations
from evaluations.models import ChangeEvidence, ChangeReport
from portal.accounts.permissions import Permission as P
from portal.accounts.roles import Role

Status = ChangeReport.Status
HEAVY = ("before", "material", "statements", "checks", "application__call__body")
"""Columns that lists leave out."""


def visible_to(user) -> QuerySet[ChangeReport]:
    """The reports that this person may read.

    An enterprise its own; its city what was handed in, its county what was accepted; province and alliance
    what has reached the province; the auditor everything that was handed in.
    """
    rows = ChangeReport.objects.select_related("enterprise__city", "application__call", "decided_by")
    if user.may(P.REPORT_CHANGES):
        return rows.filter(enterprise__organisation=user.organisation_id)
    if not user.may(P.READ_CHANGES):
        return rows.none()
    rows = rows.filter(submitted_at__isnull=False)
    if user.role == Role.CITY:
        return rows.filter(enterprise__city=user.organisation.division_id)
    if user.role == Role.COUNTY:
        return rows.filter(enterprise__county=user.organisation.division_id, status=Status.ACCEPTED)
    return rows if user.role == Role.AUDITOR else rows.filter(reached_at__isnull=False)


def waiting_for(user) -> Q:
    """What waits for this person's authority."""
    if user.may(P.DECIDE_CHANGES):
        return Q(status=Status.AT_PROVINCE)
    if user.may(P.FORWARD_CHANGES):
        return Q(status=Status.AT_CITY)
    return Q(status__in=[Status.AT_CITY, Status.AT_PROVINCE, Status.ASKED])


def asked(rows: QuerySet[ChangeReport], filters: dict) -> QuerySet[ChangeReport]:
    """Rows that answer to a filter's cleaned data: ``q`` (old names too), ``kind``, ``status``."""
    if text := (filters.get("q") or "").strip():
        named = Q(enterprise__name__icontains=text) | Q(name_before__icontains=text)
        rows = rows.filter(named | Q(enterprise__uscc=text.upper()) | Q(number__iexact=text))
    for name in ("kind", "status"):
        if value := filters.get(name):
            rows = rows.filter(**{name: value})
    return rows


def version_shown(report: ChangeReport, user):
    """The frozen version that readers other than the enterprise see; None before the first."""
    return report.versions.order_by("-number").first()


def evidence_of(report: ChangeReport, content: dict | None) -> list[ChangeEvidence]:
    """The files of a frozen version; of a report in work those that are attached now."""
    rows = report.evidence.select_related("file")
    if content is None:
        return list(rows.filter(removed_at=None))
    return list(rows.filter(pk__in=[one["id"] for one in content["evidence"]]))


def may_open(user, evidence: ChangeEvidence) -> bool:
    """The enterprise opens all of its own; everybody else what was handed in."""
    if user.may(P.REPORT_CHANGES):
        return True
    contents = evidence.report.versions.values_list("content__evidence", flat=True)
    return any(one["id"] == evidence.pk for handed_in in contents for one in handed_in)


def statement_rows(content: dict, checks: dict) -> list[dict]:
    """The conditions with what the enterprise stated and what the province found."""
    stated = content.get("statements") or {}
    if not stated:
        return []
    return [
        {
            "key": key,
            "label": label,
            "holds": (stated.get(key) or {}).get("holds", ""),
            "note": (stated.get(key) or {}).get("note", ""),
            "result": (checks.get(key) or {}).get("result", ""),
            "remark": (checks.get(key) or {}).get("remark", ""),
        }
        for key, label in conditions.CONDITIONS.items()
    ]


def reads_relations(user) -> bool:
    """Relations of experts are for those who decide on the change or rule on recusals, and the auditor."""
    return user.may(P.DECIDE_CHANGES) or user.may(P.RULE_RECUSAL) or user.may(P.READ_AUDIT)


def _told_of(user, seat) -> bool:
    """The alliance and the auditor know every seat, the province those that were shown to the applicant."""
    return seat.shown_at is not None or not user.may(P.DECIDE_CHANGES)


def relations_of(report: ChangeReport, user, *, at) -> dict:
    """What the change brings to light, tried out before it is decided and as it was entered afterwards."""
    if not reads_relations(user) or report.submitted_at is None:
        return {}
    registered = [row for row in relations.registered(report) if _told_of(user, row.assignment)]
    shown = {"reads_relations": True, "rules": user.may(P.RULE_RECUSAL), "registered": registered}
    if report.status == Status.ACCEPTED:
        related = ("assignment__expert", "assignment__file__application__call", "recusal")
        rows = report.findings.select_related(*related)
        return {**shown, "findings": [row for row in rows if _told_of(user, row.assignment)]}
    tried = relations.look(report, at=at) if report.status in {Status.AT_CITY, Status.AT_PROVINCE} else []
    return {**shown, "found": [one for one in tried if _told_of(user, one.seat)]}
