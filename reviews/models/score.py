"""Score sheets: draft → sealed (salted digest) → revealed with the closing of the stage."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Indicator
from reviews.models.panel import Assignment
from reviews.models.review import Stage


class ScoreSheet(models.Model):
    """One expert's sheet for one stage of one file.

    ``digest`` is SHA-256 over salt and canonical scores, fixed when sealed; salt and scores are shown
    to others only once revealed.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SEALED = "sealed", _("Sealed")
        REVEALED = "revealed", _("Revealed")

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="sheets")
    stage = models.CharField(max_length=10, choices=Stage)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    comment = models.TextField(_("overall comment"), blank=True)
    veto_judged = models.BooleanField(_("veto items judged"), default=False)
    veto = models.CharField(_("veto item found"), max_length=200, blank=True)
    total = models.DecimalField(_("total"), max_digits=6, decimal_places=2, null=True, blank=True)
    salt = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "stage"], name="one_sheet_per_seat_and_stage"),
            models.CheckConstraint(
                condition=models.Q(status="draft") | models.Q(sealed_at__isnull=False),
                name="a_sealed_sheet_has_a_time",
            ),
        ]


class Score(models.Model):
    """Points for one indicator, from 0 to its weight, with a comment."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="scores")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "indicator"], name="one_score_per_indicator")]


class Dissent(models.Model):
    """A dissenting opinion: what a member puts on record against the panel's result of a closed stage."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="dissents")
    stage = models.CharField(max_length=10, choices=Stage)
    text = models.TextField(_("dissenting opinion"))
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "stage"], name="one_dissent_per_seat_and_stage")
        ]
