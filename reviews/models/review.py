"""The review of a call's files, stage by stage, and the report that ends it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Call, SupplierClass


class Stage(models.TextChoices):
    """The three stages of annex 1, step 6."""

    WRITTEN = "written", _("Written review")
    DEFENCE = "defence", _("On-site defence")
    SITE = "site", _("Site visit")


class Review(models.Model):
    """The review of one call: which stages it has and how much each counts (percent, sum 100)."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="review")
    written_weight = models.PositiveSmallIntegerField(_("written review (%)"), default=50)
    defence_weight = models.PositiveSmallIntegerField(_("on-site defence (%)"), default=30)
    site_weight = models.PositiveSmallIntegerField(_("site visit (%)"), default=20)
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(written_weight=100 - models.F("defence_weight") - models.F("site_weight")),
                name="stage_weights_sum_to_100",
            )
        ]

    def weight(self, stage: str) -> int:
        """The share of ``stage`` in the total, in percent."""
        return getattr(self, f"{stage}_weight")

    @property
    def weights(self) -> dict[str, int]:
        """The stages that this review has, in order, with their shares."""
        return {stage: self.weight(stage) for stage in Stage.values if self.weight(stage)}

    @property
    def chain(self) -> tuple[str, str]:
        """The audit chain of this review."""
        return "review", str(self.pk)


class ReviewFile(models.Model):
    """One application in review: its stage is the review's own record, not a state.

    ``supplier_class`` and ``is_struck`` are kept here so that the ranking of a class, struck files last,
    is read from one index; ``total`` is set when the last stage closes.
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
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["review", "supplier_class", "is_struck", "-total", "id"], name="review_file_ranking"
            ),
            models.Index(fields=["review", "stage"], name="review_file_stage"),
        ]


class StageClosing(models.Model):
    """A stage of a file was closed: its sealed sheets are revealed together from then on."""

    file = models.ForeignKey(ReviewFile, on_delete=models.CASCADE, related_name="closings")
    stage = models.CharField(max_length=10, choices=Stage)
    mean = models.DecimalField(max_digits=6, decimal_places=2)
    reason = models.TextField(_("reason for closing with a vacant seat"), blank=True)
    closed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "stage"], name="a_stage_closes_once")]


class Report(models.Model):
    """The review report of a call to the province (评审结果报省), with its basis; immutable."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    basis = models.TextField(_("basis"))
    sha256 = models.CharField(max_length=64)
    document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="one_report_per_number")]


class ReportLine(models.Model):
    """A file in the report: total by the rubric, rank in its class, and whether a veto item struck it."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="lines")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="report_line")
    supplier_class = models.CharField(_("class"), max_length=10, choices=SupplierClass, blank=True)
    total = models.DecimalField(max_digits=6, decimal_places=2)
    rank = models.PositiveIntegerField()
    veto = models.CharField(max_length=200, blank=True)
    recommended = models.BooleanField()

    class Meta:
        ordering = ["rank", "id"]
        indexes = [models.Index(fields=["report", "supplier_class", "rank", "id"], name="report_ranking")]
