"""Lists: immutable versions with a digest; publicity of a list; announcement of a list."""

from datetime import date

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Call, Enterprise, SupplierClass
from portal.accounts.models import Division
from publication import titles


class Immutable(Exception):
    """Something of a list that was made would have changed."""


class MadeOnce(models.QuerySet):
    """Rows that are written once, together, and never changed in bulk either."""

    def update(self, **kwargs):
        raise Immutable(_("A list is never changed; make a new version."))

    def delete(self):
        raise Immutable(_("A list is never changed; make a new version."))


class ListVersion(models.Model):
    """A list as it stood; never changed. A later version supersedes it; ``sha256`` is over its entries.

    ``scope`` says whether it is a call's whole list, or the re-publicised entries of an upheld objection.
    """

    class Scope(models.TextChoices):
        WHOLE = "whole", _("The whole list")
        AMENDMENT = "amendment", _("Corrected or added entries")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="lists")
    number = models.PositiveSmallIntegerField(_("version"))
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.WHOLE)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors"
    )
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = MadeOnce.as_manager()

    class Meta:
        ordering = ["call", "number"]
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="one_list_per_version")]

    def save(self, *args, **kwargs) -> None:
        """Only once. Raises Immutable."""
        if self.pk:
            raise Immutable(_("A list is never changed; make a new version."))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Immutable(_("A list is never changed; make a new version."))


class ListEntry(models.Model):
    """A published line: number, name, city, class, result. Names an enterprise; its file is optional."""

    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="list_entries")
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="list_entries"
    )
    name = models.CharField(max_length=120)
    uscc = models.CharField(max_length=18)
    city = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    supplier_class = models.CharField(max_length=10, choices=SupplierClass)
    result = models.CharField(max_length=16, choices=Application.Outcome)

    objects = MadeOnce.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "enterprise"], name="one_entry_per_enterprise"),
            models.UniqueConstraint(fields=["version", "position"], name="one_entry_per_position"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Entries come with their list, in one go (``publication.lists.make``). Raises Immutable."""
        raise Immutable(_("A list is never changed; make a new version."))

    def delete(self, *args, **kwargs):
        raise Immutable(_("A list is never changed; make a new version."))


class Publicity(models.Model):
    """The proposed list in public (公示): its period with the derivation of every day.

    ``days`` is fixed at the start; ``added_days`` makes up for outages, one record in ``outages`` each.
    """

    version = models.OneToOneField(ListVersion, on_delete=models.PROTECT, related_name="publicity")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    ends_at = models.DateTimeField(_("ends"))  # 24:00 of the last day
    days = models.PositiveSmallIntegerField(_("working days"))
    derivation = models.JSONField(default=list)  # [{date, working, reason, note, provisional}]
    outages = models.JSONField(default=list)  # [{start, end, days}]: when nobody could reach the portal
    added_days = models.PositiveSmallIntegerField(_("working days added after outages"), default=0)
    provisional = models.BooleanField(default=False)
    document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    begun_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()

    class Meta:
        ordering = ["-begun_at"]
        verbose_name = _("publicity")

    @property
    def title(self) -> str:
        """What the list is called in the reader's language."""
        return titles.shown_publicity(self.version.call)

    @property
    def reckoning(self) -> list[dict]:
        """The derivation with its days as dates and its reasons in the reader's language."""
        return [
            {
                **row,
                "date": date.fromisoformat(row["date"]),
                "reason": gettext(row["reason"]),
                "note": gettext(row["note"]) if row.get("note") else "",
            }
            for row in self.derivation
        ]

    @property
    def whole_days(self) -> int:
        """The working days that the list must stand in public, outages made up for."""
        return self.days + self.added_days


class Announcement(models.Model):
    """The final list (公布): only after the whole period, with no objection open; never changed.

    A slip of the pen in it is put right by a further announcement that names it (``corrects``).
    """

    version = models.OneToOneField(ListVersion, on_delete=models.PROTECT, related_name="announcement")
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction"
    )
    reasons = models.TextField(_("reasons of the correction"), blank=True)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"))
    document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return titles.shown_announcement(self.version.call, self.title)
