"""The province's deliberation (审议): standards, process, then the list, on record."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Call


class Deliberation(models.Model):
    """A meeting on one call. No list without (1) standards and (2) process adopted."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="deliberations")
    number = models.PositiveSmallIntegerField()
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    members = models.JSONField(_("members present"), default=list)  # names of officials, one a line
    minute = models.TextField(_("minute"), blank=True)
    standards_adopted = models.BooleanField(_("standards adopted"), null=True)
    standards_reasons = models.TextField(_("reasons on the standards"), blank=True)
    process_adopted = models.BooleanField(_("process adopted"), null=True)
    process_reasons = models.TextField(_("reasons on the process"), blank=True)
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="one_deliberation_per_number")]


class Decision(models.Model):
    """What the deliberation decided on one file, with reasons; the step follows through the one door."""

    class Result(models.TextChoices):
        PROPOSE = "propose", _("Propose")
        DECLINE = "decline", _("Decline")

    deliberation = models.ForeignKey(Deliberation, on_delete=models.PROTECT, related_name="decisions")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    result = models.CharField(max_length=8, choices=Result)
    reasons = models.TextField(_("reasons"))
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "application"], name="one_decision_per_file")
        ]
