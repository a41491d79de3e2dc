"""Annex 1, step 7: the alliance reports the ranked results and their basis to the province (评审结果报省).

One member of staff prepares the report, a second one signs it off; with that it is sent and frozen. A
prepared report can be discarded with a reason.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application
from applications.policies import Refused
from applications.steps import advance_many
from applications.workflow import State, Step
from portal.accounts import grants
from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.accounts.roles import Role
from portal.accounts.who import who_may
from portal.audit.chain import record
from portal.documents.issuing import issue
from portal.notifications.notices import notify
from reviews import panels, report_content, scoring
from reviews.models import Reopening, Report, ReportLine, Review, ReviewFile
from reviews.notices import REPORT_DISCARDED, REPORT_PREPARED, RESULTS_REPORTED
from reviews.seats import REVIEW_RIGHT


def ready(review: Review):
    """The files in review whose stages are all closed and that no report holds yet."""
    return review.files.filter(total__isnull=False, report=None, application__state=State.IN_REVIEW)


def ranked(files: Sequence[ReviewFile]) -> list[tuple[ReviewFile, int]]:
    """Each file with its rank in its class: files not taken on come behind, files that a veto struck last."""
    by_pk = {file.pk: file for file in files}
    ranks = []
    for supplier_class in sorted({file.supplier_class for file in files}):
        of_class = [file for file in files if file.supplier_class == supplier_class]
        places: list[scoring.Ranked] = []
        for group in sorted({(bool(file.veto), file.missed) for file in of_class}):
            totals = {file.pk: file.total for file in of_class if (bool(file.veto), file.missed) == group}
            places += scoring.ranking(totals, after=len(places))
        ranks += [(by_pk[place.key], place.rank) for place in places]
    return ranks


@transaction.atomic
def prepare(review: Review, files: Sequence[ReviewFile], *, basis: str, by, at: datetime) -> Report:
    """Prepare the report on ``files`` together, all or none; ``by`` signs it with this.

    Raises Refused when a stage is open, a report holds a file (a second click), a stage is proposed to be
    opened again, or the basis is missing.
    """
    Review.objects.select_for_update().get(pk=review.pk)
    rows = panels.locked([file.pk for file in files])
    if not basis.strip():
        raise Refused(_("Please write the basis of the results."))
    if not rows or any(file.review_id != review.pk for file in rows):
        raise Refused(_("Choose files of this call to report."))
    for file in rows:
        if reason := _why_not(file):
            raise Refused(
                _("%(name)s: %(reason)s") % {"name": file.application.enterprise_name, "reason": reason}
            )
    if Reopening.objects.filter(file__in=rows, status=Reopening.Status.OPEN).exists():
        raise Refused(_("A stage of one of these files is proposed to be opened again; decide that first."))
    number = review.reports.count() + 1
    content = report_content.content_of(review, ranked(rows), number=number, basis=basis.strip())
    report = Report.objects.create(
        review=review,
        number=number,
        basis=basis.strip(),
        content=content,
        sha256=report_content.sha256(content),
        by=by,
        at=at,
    )
    ReviewFile.objects.filter(pk__in=[file.pk for file in rows]).update(report=report)
    data = {"report": report.number, "sha256": report.sha256, "files": len(rows)}
    record(kind="review", id=str(review.pk), action="prepare_report", by=by, data=data, at=at)
    staff = who_may(Permission.REPORT_RESULTS)
    params = {"call": review.call.title, "count": len(rows)}
    link = reverse("reviews:report", args=[report.pk])
    notify(REPORT_PREPARED.key, to=staff.exclude(pk=by.pk), params=params, link=link, at=at)
    return report


def _why_not(file: ReviewFile) -> str:
    if file.total is None:
        return _("not all stages are closed.")
    if file.report_id:
        return _("a report holds this file already.")
    return "" if file.application.state == State.IN_REVIEW else _("the file is not in review.")


def _locked(report: Report) -> Report:
    """The report, its review and its files, locked in the order of :func:`prepare`."""
    Review.objects.select_for_update().get(pk=report.review_id)
    rows = Report.objects.select_for_update(of=("self",)).select_related("review__call", "by")
    return rows.get(pk=report.pk)


@transaction.atomic
def sign_off(report: Report, *, by, at: datetime) -> Report:
    """The second signature: the report is sent to the province and frozen.

    Raises Refused for who prepared it, when it was sent or discarded already, or when what it states has
    changed since (a file withdrawn, an opinion dissenting): it has to be prepared anew then.
    """
    report = _locked(report)
    _check_waiting(report)
    if report.by_id == by.pk:
        raise Refused(_("Somebody else than who prepared the report has to sign it off."))
    rows = panels.locked(list(report.review_files.values_list("pk", flat=True)))
    now = report_content.content_of(report.review, ranked(rows), number=report.number, basis=report.basis)
    if report_content.sha256(now) != report.sha256 or any(_is_gone(file) for file in rows):
        raise Refused(
            _("What the report states has changed since it was prepared. Discard it and prepare it anew.")
        )
    advance_many([file.application for file in rows], Step.REPORT_RESULTS, by=by, at=at, strict=True)
    report.status, report.signed_by, report.signed_at = Report.Status.SENT, by, at
    report.document = _document(report, by=by, at=at)
    ReportLine.objects.bulk_create(_lines(report), batch_size=500)
    report.save()
    grants.revoke_many(REVIEW_RIGHT, Application.objects.filter(pk__in=[f.application_id for f in rows]))
    data = {"report": report.number, "sha256": report.sha256, "files": len(rows), "prepared_by": report.by_id}
    record(kind="review", id=str(report.review_id), action="report_results", by=by, data=data, at=at)
    province = User.objects.filter(role=Role.PROVINCE, is_active=True)
    params = {"call": report.review.call.title, "count": len(rows)}
    link = reverse("reviews:report", args=[report.pk])
    notify(RESULTS_REPORTED.key, to=province, params=params, link=link, at=at)
    return report


def _is_gone(file: ReviewFile) -> bool:
    return file.application.state != State.IN_REVIEW


def _check_waiting(report: Report) -> None:
    if report.status == Report.Status.SENT:
        raise Refused(_("The report was sent already. Nothing was changed by you."))
    if report.status == Report.Status.DISCARDED:
        raise Refused(_("The report was discarded already. Nothing was changed by you."))


def _document(report: Report, *, by, at: datetime):
    """The official document: what the report states, its digest, and who signed when."""
    signed = {
        "sha256": report.sha256,
        "prepared_by": report.by.name,
        "prepared_at": report.at.isoformat(),
        "signed_by": by.name,
        "signed_at": at.isoformat(),
    }
    return issue(
        "review_report",
        subject_kind="review",
        subject_id=str(report.review_id),
        data={**report.content, **signed},
        by=by,
        at=at,
    )


def _lines(report: Report) -> list[ReportLine]:
    return [
        ReportLine(
            report=report,
            application_id=line["application"],
            supplier_class=line["class"],
            total=line["total"],
            rank=line["rank"],
            stages=line["stages"],
            veto=line["veto"],
            not_taken_on=line["not_taken_on"],
            recommended=line["recommended"],
        )
        for line in report.content["lines"]
    ]


@transaction.atomic
def discard(report: Report, *, reason: str, by, at: datetime) -> Report:
    """Take a prepared report back, with a reason; its files can be opened again or reported anew.

    Raises Refused without a reason, or when it was sent or discarded already.
    """
    report = _locked(report)
    _check_waiting(report)
    if not reason.strip():
        raise Refused(_("Please write the reason; it stays on record."))
    report.review_files.update(report=None)
    report.status, report.discard_reason = Report.Status.DISCARDED, reason.strip()
    report.discarded_by, report.discarded_at = by, at
    report.save()
    data = {"report": report.number, "sha256": report.sha256}
    record(kind="review", id=str(report.review_id), action="discard_report", by=by, data=data, at=at)
    if report.by_id != by.pk:
        params, link = {"call": report.review.call.title}, reverse("reviews:report", args=[report.pk])
        notify(REPORT_DISCARDED.key, to=[report.by], params=params, link=link, at=at)
    return report


def is_unchanged(report: Report) -> bool:
    """Whether what is kept of a report is still what its digest was taken over."""
    return report_content.sha256(report.content) == report.sha256
