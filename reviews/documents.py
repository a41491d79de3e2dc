"""The official documents of the review."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from applications.models import SupplierClass
from portal.accounts.models import Organisation
from portal.accounts.permissions import Permission as P
from portal.documents.issuing import DocumentKind, OfficialDocument, kinds, readers
from reviews import queries
from reviews.models import Expert, Recusal, Stage


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
    """The page of a report: one table a class, then panels, recusals, draws and dissent in words."""
    data = document.data
    stages = [(stage, Stage(stage).label, weight) for stage, weight in data["weights"].items()]
    tables = []
    for key in sorted({line["class"] for line in data["lines"]}):
        lines = [_drawn(line, data["weights"]) for line in data["lines"] if line["class"] == key]
        tables.append((SupplierClass(key).label if key else "", lines))
    recusals = data["recusals"]
    return {
        **data,
        **_issued(document),
        "stages": stages,
        "tables": tables,
        "paragraphs": [line.strip() for line in data["basis"].splitlines() if line.strip()],
        "kinds": [(Expert.Kind(kind).label, n) for kind, n in data["experts"].items() if kind != "all"],
        "origins": [(Recusal.Origin(key).label, n) for key, n in recusals["origins"].items()],
        "grounds": [(Recusal.Ground(key).label, n) for key, n in recusals["grounds"].items()],
        "dissents": _staged(data["dissents"]),
        "reopenings": _staged(data["reopenings"]),
        "prepared": datetime.fromisoformat(data["prepared_at"]),
        "signed": datetime.fromisoformat(data["signed_at"]),
    }


def _drawn(line: dict, weights: dict) -> dict:
    """A line of the ranking with a mean and a spread for each of the call's stages."""
    stages = [
        (line["stages"].get(stage, "—"), line["spread"].get(stage, ["—", None])[0]) for stage in weights
    ]
    end = Stage(line["not_taken_on"]).label if line.get("not_taken_on") else ""
    return {**line, "means": stages, "members": "、".join(line["panel"]), "end": end}


def _staged(entries: list[dict]) -> list[dict]:
    return [{**entry, "stage": Stage(entry["stage"]).label} for entry in entries]


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


def timetable_context(document: OfficialDocument) -> dict:
    """The page of a day of defences; the date in words."""
    data = document.data
    return {**data, **_issued(document), "held": datetime.fromisoformat(data["held_on"])}


def may_read_timetable(user, document: OfficialDocument) -> bool:
    """It names every applicant of the day: the alliance, the province and the auditor; the others have theirs."""
    return user.may(P.READ_SCORES)


def register() -> None:
    """Enter the kinds of document of this room, and who may download them."""
    readers.add("recusal", may_read_ruling)
    readers.add("review", may_read_report)
    readers.add("defence", may_read_timetable)
    kinds.add(
        "defence_timetable",
        DocumentKind(
            "defence_timetable",
            _("Timetable of the on-site defence"),
            "documents/defence_timetable.html",
            timetable_context,
            "粤工联盟答辩",
        ),
    )
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
