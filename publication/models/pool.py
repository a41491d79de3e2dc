"""The provincial pool (省资源池): who belongs to it, as a history of status rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Enterprise, SupplierClass
from publication.models.listing import Announcement


class Membership(models.Model):
    """An enterprise that is or was in the pool; ``code`` verifies its status in public.

    The columns repeat the newest status row, for lists; only ``publication.pool`` writes them.
    """

    enterprise = models.OneToOneField(Enterprise, on_delete=models.PROTECT, related_name="membership")
    code = models.CharField(_("verification code"), max_length=20, unique=True)
    is_member = models.BooleanField(default=True)
    supplier_class = models.CharField(_("class"), max_length=10, choices=SupplierClass)
    tier = models.CharField(_("tier"), max_length=16, choices=Application.Outcome, blank=True)
    since = models.DateField(_("since"))

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["is_member", "supplier_class"], name="membership_class"),
            models.Index(
                fields=["-since", "id"], condition=models.Q(is_member=True), name="membership_newest"
            ),
        ]


class MembershipStatus(models.Model):
    """One line of the history; only ever added."""

    class What(models.TextChoices):
        RECOGNISED = "recognised", _("Recognised")
        CLASS_CHANGED = "class_changed", _("Class changed")
        EVALUATED = "evaluated", _("Evaluated")
        RENAMED = "renamed", _("Renamed")
        REMOVED = "removed", _("Removed")

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="history")
    what = models.CharField(max_length=16, choices=What)
    supplier_class = models.CharField(max_length=10, choices=SupplierClass)
    result = models.CharField(max_length=16, choices=Application.Outcome, blank=True)
    from_date = models.DateField()
    reasons = models.TextField(blank=True)
    announcement = models.ForeignKey(
        Announcement, on_delete=models.PROTECT, null=True, blank=True, related_name="statuses"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
