"""Change reports for tests, made through their doors."""

from datetime import timedelta

from evaluations.changes import city, conditions, deciding, material, reporting
from evaluations.models import ChangeReport
from portal.accounts.roles import Role
from portal.demo import dossiers
from portal.documents.files import store_bytes
from portal.notifications.models import InboxItem
from reviews import panels
from reviews.models import ReviewFile
from reviews.opening import open_review
from tests import factories as make
from tests.evaluations import factories
from tests.factories import NOON

NEW = "粤云智造科技股份有限公司"
SINCE = NOON.date() - timedelta(days=6)


def told(user) -> list[str]:
    """The kinds of notices about changes that a person got, in order."""
    rows = InboxItem.objects.filter(user=user, kind__startswith="change.").order_by("pk")
    return list(rows.values_list("kind", flat=True))


def attached(report: ChangeReport, *kinds: str, by, at=NOON) -> None:
    """A file under each of ``kinds``."""
    for kind in kinds:
        paper = store_bytes(f"{kind}.pdf", f"%PDF-1.4 {kind} {report.pk}".encode(), "application/pdf", by=by)
        reporting.attach(report, kind, paper, by=by, at=at)


def completed(report: ChangeReport, *, by, shareholders=None, at=NOON) -> ChangeReport:
    """Everything that a report with material needs, and the day of registration."""
    sections = dossiers.sections(report.enterprise_id, year=report.before["year"])
    if shareholders is not None:
        sections["basic"] = {**sections["basic"], "shareholders": shareholders}
    for section in material.schema().sections:
        report = reporting.save_section(report, section.key, sections[section.key], by=by, at=at)
    statements = {key: {"holds": "yes", "note": ""} for key in conditions.CONDITIONS}
    attached(report, "registry", by=by, at=at)
    return reporting.save(
        report,
        effective_on=at.date() - timedelta(days=6),
        summary="控股股东变更。",
        statements=statements,
        by=by,
        at=at,
    )


def submitted(of, name: str, *, by, at=NOON) -> ChangeReport:
    """A change of name, handed in; with complete material where a file runs."""
    report = reporting.begin(of, "name", by=by, at=at)
    if material.is_needed(report):
        report = completed(report, by=by, at=at)
    attached(report, "registry", "licence", by=by, at=at)
    report = reporting.save(report, new_name=name, effective_on=at.date() - timedelta(days=6), by=by, at=at)
    return reporting.submit(report, by=by, at=at)


def checked(report: ChangeReport, *, by, failing: str = "", at=NOON) -> ChangeReport:
    """Every condition judged, one failing where asked."""
    checks = {
        key: {"result": "fail" if key == failing else "pass", "remark": "不符" if key == failing else ""}
        for key in conditions.CONDITIONS
    }
    return deciding.keep_checks(report, checks, by=by, at=at)


def in_review(member, alliance, *, employer: str, employer_code: str, show: bool = True):
    """A file of the member in review, and the second of its panel, who works for ``employer``."""
    file = factories.reported(member, factories.round_of())
    open_review(file.call, [file], by=alliance, at=NOON)
    row = ReviewFile.objects.select_related("application", "review__call").get(application=file)
    kinds = ["technical", "technical", "technical", "financial", "management"]
    members = [
        make.expert(
            kind=kind,
            region=["440100", "440300"][n % 2],
            **({"employer": employer, "employer_code": employer_code} if n == 1 else {}),
        )
        for n, kind in enumerate(kinds)
    ]
    panels.set_panel([row], members, chair=members[0], by=alliance, at=NOON)
    if show:
        shown = panels.show_panel([row], by=alliance, at=NOON)
        assert not shown.refused, shown.refused
    return row, members[1]


def equity_reported(member, owner, *, holder: str, holder_code: str, on=None, at=NOON) -> ChangeReport:
    """A change of equity with one new shareholder of 60 %, registered on the day ``on``, at the province."""
    report = reporting.begin(member, "equity", by=owner, at=at)
    shareholders = [{"name": holder, "nature": "company", "uscc": holder_code, "share": "60"}]
    report = completed(report, by=owner, shareholders=shareholders, at=at)
    report = reporting.save(report, effective_on=on or report.effective_on, by=owner, at=at)
    report = reporting.submit(report, by=owner, at=at)
    if report.status == ChangeReport.Status.AT_CITY:
        report = city.forward(
            report, opinion="同意", by=make.person(Role.CITY, division=member.city_id), at=at
        )
    return report
