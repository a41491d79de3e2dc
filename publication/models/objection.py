"""Objections (异议): records beside the state machine; who objected is encrypted from the first byte."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Enterprise
from publication.models.listing import ListEntry, Publicity


class Objection(models.Model):
    """A real-name objection within the period.

    ``sealed`` holds the objector's identity and the unredacted text (``portal.documents.sealing``,
    envelope-encrypted to the officers' public key). ``redacted`` is what the enterprise and everybody
    else with a right may read; an objection officer writes it.
    """

    class Against(models.TextChoices):
        ENTRY = "entry", _("One entry of the list")
        LIST = "list", _("The whole list")
        LEFT_OUT = "left_out", _("An applicant left out")

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        INCOMPLETE = "incomplete", _("To be completed")
        REFUSED = "refused", _("Refused")
        INVESTIGATING = "investigating", _("Under investigation")
        DISMISSED = "dismissed", _("Dismissed")
        UPHELD = "upheld", _("Upheld")

    class Remedy(models.TextChoices):
        REMOVE = "remove", _("Remove the entry")
        CORRECT = "correct", _("Correct the entry")
        ADD = "add", _("Add the applicant")

    OPEN = (Status.RECEIVED, Status.INCOMPLETE, Status.INVESTIGATING)

    publicity = models.ForeignKey(Publicity, on_delete=models.PROTECT, related_name="objections")
    against = models.CharField(max_length=8, choices=Against)
    entry = models.ForeignKey(
        ListEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="objections"
    )
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="objections"
    )
    tracking_digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the tracking code
    number = models.CharField(max_length=32, unique=True)
    sealed = models.BinaryField()
    has_seal = models.BooleanField(_("sealed or signed statement attached"))
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    redacted = models.TextField(_("redacted copy"), blank=True)
    status = models.CharField(max_length=14, choices=Status, default=Status.RECEIVED)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(_("reply due"))
    answer = models.TextField(_("the enterprise's answer"), blank=True)
    answer_due_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    remedy = models.CharField(max_length=8, choices=Remedy, blank=True)
    correction = models.JSONField(default=dict, blank=True)  # {name, supplier_class} of a corrected entry
    ruling = models.TextField(_("ruling with reasons"), blank=True)
    ruled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["status", "due_at"], name="objection_open")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def tone(self) -> str:
        """The colour of the status chip."""
        return TONES[self.status]


TONES: dict[str, str] = {
    Objection.Status.RECEIVED: "info",
    Objection.Status.INCOMPLETE: "warn",
    Objection.Status.REFUSED: "neutral",
    Objection.Status.INVESTIGATING: "danger",
    Objection.Status.DISMISSED: "neutral",
    Objection.Status.UPHELD: "ok",
}


class ObjectionEvidence(models.Model):
    """An evidence file or the sealed statement, encrypted; its name is inside the envelope too."""

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="evidence")
    is_statement = models.BooleanField(default=False)
    sealed_name = models.BinaryField()
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)  # of the plain file, for the receipt


class AnswerFile(models.Model):
    """Evidence that the enterprise brings with its answer; it names no objector, so it is not sealed."""

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="answer_files")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]


class SealedUpload(models.Model):
    """A file of a refused form, sealed at once; it waits a day for the corrected form (``publication.kept``)."""

    kind = models.CharField(max_length=8)  # "evidence" or "signed"
    sealed_name = models.BinaryField()
    file = models.OneToOneField("documents.StoredFile", on_delete=models.CASCADE, related_name="+")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)  # of the plain file
    at = models.DateTimeField(db_index=True)


class ObjectionNote(models.Model):
    """An officer's note on the investigation, encrypted too."""

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="notes")
    sealed = models.BinaryField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
