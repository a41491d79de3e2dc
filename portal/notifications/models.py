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
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["user", "read_at", "-at"], name="inbox_unread")]


class Job(models.Model):
    """Something to do outside the request: mails included (handler ``mail``)."""

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
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["id"]
        indexes = [models.Index(fields=["status", "due_at"], name="job_due")]


class ScheduleRun(models.Model):
    """When a scheduled task last ran, so that it catches up after the machine was off."""

    key = models.CharField(max_length=60, unique=True)
    last_at = models.DateTimeField()
