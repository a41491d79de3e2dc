"""Files that were brought in, and official documents that the portal makes."""

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
    issued_at = models.DateTimeField()
    is_public = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="document_subject")]

    def __str__(self) -> str:
        return self.number
