"""What the authorities wrote and ticked on a file."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from applications.models.call import Call
from applications.models.rubric import MaterialRequirement
from applications.workflow import Step
from portal.accounts.models import Organisation


class Opinion(models.Model):
    """An opinion given with a step; shown side by side on the application page."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="opinions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=24)
    text = models.TextField(_("opinion"))
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    @property
    def label(self) -> str:
        """The step that it was given with, in words."""
        return Step(self.step).label if self.step in Step.values else self.step


class PaperCount(models.Model):
    """Paper copies of a material received by the authority (equal in number to what was asked)."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="paper_counts")
    requirement = models.ForeignKey(MaterialRequirement, on_delete=models.PROTECT, related_name="+")
    expected = models.PositiveSmallIntegerField()
    received = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "requirement"], name="one_paper_count_per_material"
            )
        ]


class ComplianceCheck(models.Model):
    """One item of the city's compliance checklist (合规性审查)."""

    class Result(models.TextChoices):
        PASS = "pass", _("Pass")
        FAIL = "fail", _("Fail")
        NOT_APPLICABLE = "na", _("Not applicable")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="compliance_checks")
    item = models.SlugField(max_length=40)
    result = models.CharField(max_length=4, choices=Result)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "item"], name="one_check_per_item")]


class ReconsiderationRequest(models.Model):
    """An enterprise asks the province to look at a file that its city did not recommend."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reconsiderations")
    reasons = models.TextField(_("reasons"))
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reply = models.TextField(_("the province's reply"), blank=True)
    replied_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    replied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["application"], name="one_reconsideration")]


class DraftOpinion(models.Model):
    """What an authority has typed on a file and not yet given: kept as it is typed, never shown to others.

    ``fields``: the texts of the working form by the name of their field.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="draft_opinions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(default=dict)
    saved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "organisation"], name="one_draft_opinion_per_authority"
            )
        ]


class SummaryTable(models.Model):
    """推荐汇总表: what a city has reported in a call, in its order of priority; a new one at each report."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="summary_tables")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("version"))
    rows = models.JSONField()
    document = models.ForeignKey("documents.OfficialDocument", on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "organisation", "number"], name="one_summary_per_number")
        ]


class RecommendationLetter(models.Model):
    """推荐函: a county's or city's letter on its files of a call (optional).

    Either ``document``, made from the portal's template and still to be sealed, or ``file``, the sealed scan.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="letters")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, related_name="+"
    )
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file__isnull=False, document__isnull=True)
                | models.Q(file__isnull=True, document__isnull=False),
                name="a_letter_is_a_scan_or_a_document",
            )
        ]


class Reminder(models.Model):
    """A reminder or an escalation that was sent for a deadline; each is sent once."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reminders")
    kind = models.SlugField(max_length=24)
    deadline = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "kind", "deadline"], name="one_reminder_each")
        ]
