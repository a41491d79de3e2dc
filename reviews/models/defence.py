"""The on-site defence (现场答辩): a day with its rooms, the drawn order, what was held and minuted."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.models import User
from reviews.models.panel import Assignment
from reviews.models.review import Review, ReviewFile


class DefenceDay(models.Model):
    """A day of defences of one call.

    ``seed`` (hexadecimal) is made with the day and secret until the order is drawn; ``commitment`` is its
    SHA-256 and stands on the record from the beginning. ``breaks``: pairs of "HH:MM".
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="defence_days")
    date = models.DateField(_("date"))
    venue = models.CharField(_("venue"), max_length=120)
    starts = models.TimeField(_("begins"))
    ends = models.TimeField(_("ends"))
    slot_minutes = models.PositiveSmallIntegerField(_("minutes per file"), default=30)
    breaks = models.JSONField(_("breaks"), default=list, blank=True)
    seed = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True, blank=True)
    in_order = models.BooleanField(default=True)
    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=0)
    document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["date", "id"]

    @property
    def chain(self) -> tuple[str, str]:
        """The audit chain of this day."""
        return "defence", str(self.pk)

    def moment(self, minutes: int):
        """That many minutes after the day's midnight, in Guangdong."""
        midnight = timezone.datetime.combine(self.date, timezone.datetime.min.time())
        return timezone.make_aware(midnight + timedelta(minutes=minutes))


class DefenceRoom(models.Model):
    """A room of the day with the clerk who keeps attendance and minutes in it."""

    day = models.ForeignKey(DefenceDay, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(_("room"), max_length=60)
    clerk = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("clerk"))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["day", "clerk"], name="a_clerk_sits_in_one_room"),
            models.UniqueConstraint(fields=["day", "name"], name="one_room_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class DefenceTurn(models.Model):
    """A file's turn: its place in the drawn order, then room and slot, then what happened.

    A turn that was taken out stays, with the reason; the file may have a new one.
    """

    class Outcome(models.TextChoices):
        HELD = "held", pgettext_lazy("defence", "Held")
        ABSENT = "absent", _("Applicant absent")

    class Consequence(models.TextChoices):
        POSTPONED = "postponed", _("The defence is put on another day")
        ON_PAPER = "on_paper", _("The panel scores on the written dossier alone")

    day = models.ForeignKey(DefenceDay, on_delete=models.PROTECT, related_name="turns")
    file = models.ForeignKey(ReviewFile, on_delete=models.PROTECT, related_name="defence_turns")
    order = models.PositiveSmallIntegerField(_("drawn as number"), null=True, blank=True)
    room = models.ForeignKey(DefenceRoom, on_delete=models.PROTECT, null=True, related_name="turns")
    slot = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    move_reason = models.CharField(_("reason of the move"), max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("reason"), max_length=300, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    consequence = models.CharField(_("consequence"), max_length=10, choices=Consequence, blank=True)
    outcome_reason = models.CharField(_("reason"), max_length=300, blank=True)
    delegation = models.PositiveSmallIntegerField(_("people of the applicant"), null=True, blank=True)
    delegation_head = models.CharField(_("position of the speaker"), max_length=60, blank=True)
    noted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"], condition=models.Q(ended_at__isnull=True), name="one_running_turn_per_file"
            ),
            models.UniqueConstraint(
                fields=["room", "slot"], condition=models.Q(ended_at__isnull=True), name="one_turn_per_place"
            ),
        ]


class DefencePresence(models.Model):
    """Whether a member of the panel was there."""

    turn = models.ForeignKey(DefenceTurn, on_delete=models.CASCADE, related_name="presences")
    seat = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="+")
    is_present = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["turn", "seat"], name="one_presence_per_seat")]


class DefenceMinute(models.Model):
    """A version of a turn's minute; later ones stand beside it, none is written over."""

    turn = models.ForeignKey(DefenceTurn, on_delete=models.CASCADE, related_name="minutes")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("minute of the defence"))
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["turn", "number"], name="minutes_are_numbered")]


class StaffConflict(models.Model):
    """A member of the alliance's staff who may neither sit in a room with a file nor visit it."""

    file = models.ForeignKey(ReviewFile, on_delete=models.CASCADE, related_name="staff_conflicts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "user"], name="one_conflict_per_person")]
