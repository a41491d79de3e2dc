"""Inbox, mail and jobs: rows written in the transaction of what they follow from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User


class InboxItem(models.Model):
    """A notice in a person's inbox; its text is made from ``kind`` and ``params`` in the reader's language."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="inbox")
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    link = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    unread = models.BooleanField(default=True)  # a column of its own, so that lists sort by it
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-unread", "-at", "-id"]
        indexes = [models.Index(fields=["user", "-unread", "-at", "-id"], name="inbox_order")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unread=True, read_at__isnull=True)
                | models.Q(unread=False, read_at__isnull=False),
                name="read_notices_say_when",
            )
        ]


class Job(models.Model):
    """Something to do outside the request, mails included.

    ``attempts`` is also the ticket of whoever holds the lease: a worker that comes back after its
    lease ran out finds a higher number and leaves the row alone.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        DEAD = "dead", _("Failed for good")

    handler = models.CharField(_("handler"), max_length=60)
    args = models.JSONField(_("arguments"), default=dict)
    once = models.CharField(max_length=160, null=True, blank=True, unique=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.QUEUED)
    due_at = models.DateTimeField(_("due"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["status", "due_at"], name="job_due"),
            models.Index(fields=["lease_until"], name="job_lease", condition=models.Q(status="running")),
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.pk}"


class SealedMail(models.Model):
    """A mail on its way, encrypted; the row is deleted when it was handed over."""

    content = models.BinaryField()
    created_at = models.DateTimeField()


class ScheduleRun(models.Model):
    """When a scheduled task last ran, so that it catches up after the machine was off."""

    key = models.CharField(_("scheduled task"), max_length=60, unique=True)
    last_at = models.DateTimeField(_("last run"), null=True)
    lease_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(_("failures"), default=0)  # since the last run that went well
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("scheduled task")
        verbose_name_plural = _("scheduled tasks")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class Heartbeat(models.Model):
    """A stretch of time in which the portal's worker was alive; what lies between two is an outage."""

    since = models.DateTimeField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["since"]
