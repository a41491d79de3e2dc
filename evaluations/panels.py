"""What this floor shows on the page of an evaluation's file: figures, the city's mark, the basis, the hearing."""

from django.utils.translation import gettext_lazy as _

from applications.models import Kind
from applications.registry import Panel, panels
from evaluations.models import CityOpinion, EvaluationBasis, EvaluationRules, Hearing, Scorecard
from evaluations.support import feedback
from evaluations.words import FORMULAS, METRICS, figure_text
from portal.accounts.permissions import Permission as P
from portal.accounts.roles import Role

READERS = {Role.CITY, Role.PROVINCE, Role.ALLIANCE, Role.AUDITOR, Role.EXPERT, Role.ENTERPRISE}


def register() -> None:
    """Enter the panel."""
    template = "evaluations/panels/file.html"
    panels.add(
        "evaluations.file",
        Panel("evaluations.file", _("Evaluation"), 35, template, visible, context),
    )


def visible(user, application) -> bool:
    """From the review's opening (or the city's opinion) on, to those who read the file."""
    if application.kind != Kind.EVALUATION or user.role not in READERS:
        return False
    return (
        CityOpinion.objects.filter(application=application).exists()
        or Scorecard.objects.filter(application=application).exists()
    )


def context(user, application, at) -> dict:
    """Figures to all readers; the city's mark to officials; result and basis to the member once it is shown."""
    card = Scorecard.objects.filter(application=application).first()
    basis = EvaluationBasis.objects.filter(application=application).select_related("document").first()
    mine = user.role == Role.ENTERPRISE
    reads_result = basis is not None and (user.may(P.READ_SCORES) or (mine and basis.shown_at is not None))
    reads_mark = reads_result or user.role in {Role.CITY, Role.PROVINCE, Role.ALLIANCE, Role.AUDITOR}
    return {
        "card": card,
        "figures": figure_rows(card),
        "opinion": CityOpinion.objects.filter(application=application).first() if reads_mark else None,
        "basis": basis if reads_result else None,
        "events": events_of(application, at),
        "names_authors": not mine,  # who rated a member is for officials and experts
        "hearing": Hearing.objects.filter(application=application).first()
        if mine or user.may(P.DELIBERATE) or user.may(P.READ_AUDIT)
        else None,
    }


def events_of(application, at):
    """What manufacturers said of the member at events of the round's period; for information, it scores nothing."""
    rules = EvaluationRules.objects.filter(call=application.call_id).first()
    if rules is None:
        return None
    rated = feedback.on_supplier(application.enterprise, first=rules.period_from, last=rules.period_to, at=at)
    return rated if rated.rows else None


def figure_rows(card: Scorecard | None) -> list[dict]:
    """One row a metric: what it is called, its value, the percent that the call's table gives it."""
    if card is None:
        return []
    return [
        {
            "key": key,
            "label": METRICS[key],
            "text": figure_text(key, figure),
            "formula": FORMULAS[key],
            "count": figure["count"],
            "percent": figure["percent"],
        }
        for key, figure in card.figures.items()
    ]
