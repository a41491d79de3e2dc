"""Support for excellent suppliers: the recommended directory of a year, and referrals with what became of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models import Call, SupplierClass
from portal.accounts.models import Division
from publication.models import Membership


class Directory(models.Model):
    """The recommended directory (推荐名录) of an announced evaluation: prepared by one, issued by another."""

    class Status(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("directory", "Waits for approval")
        ISSUED = "issued", pgettext_lazy("directory", "Issued")

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="directory")
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("title"), max_length=200)
    preface = models.TextField(_("preface"))
    status = models.CharField(max_length=10, choices=Status, default=Status.PREPARED)
    sha256 = models.CharField(max_length=64)  # of its lines
    prepared_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    sent_back = models.TextField(_("what has to be put right"), blank=True)
    issued_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-year", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="prepared") | models.Q(issued_at__isnull=False),
                name="an_issued_directory_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        return "ok" if self.status == self.Status.ISSUED else "warn"


class DirectoryEntry(models.Model):
    """A line of a directory as it was prepared; name, place and class are those of that day."""

    directory = models.ForeignKey(Directory, on_delete=models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="directory_entries")
    name = models.CharField(max_length=120)
    uscc = models.CharField(max_length=18)
    city = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    supplier_class = models.CharField(max_length=10, choices=SupplierClass)
    products = models.JSONField(default=list)  # names in the catalogue on that day

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["directory", "membership"], name="one_line_per_member"),
            models.UniqueConstraint(fields=["directory", "position"], name="one_line_per_place"),
        ]


class Referral(models.Model):
    """An excellent supplier was recommended to somebody outside: to whom, what for, and what became of it."""

    class Target(models.TextChoices):
        COMMITTEE = "committee", _("Expert committee on the industrial internet")
        INVESTOR = "investor", _("Policy fund or investor")
        NATIONAL = "national", _("National platform or demonstration project")
        MEDIA = "media", _("Media or institution")

    class Status(models.TextChoices):
        MADE = "made", pgettext_lazy("referral", "Recommended")
        TAKEN = "taken", _("Taken up")
        DECLINED = "declined", _("Not taken up")

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="referrals")
    target = models.CharField(_("recommended to"), max_length=10, choices=Target)
    addressee = models.CharField(_("name of the body, fund or project"), max_length=160)
    subject = models.CharField(
        _("what is recommended"), max_length=200, help_text=_("A technical expert, a product or a project.")
    )
    made_on = models.DateField(_("recommended on"))
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.MADE)
    outcome = models.TextField(_("outcome"), blank=True)
    outcome_on = models.DateField(_("date of the outcome"), null=True, blank=True)
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-made_on", "-id"]
        indexes = [models.Index(fields=["-made_on", "-id"], name="referral_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="made") | models.Q(outcome_on__isnull=False),
                name="a_settled_referral_has_a_date",
            )
        ]

    @property
    def tone(self) -> str:
        return {"made": "info", "taken": "ok", "declined": "neutral"}[self.status]
