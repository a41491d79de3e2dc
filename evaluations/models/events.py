"""Matchmaking events (专场对接活动): places, waiting list, check-in, and what both sides say afterwards."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models import Enterprise
from portal.accounts.models import Division


class Event(models.Model):
    """An event; ``reserved`` of its places are kept for excellent suppliers until registration closes."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", pgettext_lazy("event", "Published")
        CANCELLED = "cancelled", _("Cancelled")

    title = models.CharField(_("title"), max_length=160)
    city = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    place = models.CharField(_("place"), max_length=200)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(pgettext_lazy("event", "ends"))
    register_until = models.DateTimeField(_("registration until"))
    agenda = models.TextField(_("agenda"))
    places = models.PositiveIntegerField(_("places"), validators=[MinValueValidator(1)])
    reserved = models.PositiveIntegerField(
        _("of these, kept for excellent suppliers until registration closes"), default=0
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    cancel_reason = models.TextField(_("reason of the cancellation"), blank=True)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)  # reserved places given to everybody

    class Meta:
        ordering = ["-starts_at", "-id"]
        indexes = [models.Index(fields=["status", "-starts_at"], name="event_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reserved__lte=models.F("places")), name="reserved_places_are_places"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="an_event_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def takes_registrations(self) -> bool:
        return self.status == self.Status.PUBLISHED and timezone.now() <= self.register_until

    @property
    def tone(self) -> str:
        return {"draft": "neutral", "published": "ok", "cancelled": "danger"}[self.status]


class Participant(models.Model):
    """An enterprise at an event: with a place, waiting for one, or gone again. One place an enterprise."""

    class Side(models.TextChoices):
        SUPPLIER = "supplier", _("Supplier")
        DEMAND = "demand", _("Manufacturer")

    class Status(models.TextChoices):
        PLACED = "placed", _("Has a place")
        WAITING = "waiting", _("On the waiting list")
        LEFT = "left", _("Signed off")

    class CheckIn(models.TextChoices):
        QR = "qr", _("by QR code")
        NAME = "name", _("by name")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="participants")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="event_places")
    side = models.CharField(_("side"), max_length=10, choices=Side)
    is_excellent = models.BooleanField(default=False)  # on the day of registration
    status = models.CharField(max_length=8, choices=Status)
    token = models.CharField(max_length=24, unique=True)
    registered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    placed_at = models.DateTimeField(null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_in_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    checked_in_how = models.CharField(max_length=4, choices=CheckIn, blank=True)

    class Meta:
        ordering = ["registered_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "enterprise"], name="one_place_per_enterprise")
        ]
        indexes = [models.Index(fields=["event", "status", "registered_at"], name="event_waiting_list")]

    @property
    def tone(self) -> str:
        return {"placed": "ok", "waiting": "warn", "left": "neutral"}[self.status]


class Feedback(models.Model):
    """What a participant says afterwards: of the event as a whole, or of one of the other side; once each."""

    author = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="given")
    about = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="received")
    rating = models.PositiveSmallIntegerField(
        _("rating (1–5)"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    comment = models.TextField(_("comment"), blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["author", "about"], name="one_feedback_on_each"),
            models.UniqueConstraint(
                fields=["author"], condition=models.Q(about=None), name="one_feedback_on_the_event"
            ),
            models.CheckConstraint(
                condition=models.Q(rating__gte=1, rating__lte=5), name="a_rating_is_one_to_five"
            ),
        ]
