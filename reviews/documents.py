"""The official documents of the review."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from applications.models import SupplierClass
from portal.accounts.models import Organisation
from portal.accounts.permissions import Permission as P
from portal.documents.issuing import DocumentKind, OfficialDocument, kinds, readers
from reviews import queries
from reviews.models import Recusal, Stage


def _issued(document: OfficialDocument) -> dict:
    return {"document": document, "organisation": Organisation.alliance().label, "issued": document.issued_at}


def ruling_context(document: OfficialDocument) -> dict:
    """The page of a ruling: data with its words in the language of the page."""
    data = document.data
    return {
        **data,
        **_issued(document),
        "origin_label": Recusal.Origin(data["origin"]).label,
        "ground_label": Recusal.Ground(data["ground"]).label,
        "ruling_label": Recusal.Ruling(data["ruling"]).label,
        "raised": datetime.fromisoformat(data["raised_at"]),
        "ruled": datetime.fromisoformat(data["ruled_at"]),
    }


def report_context(document: OfficialDocument) -> dict:
    """The page of a report: one table a class."""
    data = document.data
    stages = [(stage, Stage(stage).label, weight) for stage, weight in data["weights"].items()]
    tables = []
    for key in sorted({line["class"] for line in data["lines"]}):
        lines = [
            {**line, "means": [line["stages"].get(stage, "") for stage, _label, _weight in stages]}
            for line in data["lines"]
            if line["class"] == key
        ]
        tables.append((SupplierClass(key).label if key else "", lines))
    paragraphs = [line.strip() for line in data["basis"].splitlines() if line.strip()]
    return {**data, **_issued(document), "stages": stages, "tables": tables, "paragraphs": paragraphs}


def may_read_ruling(user, document: OfficialDocument) -> bool:
    """The alliance, the province and the auditor; the applicant who asked; an expert whose seat goes on.

    A recused expert finds nothing of the file any more, the ruling included.
    """
    if user.may(P.RULE_RECUSAL) or user.may(P.READ_SCORES):
        return True
    entries = Recusal.objects.filter(pk=document.subject_id)
    if user.may(P.REQUEST_RECUSAL):
        owner = "assignment__file__application__enterprise__organisation"
        return entries.filter(origin=Recusal.Origin.REQUESTED, **{owner: user.organisation_id}).exists()
    return entries.filter(
        origin=Recusal.Origin.DECLARED, ruling=Recusal.Ruling.DISMISSED, assignment__in=queries.seats_of(user)
    ).exists()


def may_read_report(user, document: OfficialDocument) -> bool:
    """Those who may read scores after their stage: the alliance, the province, the auditor."""
    return user.may(P.READ_SCORES)


def register() -> None:
    """Enter the kinds of document of this room, and who may download them."""
    readers.add("recusal", may_read_ruling)
    readers.add("review", may_read_report)
    kinds.add(
        "recusal_ruling",
        DocumentKind(
            "recusal_ruling",
            _("Ruling on a recusal"),
            "documents/recusal_ruling.html",
            ruling_context,
            "粤工联盟回避",
        ),
    )
    kinds.add(
        "review_report",
        DocumentKind(
            "review_report",
            _("Review report"),
            "documents/review_report.html",
            report_context,
            "粤工联盟评审",
        ),
    )
