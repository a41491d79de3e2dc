"""Mutual recognition (全省互认): local policies with their check-list, and reports of discriminatory treatment."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models import Enterprise
from portal.accounts.models import Division


class LocalPolicy(models.Model):
    """A policy of a city that refers to the pool; ``latest`` and ``published`` are two of its versions."""

    city = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    latest = models.ForeignKey("PolicyVersion", on_delete=models.PROTECT, null=True, related_name="+")
    published = models.ForeignKey("PolicyVersion", on_delete=models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(_("no longer in force since"), null=True, blank=True)
    ended_reasons = models.TextField(_("why it ended"), blank=True)

    class Meta:
        ordering = ["-id"]

    @property
    def shown(self) -> "PolicyVersion":
        """What its readers are shown: the published version, or the draft where none is published."""
        return self.published or self.latest

    @property
    def standing(self) -> str:
        """``draft``, ``in_force``, ``revising`` (a later draft waits) or ``ended``."""
        if self.ended_on:
            return "ended"
        if self.published_id is None:
            return "draft"
        return "in_force" if self.published_id == self.latest_id else "revising"

    @property
    def standing_label(self) -> str:
        return STANDINGS[self.standing][0]

    @property
    def tone(self) -> str:
        return STANDINGS[self.standing][1]


class PolicyVersion(models.Model):
    """One version of a policy as the city recorded it; never changed once it is saved, but for its publication.

    ``answers``: ``{question: {"answer", "remark"}}`` as :mod:`evaluations.mutual_recognition.questions` asks.
    """

    policy = models.ForeignKey(LocalPolicy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    document_number = models.CharField(_("document number"), max_length=80, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    link = models.URLField(_("address of the text"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    clauses = models.TextField(_("clauses that refer to the pool"), blank=True)
    answers = models.JSONField(default=dict)
    discriminates = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)
    saved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    published_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="one_policy_version_of_a_number")
        ]


class TreatmentReport(models.Model):
    """A member reports that a city treated it differently for being registered elsewhere; the province follows up."""

    class ShownTo(models.TextChoices):
        PROVINCE = "province", _("the province alone")
        CITY = "city", _("the province and the city concerned")
        PUBLIC = "public", _("everybody, with the published outcome")

    class Status(models.TextChoices):
        OPEN = "open", _("With the province")
        ASSIGNED = "assigned", _("Reply asked of the city")
        REPLIED = "replied", _("The city has replied")
        CLOSED = "closed", pgettext_lazy("report", "Closed")

    class Outcome(models.TextChoices):
        CORRECTED = "corrected", _("Corrected by the city")
        ORDERED = "ordered", _("Founded, to be corrected by a set day")
        REFERRED = "referred", _("Referred to market supervision")
        UNFOUNDED = "unfounded", _("No discriminatory treatment found")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="treatment_reports")
    city = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    policy = models.ForeignKey(
        LocalPolicy, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    clause = models.CharField(_("policy or clause concerned"), max_length=300, blank=True)
    happened = models.TextField(_("what was reported"))
    shown_to = models.CharField(_("who may know your name"), max_length=8, choices=ShownTo)
    reported_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    question = models.TextField(_("what the city is asked"), blank=True)
    days = models.PositiveSmallIntegerField(_("working days to reply"), null=True, blank=True)
    assigned_at = models.DateTimeField(null=True, blank=True)
    overdue_told_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    public_text = models.TextField(_("what the public reads"), blank=True)
    closed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-reported_at", "-id"]
        indexes = [
            models.Index(fields=["status", "reported_at"], name="treatment_waiting"),
            models.Index(fields=["city", "status"], name="treatment_of_city"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="closed") | models.Q(closed_at__isnull=False),
                name="a_closed_report_has_a_time",
            )
        ]

    @property
    def city_may_read(self) -> bool:
        """Whether the city reads the report itself; otherwise only what the province asks of it."""
        return self.shown_to != self.ShownTo.PROVINCE

    @property
    def tone(self) -> str:
        return {"open": "warn", "assigned": "info", "replied": "warn", "closed": "neutral"}[self.status]

    @property
    def outcome_tone(self) -> str:
        return {"corrected": "ok", "ordered": "warn", "referred": "info"}.get(self.outcome, "neutral")


class TreatmentStep(models.Model):
    """What was done with a report: asked of the city, its reply, a note of the province; only ever added."""

    class What(models.TextChoices):
        ASKED = "asked", _("Reply asked of the city")
        REPLY = "reply", _("Reply of the city")
        NOTE = "note", _("Note of the province")

    report = models.ForeignKey(TreatmentReport, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=8, choices=What)
    text = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class TreatmentEvidence(models.Model):
    """A file behind a report (``step`` empty) or behind the city's reply."""

    report = models.ForeignKey(TreatmentReport, on_delete=models.PROTECT, related_name="evidence")
    step = models.ForeignKey(
        TreatmentStep, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]


STANDINGS = {
    "draft": (pgettext_lazy("local policy", "Draft"), "neutral"),
    "in_force": (_("Published"), "ok"),
    "revising": (_("Being revised"), "warn"),
    "ended": (_("No longer in force"), "neutral"),
}
