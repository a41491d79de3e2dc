"""Change reports (变更): what an enterprise reports, what it handed in, who did what about it, what was found."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models import Application, Enterprise
from reviews.conflicts import words
from reviews.models import Assignment, Recusal


class ChangeReport(models.Model):
    """One change of one enterprise. Within a round it goes through the city as a 变更请示 (``application``).

    ``before``: the sections that were known when it was begun, ``{"year": …, "sections": {key: data}}``;
    ``material``: the updated ones; ``statements``: ``{condition: {"holds": "yes" | "no", "note": …}}``;
    ``checks``: the province's, ``{condition: {"result": "pass" | "fail" | "na", "remark": …}}``.
    """

    class Kind(models.TextChoices):
        NAME = "name", _("Change of name")
        EQUITY = "equity", _("Change of equity structure")
        DIRECTION = "direction", _("Change of business direction")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("change report", "Draft")
        AT_CITY = "at_city", pgettext_lazy("change report", "With the city")
        AT_PROVINCE = "at_province", pgettext_lazy("change report", "With the province")
        ASKED = "asked", pgettext_lazy("change report", "More is asked for")
        ACCEPTED = "accepted", pgettext_lazy("change report", "Accepted")
        REJECTED = "rejected", pgettext_lazy("change report", "Rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("change report", "Withdrawn")
        LAPSED = "lapsed", pgettext_lazy("change report", "Lapsed: not answered in time")

    EDITABLE = (Status.DRAFT, Status.ASKED)
    OPEN = (Status.DRAFT, Status.AT_CITY, Status.AT_PROVINCE, Status.ASKED)
    TONES = {
        Status.DRAFT: "neutral",
        Status.AT_CITY: "info",
        Status.AT_PROVINCE: "info",
        Status.ASKED: "warn",
        Status.ACCEPTED: "ok",
        Status.REJECTED: "danger",
        Status.WITHDRAWN: "neutral",
        Status.LAPSED: "neutral",
    }

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="change_reports")
    kind = models.CharField(_("kind of change"), max_length=10, choices=Kind)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    number = models.CharField(_("number"), max_length=24, unique=True, null=True, blank=True)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="change_reports"
    )
    name_before = models.CharField(_("name before"), max_length=120)
    new_name = models.CharField(_("new name"), max_length=120, blank=True)
    effective_on = models.DateField(_("registered on"), null=True, blank=True)
    summary = models.TextField(_("what changes"), blank=True)
    answer = models.TextField(_("answer to what was asked for"), blank=True)
    statements = models.JSONField(default=dict, blank=True)
    before = models.JSONField(default=dict, blank=True)
    material = models.JSONField(default=dict, blank=True)
    begun_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    reached_at = models.DateTimeField(_("reached the province"), null=True, blank=True)
    received_at = models.DateTimeField(_("with whom it is now since"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("working days"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    checks = models.JSONField(default=dict, blank=True)
    reasons = models.TextField(_("reasons of the decision"), blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("change report")
        verbose_name_plural = _("change reports")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind"],
                condition=models.Q(status__in=["draft", "at_city", "at_province", "asked"]),
                name="one_open_change_report_per_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["accepted", "rejected"], decided_at__isnull=False)
                | ~models.Q(status__in=["accepted", "rejected"]),
                name="a_decided_change_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "due_at"], name="change_due"),
            models.Index(fields=["enterprise", "-id"], name="change_enterprise"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number or ''}".strip()

    @property
    def tone(self) -> str:
        return self.TONES[self.status]

    @property
    def is_editable(self) -> bool:
        return self.status in self.EDITABLE

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def is_request(self) -> bool:
        """Whether it is a 变更请示: reported while a file of the enterprise ran."""
        return self.application_id is not None

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("evaluations:change", args=[self.pk])


class ChangeEvidence(models.Model):
    """A file behind a report; removed ones stay for the versions that hold them."""

    class Kind(models.TextChoices):
        REGISTRY = "registry", _("Registry's notice of the change")
        LICENCE = "licence", _("New business licence")
        OTHER = "other", _("Further evidence")

    report = models.ForeignKey(ChangeReport, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=10, choices=Kind)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]


class ChangeVersion(models.Model):
    """What was handed in, whole and frozen; ``sha256`` over the canonical JSON of ``content``."""

    report = models.ForeignKey(ChangeReport, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_change_version_per_number")
        ]


class ChangeAct(models.Model):
    """Who did what about a report, with what was written; only ever added. ``by`` None: the portal itself."""

    class What(models.TextChoices):
        SUBMITTED = "submitted", _("Reported")
        FORWARDED = "forwarded", _("Forwarded by the city with its opinion")
        SILENT = "silent", _("Forwarded without an opinion: the city's deadline had passed")
        ASKED = "asked", _("Asked for more")
        ANSWERED = "answered", _("Answered")
        ACCEPTED = "accepted", pgettext_lazy("change report", "Accepted")
        REJECTED = "rejected", pgettext_lazy("change report", "Rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("change report", "Withdrawn")
        LAPSED = "lapsed", pgettext_lazy("change report", "Lapsed: not answered in time")

    report = models.ForeignKey(ChangeReport, on_delete=models.CASCADE, related_name="acts")
    what = models.CharField(max_length=10, choices=What)
    text = models.TextField(blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class ChangeFinding(models.Model):
    """A relation that an accepted change brought to light between a seat of the enterprise's files and it.

    A running seat's stands on the register of recusals (``recusal``); one of a review that is over is a
    remark for staff.
    """

    report = models.ForeignKey(ChangeReport, on_delete=models.PROTECT, related_name="findings")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="+")
    recusal = models.ForeignKey(Recusal, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    told = models.JSONField(_("path found"), default=list)
    path_key = models.CharField(max_length=64)
    is_certain = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "assignment"], name="one_finding_per_seat_and_change")
        ]

    @property
    def sentences(self) -> list[str]:
        """The path in words, step by step."""
        return words.sentences(self.told)
