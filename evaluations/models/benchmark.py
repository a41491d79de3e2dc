"""The province's register of benchmark projects (应用标杆), with the history of every entry."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.models.market import ImportBatch
from portal.accounts.models import Division


class BenchmarkProject(models.Model):
    """An entry as it stands now; its client, year, batch and name tell it from every other.

    ``supplier_codes``: unified social credit codes with spaces between them, in the order of the document.
    """

    class Status(models.TextChoices):
        LISTED = "listed", _("Listed")
        REVOKED = "revoked", _("Revoked")

    name = models.CharField(_("project"), max_length=120)
    client_name = models.CharField(_("client"), max_length=120)
    client_uscc = models.CharField(_("client's code"), max_length=18, db_index=True)
    supplier_codes = models.CharField(_("suppliers' codes"), max_length=400)
    city = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    batch_number = models.PositiveSmallIntegerField(_("batch"), default=1)
    document_number = models.CharField(_("document number"), max_length=60)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.LISTED)

    class Meta:
        ordering = ["-year", "-batch_number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["client_uscc", "year", "batch_number", "name"], name="one_entry_per_benchmark"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def suppliers(self) -> list[str]:
        return self.supplier_codes.split()

    @property
    def tone(self) -> str:
        return "ok" if self.status == self.Status.LISTED else "neutral"


class BenchmarkChange(models.Model):
    """An entry was made or corrected: values before ({} for a new one) and after, by whom, from which table."""

    project = models.ForeignKey(BenchmarkProject, on_delete=models.PROTECT, related_name="changes")
    before = models.JSONField()
    after = models.JSONField()
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
