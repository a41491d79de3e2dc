"""What an evaluation's total is made of besides the experts' sheets, and the basis that the member receives."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models import Application


class CityOpinion(models.Model):
    """Annex 2, step 3: the city's opinion with its mark; ``NONE`` where the city was silent to its deadline."""

    class Stance(models.TextChoices):
        POSITIVE = "positive", pgettext_lazy("opinion", "Recommended")
        NEGATIVE = "negative", pgettext_lazy("opinion", "Not recommended")
        NONE = "none", _("No opinion")

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="city_opinion")
    stance = models.CharField(_("the city's opinion"), max_length=8, choices=Stance)
    mark = models.PositiveSmallIntegerField(
        _("mark (0–100)"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    reasons = models.TextField(_("reasons"), blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stance="none", mark__isnull=True)
                | (~models.Q(stance="none") & models.Q(mark__isnull=False)),
                name="an_opinion_has_a_mark",
            )
        ]

    @property
    def tone(self) -> str:
        return {"positive": "ok", "negative": "danger"}.get(self.stance, "neutral")


class Scorecard(models.Model):
    """The computed figures of a file, fixed when its review is opened: later corrections don't move them.

    ``figures``: ``{metric: {"value", "count", "parts", "percent"}}``; ``points``: ``{indicator: points}``.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="scorecard")
    figures = models.JSONField()
    points = models.JSONField()
    taken_at = models.DateTimeField()


class EvaluationBasis(models.Model):
    """评价依据: all that a result rests on, frozen with the report; the enterprise receives it.

    ``tier`` is what the total gives; a hearing may end with another one (:mod:`evaluations.hearings`).
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="evaluation_basis")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    total = models.DecimalField(_("total"), max_digits=6, decimal_places=2)
    tier = models.CharField(_("tier"), max_length=16, choices=Application.Outcome)
    document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True, blank=True)  # from then on the enterprise reads it
