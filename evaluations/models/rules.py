"""The rules of an evaluation round beside the call's own: fixed and published with the notice."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Call
from applications.models.rubric import PartOfCall


class EvaluationRules(PartOfCall):
    """What an evaluation's call states besides; every figure is the domain's own choice [I] and a setting.

    ``table``: from figure to score, as :mod:`evaluations.tables` describes it.
    """

    class Missing(models.TextChoices):
        SPREAD = "spread", _("Its share is spread over the indicator's other figures")
        NOTHING = "nothing", _("It counts as 0 percent")

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="evaluation_rules")
    period_from = models.DateField(_("market records from"))
    period_to = models.DateField(_("market records to"))
    hearing_days = models.PositiveSmallIntegerField(
        _("time to be heard: working days"), default=5, validators=[MinValueValidator(3)]
    )
    comeback_months = models.PositiveSmallIntegerField(
        _("after a removal a new application is possible after (months)"),
        default=12,
        validators=[MaxValueValidator(60)],
    )
    prior_ratings = models.PositiveSmallIntegerField(
        _("ratings that the general mean counts as"), default=5, validators=[MaxValueValidator(100)]
    )
    missing = models.CharField(
        _("a figure without data"), max_length=8, choices=Missing, default=Missing.SPREAD
    )
    table = models.JSONField(_("from figure to score"), default=list)

    @property
    def lines(self) -> list[dict]:
        """The table as it is read: each metric with its name, its formula, its indicator and its steps."""
        from evaluations.words import FORMULAS, METRICS

        names = {one.key: one.label for one in self.call.indicators.all()}
        return [
            {
                **line,
                "label": METRICS[line["metric"]],
                "formula": FORMULAS[line["metric"]],
                "of": names.get(line["indicator"], line["indicator"]),
            }
            for line in self.table
        ]
