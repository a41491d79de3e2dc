"""The review of a call's files, stage by stage, and the report that ends it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Call, SupplierClass


class Frozen(Exception):
    """A report that was sent, or discarded, would have changed."""


class Stage(models.TextChoices):
    """The three stages of annex 1, step 6."""

    WRITTEN = "written", _("Written review")
    DEFENCE = "defence", _("On-site defence")
    SITE = "site", _("Site visit")


class Review(models.Model):
    """The review of one call; its stages and their shares are rules of the call."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="review")
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    @property
    def weights(self) -> dict[str, int]:
        """The stages that this review has, in order, with their shares."""
        return self.call.stage_weights

    @property
    def chain(self) -> tuple[str, str]:
        """The audit chain of this review."""
        return "review", str(self.pk)


class ReviewFile(models.Model):
    """One application in review: its stage is the review's own record, not a state.

    ``supplier_class``, ``is_struck`` and ``missed`` are kept here so that the ranking of a class, struck files
    last, is read from one index; ``total`` is set when the file's last stage closes. ``report`` is the one
    that is prepared with the file, or was sent with it; a discarded report lets it go.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="files")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="review_file")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WRITTEN)
    panel_shown_at = models.DateTimeField(null=True, blank=True)
    recusal_until = models.DateTimeField(_("recusal may be requested until"), null=True, blank=True)
    composition_reason = models.TextField(_("reason for departing from the composition rules"), blank=True)
    supplier_class = models.CharField(_("class"), max_length=10, choices=SupplierClass, blank=True)
    defence_at = models.DateTimeField(_("time of the defence"), null=True, blank=True)
    defence_place = models.CharField(_("place of the defence"), max_length=120, blank=True)
    site_at = models.DateTimeField(_("time of the visit"), null=True, blank=True)
    site_place = models.CharField(_("place of the visit"), max_length=120, blank=True)
    total = models.DecimalField(_("total"), max_digits=6, decimal_places=2, null=True, blank=True)
    veto = models.CharField(_("veto item"), max_length=200, blank=True)
    is_struck = models.BooleanField(_("struck by a veto item"), default=False)
    report = models.ForeignKey(
        "reviews.Report", on_delete=models.PROTECT, null=True, blank=True, related_name="review_files"
    )
    not_taken_on = models.CharField(_("not taken on to"), max_length=10, choices=Stage, blank=True)
    missed = models.PositiveSmallIntegerField(_("stages that the file never has"), default=0)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["review", "supplier_class", "is_struck", "missed", "-total", "id"],
                name="review_file_ranking",
            ),
            models.Index(fields=["review", "stage"], name="review_file_stage"),
        ]


class StageClosing(models.Model):
    """A stage of a file was closed: its sealed sheets are revealed together from then on.

    ``deviation`` in points and ``agreement`` in percent as :mod:`reviews.scoring` defines them.
    """

    file = models.ForeignKey(ReviewFile, on_delete=models.CASCADE, related_name="closings")
    stage = models.CharField(max_length=10, choices=Stage)
    mean = models.DecimalField(max_digits=6, decimal_places=2)
    deviation = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    agreement = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(_("reason for closing with a vacant seat"), blank=True)
    closed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "stage"], name="a_stage_closes_once")]


class Report(models.Model):
    """The review report of a call to the province (评审结果报省), with its basis.

    One member of staff prepares it (``by``, ``at``), a second one signs it off; with that it is sent and
    frozen. ``content`` is all that it states, ``sha256`` the digest over it that both have signed.
    """

    class Status(models.TextChoices):
        PREPARED = "prepared", _("Waits for the second signature")
        SENT = "sent", _("Sent to the province")
        DISCARDED = "discarded", _("Discarded")

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.PREPARED)
    basis = models.TextField(_("basis"))
    content = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    signed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    discarded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    discarded_at = models.DateTimeField(null=True, blank=True)
    discard_reason = models.TextField(_("reason for discarding"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="one_report_per_number"),
            models.CheckConstraint(
                condition=models.Q(status="sent", signed_at__isnull=False)
                | (~models.Q(status="sent") & models.Q(signed_at__isnull=True)),
                name="a_sent_report_is_signed",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_by__isnull=True) | ~models.Q(signed_by=models.F("by")),
                name="a_report_is_signed_by_two",
            ),
        ]

    def save(self, *args, **kwargs) -> None:
        """Refuse to write over what was sent or discarded."""
        kept = type(self).objects.filter(pk=self.pk).exclude(status=self.Status.PREPARED)
        if self.pk and kept.exists():
            raise Frozen
        super().save(*args, **kwargs)


class ReportLine(models.Model):
    """A file in a sent report: total, rank in its class, a veto item, the stage that it was not taken on to.

    ``stages``: the mean of each closed stage as text.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="lines")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="report_line")
    supplier_class = models.CharField(_("class"), max_length=10, choices=SupplierClass, blank=True)
    total = models.DecimalField(max_digits=6, decimal_places=2)
    rank = models.PositiveIntegerField()
    stages = models.JSONField(default=dict)
    veto = models.CharField(max_length=200, blank=True)
    not_taken_on = models.CharField(_("not taken on to"), max_length=10, choices=Stage, blank=True)
    recommended = models.BooleanField()

    class Meta:
        ordering = ["rank", "id"]
        indexes = [models.Index(fields=["report", "supplier_class", "rank", "id"], name="report_ranking")]
