"""The province's deliberation (审议): standards, process, then the list, on record."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Call


class Deliberation(models.Model):
    """A meeting on one call. No list without (1) standards and (2) process adopted.

    ``agenda`` is the list as it was put to the meeting, for good; ``agenda_sha256`` is over it. One officer
    prepares the record and closes it, another approves it: only then do the files move, and
    ``result_sha256`` is over the lines that the meeting proposed, as a list's digest is over its entries.
    """

    class Stage(models.TextChoices):
        OPEN = "open", _("In session")
        CLOSED = "closed", _("Waits for approval")
        APPROVED = "approved", _("Approved")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="deliberations")
    number = models.PositiveSmallIntegerField()
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    quorum = models.PositiveSmallIntegerField(_("members needed"))  # the call's, at the opening
    agenda = models.JSONField(default=list)  # [{file, number, name, uscc, city, class, rank, total, ...}]
    agenda_sha256 = models.CharField(max_length=64)
    minute = models.TextField(_("minute"), blank=True)
    standards_adopted = models.BooleanField(_("standards adopted"), null=True)
    standards_reasons = models.TextField(_("reasons on the standards"), blank=True)
    standards_votes = models.JSONField(default=dict, blank=True)  # {for, against, abstained}
    process_adopted = models.BooleanField(_("process adopted"), null=True)
    process_reasons = models.TextField(_("reasons on the process"), blank=True)
    process_votes = models.JSONField(default=dict, blank=True)
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    sent_back = models.TextField(_("why it was sent back"), blank=True)
    approved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    result_sha256 = models.CharField(max_length=64, blank=True)
    document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="one_deliberation_per_number")]

    @property
    def stage(self) -> "Deliberation.Stage":
        """Where the record stands: in session, waiting for the second person, or fixed."""
        if self.approved_at:
            return self.Stage.APPROVED
        return self.Stage.CLOSED if self.closed_at else self.Stage.OPEN

    @property
    def is_adopted(self) -> bool:
        """Whether standards and process were both adopted, so that the list may follow."""
        return bool(self.standards_adopted and self.process_adopted)


class DeliberationMember(models.Model):
    """A province officer present at a meeting; the name is kept as it was."""

    deliberation = models.ForeignKey(Deliberation, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["deliberation", "user"], name="a_member_sits_once")]

    def __str__(self) -> str:
        return self.name


class MemberRecusal(models.Model):
    """A member leaves one item; ``by`` is empty where the portal found the relation itself."""

    member = models.ForeignKey(DeliberationMember, on_delete=models.PROTECT, related_name="recusals")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["member", "application"], name="a_member_leaves_once")]


class Decision(models.Model):
    """What the deliberation decided on one file, with votes and reasons; the step follows the approval.

    ``line`` is the list's line as it was approved: publicity shows exactly that.
    """

    class Result(models.TextChoices):
        PROPOSE = "propose", _("Propose")
        DECLINE = "decline", _("Decline")

    deliberation = models.ForeignKey(Deliberation, on_delete=models.PROTECT, related_name="decisions")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    result = models.CharField(max_length=8, choices=Result)
    reasons = models.TextField(_("reasons"))
    in_favour = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField()
    abstained = models.PositiveSmallIntegerField()
    line = models.JSONField(default=list, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "application"], name="one_decision_per_file")
        ]
