"""Annex 1, step 7: the alliance reports the ranked results and their basis to the province (评审结果报省)."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application
from applications.policies import Refused
from applications.steps import advance_many
from applications.workflow import Step
from portal.accounts import grants
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.chain import record
from portal.documents.issuing import issue
from portal.notifications.notices import notify
from reviews import panels, scoring
from reviews.models import Assignment, Recusal, Report, ReportLine, Review, ReviewFile, StageClosing
from reviews.notices import RESULTS_REPORTED
from reviews.seats import REVIEW_RIGHT


def ready(review: Review):
    """The files whose stages are all closed and that no report holds yet."""
    return review.files.filter(total__isnull=False, application__report_line=None)


def ranked(files: Sequence[ReviewFile]) -> list[tuple[ReviewFile, int]]:
    """Each file with its rank in its class; files that a veto item struck come last."""
    by_pk = {file.pk: file for file in files}
    ranks = []
    for supplier_class in sorted({file.supplier_class for file in files}):
        of_class = [file for file in files if file.supplier_class == supplier_class]
        clean = scoring.ranking({file.pk: file.total for file in of_class if not file.veto})
        struck = scoring.ranking({file.pk: file.total for file in of_class if file.veto}, after=len(clean))
        ranks += [(by_pk[place.key], place.rank) for place in [*clean, *struck]]
    return ranks


@transaction.atomic
def report_results(review: Review, files: Sequence[ReviewFile], *, basis: str, by, at: datetime) -> Report:
    """Report ``files`` together: all or none, numbered, with a digest over the lines, as a document.

    Raises Refused when a stage is open, a file was reported before, or the basis is missing.
    """
    rows = panels.locked([file.pk for file in files])
    if not basis.strip():
        raise Refused(_("Please write the basis of the results."))
    if not rows or any(file.review_id != review.pk for file in rows):
        raise Refused(_("Choose files of this call to report."))
    for file in rows:
        if file.total is None:
            raise Refused(
                _("%(name)s: not all stages are closed.") % {"name": file.application.enterprise_name}
            )
    advance_many([file.application for file in rows], Step.REPORT_RESULTS, by=by, at=at, strict=True)
    report = Report(review=review, number=review.reports.count() + 1, basis=basis.strip(), by=by, at=at)
    lines = _lines(report, rows, review.call)
    content = _content(report, lines, rows)
    report.sha256 = hashlib.sha256(_canonical(content)).hexdigest()
    report.document = issue(
        "review_report",
        subject_kind="review",
        subject_id=str(review.pk),
        data={**content, "sha256": report.sha256, "recusals": recusal_counts(rows)},
        by=by,
        at=at,
    )
    report.save()
    ReportLine.objects.bulk_create(lines, batch_size=500)
    grants.revoke_many(REVIEW_RIGHT, Application.objects.filter(pk__in=[f.application_id for f in rows]))
    data = {"report": report.number, "sha256": report.sha256, "files": len(lines)}
    record(kind="review", id=str(review.pk), action="report_results", by=by, data=data, at=at)
    province = User.objects.filter(role=Role.PROVINCE, is_active=True)
    params = {"call": review.call.title, "count": len(lines)}
    link = reverse("reviews:report", args=[report.pk])
    notify(RESULTS_REPORTED.key, to=province, params=params, link=link, at=at)
    return report


def _lines(report: Report, files: list[ReviewFile], call) -> list[ReportLine]:
    return [
        ReportLine(
            report=report,
            application=file.application,
            supplier_class=file.supplier_class,
            total=file.total,
            rank=rank,
            veto=file.veto,
            recommended=not file.veto and file.total >= call.pass_threshold,
        )
        for file, rank in ranked(files)
    ]


def _content(report: Report, lines: list[ReportLine], files: list[ReviewFile]) -> dict:
    """What the report states and its digest covers; no person is named in it."""
    means: dict[int, dict[str, str]] = {}
    closings = StageClosing.objects.filter(file__in=[file.pk for file in files])
    for pk, stage, mean in closings.values_list("file__application", "stage", "mean"):
        means.setdefault(pk, {})[stage] = str(mean)
    return {
        "call": report.review.call.title,
        "number": report.number,
        "basis": report.basis,
        "weights": report.review.weights,
        "lines": [
            {
                "number": line.application.number or "",
                "name": line.application.enterprise_name,
                "uscc": line.application.uscc,
                "class": line.supplier_class,
                "rank": line.rank,
                "stages": means[line.application_id],
                "total": str(line.total),
                "veto": line.veto,
                "recommended": line.recommended,
            }
            for line in lines
        ],
    }


def _canonical(content: dict) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def recusal_counts(files: Sequence[ReviewFile]) -> dict[str, int]:
    """How many recusals were entered and granted over ``files``; counts only."""
    entries = Recusal.objects.filter(assignment__file__in=[file.pk for file in files])
    return {
        "entered": entries.count(),
        "granted": entries.filter(ruling=Recusal.Ruling.GRANTED).count(),
        "experts": Assignment.objects.filter(file__in=[file.pk for file in files], ended_at=None)
        .values("expert")
        .distinct()
        .count(),
    }
