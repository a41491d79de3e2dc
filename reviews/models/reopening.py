"""What was sealed or closed and is opened again: a decision with reasons; the earlier version stays."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.review import ReviewFile, Stage
from reviews.models.score import ScoreSheet


class Reopening(models.Model):
    """The decision to open one sealed sheet (``sheet``), or a closed stage whole, again.

    A sheet is opened by one member of staff; a stage, whose scores everybody has seen, takes a second one.
    ``mean``, ``deviation``, ``agreement``, ``closed_by`` and ``closed_at`` keep the closing that it undid.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Waits for a second member of staff")
        DONE = "done", _("Opened again")
        REFUSED = "refused", _("Not agreed to")

    file = models.ForeignKey(ReviewFile, on_delete=models.CASCADE, related_name="reopenings")
    stage = models.CharField(max_length=10, choices=Stage)
    sheet = models.ForeignKey(
        ScoreSheet, on_delete=models.PROTECT, null=True, blank=True, related_name="reopenings"
    )
    status = models.CharField(max_length=8, choices=Status)
    reasons = models.TextField(_("reasons"))
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    second_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True, blank=True)
    mean = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    deviation = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    agreement = models.PositiveSmallIntegerField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"], condition=models.Q(status="open"), name="one_open_reopening_per_file"
            ),
            models.CheckConstraint(
                condition=models.Q(second_by__isnull=True) | ~models.Q(second_by=models.F("by")),
                name="a_reopening_is_decided_by_two",
            ),
        ]


class EarlierSheet(models.Model):
    """A sheet as it was sealed before it was opened again; shown once its stage is closed.

    ``content`` is the canonical text that ``digest`` covers together with ``salt``.
    """

    reopening = models.ForeignKey(Reopening, on_delete=models.PROTECT, related_name="earlier")
    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="earlier")
    content = models.TextField()
    salt = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    total = models.DecimalField(max_digits=6, decimal_places=2)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
