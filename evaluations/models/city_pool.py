"""A city's pool (市资源池): what it asks, its classes, applications to it, and its published lists.

Provincial members are never rows here: :mod:`evaluations.city_pools.entries` derives them.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from applications.models import Enterprise
from portal.accounts.models import Division

DAYS = 10  # working days to decide, until the city sets others


class CityPool(models.Model):
    """What a city asks of those who apply to its pool, and in how many working days it decides."""

    city = models.OneToOneField(Division, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    conditions = models.TextField(_("conditions of admission"), blank=True)
    days = models.PositiveSmallIntegerField(
        _("working days to decide"),
        default=DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    changed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()


class PoolClass(models.Model):
    """A class that a city added to the policy's three (part 2 (3): 主要包括)."""

    city = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=80)
    about = models.CharField(_("who belongs to it"), max_length=300)
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["city", "name"], name="one_class_of_a_name_in_a_city")]

    def __str__(self) -> str:
        return self.label

    @property
    def key(self) -> str:
        """How a form or an address names it."""
        return f"own-{self.pk}"

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name


class CityPoolVersion(models.Model):
    """A published list of a city's pool: dated, numbered, never changed.

    ``content``: the canonical JSON whose UTF-8 bytes ``sha256`` covers.
    """

    city = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    number = models.PositiveIntegerField(_("number"))
    content = models.TextField()
    entries = models.PositiveIntegerField(_("entries"))
    sha256 = models.CharField(max_length=64)
    note = models.CharField(_("note"), max_length=300, blank=True)
    published_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["city", "number"], name="one_list_of_a_number")]


class Admission(models.Model):
    """An enterprise's application to its city's pool, and what became of it.

    ``products`` and ``cases``: rows with the keys of the recognition dossier, which they prefill later.
    ``days``: working days to decide, as they stood when it was submitted.
    """

    class Class(models.TextChoices):
        IMPLEMENTATION = "implementation", _("Implementation and operation unit")
        CONSULTING = "consulting", _("Consulting and diagnosis unit")
        RESERVE = "reserve", _("Reserve enterprise")
        OWN = "own", _("A class of the city's own")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("city pool", "Draft")
        SUBMITTED = "submitted", _("Waiting for the city")
        ADMITTED = "admitted", _("Admitted")
        DECLINED = "declined", pgettext_lazy("city pool", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("city pool", "Withdrawn")
        REMOVED = "removed", pgettext_lazy("city pool", "Removed")

    RUNNING = (Status.DRAFT, Status.SUBMITTED)

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="city_admissions")
    city = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    pool_class = models.CharField(_("class"), max_length=16, choices=Class, blank=True)
    own_class = models.ForeignKey(
        PoolClass, on_delete=models.PROTECT, null=True, blank=True, related_name="admissions"
    )
    statement = models.TextField(_("statement of the enterprise"), blank=True)
    products = models.JSONField(default=list)
    cases = models.JSONField(default=list)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    begun_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    days = models.PositiveSmallIntegerField(default=DAYS)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    published_in = models.ForeignKey(
        CityPoolVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="admissions"
    )
    removed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    removed_on = models.DateField(_("removed on"), null=True, blank=True)
    removal_reasons = models.TextField(_("reasons of the removal"), blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["city", "status", "submitted_at"], name="admission_desk"),
            models.Index(fields=["enterprise", "-id"], name="admission_of_enterprise"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=models.Q(status__in=["draft", "submitted"]),
                name="one_running_admission",
            ),
            models.CheckConstraint(
                condition=models.Q(pool_class="own", own_class__isnull=False)
                | (~models.Q(pool_class="own") & models.Q(own_class__isnull=True)),
                name="an_own_class_is_named",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["admitted", "declined", "removed"])
                | models.Q(decided_at__isnull=False),
                name="a_decided_admission_has_a_time",
            ),
        ]

    @property
    def class_key(self) -> str:
        """The class as forms and addresses name it; '' while none is chosen."""
        return f"own-{self.own_class_id}" if self.own_class_id else self.pool_class

    @property
    def class_label(self) -> str:
        """The class in the reader's language."""
        return self.own_class.label if self.own_class_id else self.get_pool_class_display()

    @property
    def tone(self) -> str:
        return TONES[self.status]


class AdmissionEvidence(models.Model):
    """A file behind an application."""

    admission = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]


TONES = {
    Admission.Status.DRAFT: "neutral",
    Admission.Status.SUBMITTED: "warn",
    Admission.Status.ADMITTED: "ok",
    Admission.Status.DECLINED: "danger",
    Admission.Status.WITHDRAWN: "neutral",
    Admission.Status.REMOVED: "danger",
}
