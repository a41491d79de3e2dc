"""The catalogue (产品目录): what members show of themselves, and what they ask to have changed in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from publication.models.pool import Membership


class CatalogueEntry(models.Model):
    """A product or an agreed case as the public reads it; only ``publication.catalogue`` writes it.

    ``content`` follows the form of its kind (``publication.catalogue_words``).
    """

    class Kind(models.TextChoices):
        PRODUCT = "product", _("Product")
        CASE = "case", pgettext_lazy("catalogue", "Case")

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="catalogue")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=120)
    content = models.JSONField(default=dict)
    is_listed = models.BooleanField(default=True)
    approved_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["kind", "name", "id"], name="catalogue_by_name")]

    def __str__(self) -> str:
        return self.name


class EntryChange(models.Model):
    """What a member asks for; nothing of it is public before the alliance's staff approve it."""

    class What(models.TextChoices):
        ADD = "add", _("New entry")
        CHANGE = "change", _("Changed entry")
        WITHDRAW = "withdraw", _("Withdrawal")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", pgettext_lazy("catalogue", "Refused")
        REPLACED = "replaced", _("Replaced by a later one")

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="entry_changes")
    entry = models.ForeignKey(
        CatalogueEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="changes"
    )
    kind = models.CharField(max_length=8, choices=CatalogueEntry.Kind)
    what = models.CharField(max_length=8, choices=What)
    name = models.CharField(max_length=120)
    content = models.JSONField(default=dict)
    before = models.JSONField(default=dict)  # {name, content} that the public read when it was decided
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        indexes = [models.Index(fields=["status", "asked_at"], name="entry_change_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(status="waiting"), name="one_waiting_change_per_entry"
            )
        ]

    @property
    def tone(self) -> str:
        """The colour of the status chip."""
        return TONES[self.status]


TONES: dict[str, str] = {
    EntryChange.Status.WAITING: "warn",
    EntryChange.Status.APPROVED: "ok",
    EntryChange.Status.REFUSED: "danger",
    EntryChange.Status.REPLACED: "neutral",
}
