"""Who sits on a file's panel, and the one register of recusals."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reviews.models.expert import Expert
from reviews.models.review import ReviewFile


class Assignment(models.Model):
    """A seat on a panel. Ended ones stay: nothing is silently undone.

    ``was_unavailable``: a drawn member left for that reason, so the seat is vacant as after a recusal.
    """

    class Declaration(models.TextChoices):
        OPEN = "open", _("Not declared yet")
        NO_CONFLICT = "no_conflict", _("No conflict declared")
        RECUSED = "recused", _("Recused")

    file = models.ForeignKey(ReviewFile, on_delete=models.CASCADE, related_name="assignments")
    seat = models.PositiveSmallIntegerField(_("seat"))
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="assignments")
    is_chair = models.BooleanField(_("chair"), default=False)
    declaration = models.CharField(max_length=12, choices=Declaration, default=Declaration.OPEN)
    declared_at = models.DateTimeField(null=True, blank=True)
    signed_name = models.CharField(_("name as signed"), max_length=60, blank=True)
    shown_at = models.DateTimeField(_("shown to the applicant"), null=True, blank=True)
    recusal_until = models.DateTimeField(_("recusal may be requested until"), null=True, blank=True)
    assigned_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    was_unavailable = models.BooleanField(default=False)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-is_chair", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "expert"],
                condition=models.Q(ended_at__isnull=True),
                name="one_running_seat_per_expert",
            ),
            models.UniqueConstraint(fields=["file", "seat"], name="a_seat_is_never_given_twice"),
        ]
        indexes = [models.Index(fields=["expert", "ended_at"], name="assignment_expert")]

    @property
    def letter(self) -> str:
        """How sheets name the expert: seat A, B, C …; a substitute gets a letter of its own."""
        return chr(ord("A") + self.seat - 1)

    @property
    def is_running(self) -> bool:
        return self.ended_at is None


class Recusal(models.Model):
    """One entry of the register of recusals: declared, detected or requested.

    A detected one was raised by the portal (no ``raised_by``); ``told`` is the path that it found, as
    :mod:`reviews.conflicts.words` words it, and ``path_key`` tells the same path again.
    """

    class Origin(models.TextChoices):
        DECLARED = "declared", _("Declared by the expert")
        DETECTED = "detected", _("Detected by the portal")
        REQUESTED = "requested", _("Requested by the applicant")

    class Ground(models.TextChoices):
        EMPLOYMENT = "employment", _("Employed by or adviser to the enterprise within three years")
        KIN = "kin", _("Spouse or direct kin employed by or adviser to it within three years")
        DISPUTE = "dispute", _("Dispute within three years")
        CONSULTED = "consulted", _("Consulted on this file")
        RELATION = "relation", _("Same legal representative, controlling or investing relation")
        OTHER = "other", _("Other interest that may impair fairness")

    class Ruling(models.TextChoices):
        OPEN = "open", _("To be ruled on")
        GRANTED = "granted", _("Granted")
        DISMISSED = "dismissed", pgettext_lazy("recusal", "Dismissed")

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="recusals")
    origin = models.CharField(max_length=10, choices=Origin)
    ground = models.CharField(max_length=12, choices=Ground)
    reasons = models.TextField(_("reasons"))
    evidence = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    told = models.JSONField(_("path found"), default=list, blank=True)
    path_key = models.CharField(max_length=64, blank=True)
    raised_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    ruling = models.CharField(max_length=10, choices=Ruling, default=Ruling.OPEN)
    ruling_reasons = models.TextField(_("reasons of the ruling"), blank=True)
    ruled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["ruling", "due_at"], name="recusal_open")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ruling="open", ruled_at__isnull=True)
                | (~models.Q(ruling="open") & models.Q(ruled_at__isnull=False)),
                name="a_ruling_has_a_time",
            ),
            models.UniqueConstraint(
                fields=["assignment", "origin"],
                condition=models.Q(ruling="open"),
                name="one_open_recusal_per_seat_and_origin",
            ),
        ]
