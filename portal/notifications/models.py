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


class Mail(models.Model):
    """What became of one message: of a notice of the inbox, or of a mail that Django or a library sent.

    ``token`` stands in its Message-ID, by which a mail that comes back is known again. The address is kept
    with all but its first letter and its host left out.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENT = "sent", _("Handed over")
        FAILED = "failed", _("Failed for good")
        BOUNCED = "bounced", _("Came back")
        DROPPED = "dropped", _("Not sent: no address, or the account is closed")

    token = models.CharField(max_length=32, unique=True)
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("account")
    )
    address = models.CharField(_("e-mail"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=60)
    item = models.OneToOneField(InboxItem, on_delete=models.CASCADE, null=True, related_name="mail")
    sealed = models.OneToOneField(SealedMail, on_delete=models.SET_NULL, null=True, related_name="mail")
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.QUEUED)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    reason = models.TextField(_("reason"), blank=True)
    queued_at = models.DateTimeField(_("queued"))
    ended_at = models.DateTimeField(_("ended"), null=True)  # when the status was last settled

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-id"]
        indexes = [models.Index(fields=["status", "-id"], name="mail_status")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="queued", ended_at__isnull=True)
                | ~models.Q(status="queued") & models.Q(ended_at__isnull=False),
                name="settled_mails_say_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


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


class MadeUpOutage(models.Model):
    """An outage that took over two office hours; its ``days`` were added to every period that ran then."""

    start = models.DateTimeField(unique=True)
    end = models.DateTimeField()
    days = models.PositiveSmallIntegerField()
    settled_at = models.DateTimeField()

    class Meta:
        ordering = ["start"]
