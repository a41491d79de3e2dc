"""Files that were brought in, official documents that the portal makes, and the keys that seal secrets."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """A private file; ``path`` is below MEDIA_ROOT and never shown."""

    name = models.CharField(_("name"), max_length=200)
    path = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="stored_file_digest")]

    def __str__(self) -> str:
        return self.name


class DocumentSeries(models.Model):
    """The last number of a series; locked while the next is taken, so no gaps and no doubles."""

    key = models.CharField(max_length=60, unique=True)
    last = models.PositiveIntegerField(default=0)


class OfficialDocument(models.Model):
    """A document that the portal issues; the PDF is made by a job and stored with its SHA-256."""

    kind = models.CharField(max_length=40)
    number = models.CharField(_("number"), max_length=60, unique=True)
    code = models.CharField(_("verification code"), max_length=20, unique=True)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    data_sha256 = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    issued_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    signed_by = models.CharField(_("signed by"), max_length=300, blank=True)  # subject of the certificate
    issuer = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("issuer"),
    )
    issued_at = models.DateTimeField()
    is_public = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="document_subject"),
            models.Index(fields=["issuer", "-id"], name="document_issuer"),
        ]

    def __str__(self) -> str:
        return self.number


class OfficialScan(models.Model):
    """A scan of the document with the authority's real seal, attached after it was made; both stay."""

    document = models.ForeignKey(OfficialDocument, on_delete=models.PROTECT, related_name="scans")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    attached_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    attached_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["document", "file"], name="a_scan_is_attached_once")]


class SealingKey(models.Model):
    """A key pair of the objection officers: everybody's secrets go in, only an officer's passphrase opens.

    ``public`` seals; the private half exists only encrypted, once for each officer (:class:`SealingKeyPart`).
    A retired key seals nothing new and still opens what it sealed.
    """

    key_id = models.CharField(max_length=32, unique=True)
    public = models.BinaryField()
    created_at = models.DateTimeField(_("created"))
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    def __str__(self) -> str:
        return self.key_id


class SealingKeyPart(models.Model):
    """The private half of a key, encrypted under one officer's passphrase."""

    key = models.ForeignKey(SealingKey, on_delete=models.PROTECT, related_name="parts")
    officer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    salt = models.BinaryField()
    wrapped = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "officer"], name="one_part_per_officer")]


class SealingShare(models.Model):
    """One of two shares of a private key, encrypted under its keeper's recovery passphrase."""

    key = models.ForeignKey(SealingKey, on_delete=models.PROTECT, related_name="shares")
    keeper = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    salt = models.BinaryField()
    wrapped = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "keeper"], name="one_share_per_keeper")]
