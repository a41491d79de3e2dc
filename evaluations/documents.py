"""The official documents of an evaluation: the basis that a member receives, and the prior notice."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from applications.models import Application
from evaluations.models import EvaluationBasis, Hearing
from evaluations.words import METRICS, figure_text
from portal.accounts.models import Organisation
from portal.accounts.permissions import Permission as P
from portal.documents.issuing import DocumentKind, OfficialDocument, kinds, readers


def register() -> None:
    """Enter the kinds and who reads them."""
    for key, title, template, context, prefix in (
        (
            "evaluation_basis",
            _("Evaluation basis"),
            "documents/evaluation_basis.html",
            basis_context,
            "评价依据",
        ),
        (
            "hearing_notice",
            _("Prior notice of a removal"),
            "documents/hearing_notice.html",
            notice_context,
            "告知",
        ),
    ):
        kinds.add(key, DocumentKind(key, title, template, context, prefix))
    readers.add("evaluation_basis", may_read_basis)
    readers.add("hearing", may_read_hearing)


def basis_context(document: OfficialDocument) -> dict:
    """The page of a basis: indicators with their points, figures with what they rest on, the tier."""
    data = document.data
    return {
        **data,
        "document": document,
        "organisation": Organisation.alliance().name,
        "issued": document.issued_at,
        "tier_label": Application.Outcome(data["tier"]).label,
        "figures": [
            (METRICS[key], figure_text(key, one), one["percent"]) for key, one in data["figures"].items()
        ],
    }


def notice_context(document: OfficialDocument) -> dict:
    """The page of a prior notice."""
    return {
        **document.data,
        "document": document,
        "organisation": Organisation.province().name,
        "issued": document.issued_at,
        "until": datetime.fromisoformat(document.data["until"]),
    }


def may_read_basis(user, document: OfficialDocument) -> bool:
    """The member it is about, once shown; those who read results."""
    if user.may(P.READ_SCORES):
        return True
    mine = EvaluationBasis.objects.filter(
        pk=document.subject_id,
        shown_at__isnull=False,
        application__enterprise__organisation=user.organisation_id,
    )
    return user.may(P.FILE_APPLICATION) and mine.exists()


def may_read_hearing(user, document: OfficialDocument) -> bool:
    """The member it is about; the province and the auditor."""
    if user.may(P.DELIBERATE) or user.may(P.READ_AUDIT):
        return True
    mine = Hearing.objects.filter(pk=document.subject_id, enterprise__organisation=user.organisation_id)
    return user.may(P.FILE_APPLICATION) and mine.exists()
