"""Before publicity: what the province decides on members that didn't apply, and the right to be heard."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Call, Enterprise


class AbsentDecision(models.Model):
    """A member that didn't apply: the province keeps it in the pool, or proposes its removal."""

    class Decision(models.TextChoices):
        KEEP = "keep", _("Stays in the pool, not evaluated")
        REMOVE = "remove", _("Proposed for removal")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="absent_decisions")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="absent_decisions")
    decision = models.CharField(_("decision"), max_length=8, choices=Decision)
    reasons = models.TextField(_("reasons"))
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "enterprise"], name="one_decision_per_absent_member")
        ]


class Hearing(models.Model):
    """Prior notice with reasons to a member that would leave the pool, its statement, and the ruling."""

    class Ruling(models.TextChoices):
        OPEN = "open", _("Not ruled on")
        KEPT = "kept", _("The proposal stands")
        CHANGED = "changed", _("The statement is accepted")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="hearings")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="hearings")
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="hearing"
    )
    reasons = models.TextField(_("reasons"))
    until = models.DateTimeField(_("may be heard until"))
    document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    noticed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    noticed_at = models.DateTimeField()
    statement = models.TextField(_("statement"), blank=True)
    evidence = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    waived = models.BooleanField(_("the member makes no statement"), default=False)
    stated_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField(null=True, blank=True)
    ruling = models.CharField(max_length=8, choices=Ruling, default=Ruling.OPEN)
    ruling_reasons = models.TextField(_("reasons of the ruling"), blank=True)
    ruled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["until", "id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "enterprise"], name="one_hearing_per_member"),
            models.CheckConstraint(
                condition=models.Q(ruling="open") | models.Q(ruled_at__isnull=False),
                name="a_ruled_hearing_has_a_time",
            ),
        ]

    @property
    def tone(self) -> str:
        return {"open": "warn", "kept": "danger", "changed": "ok"}[self.ruling]
