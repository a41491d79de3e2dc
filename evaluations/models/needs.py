"""Needs that manufacturers post (标杆, 上云上平台), to whom they were offered, and who would take them on."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models import Enterprise
from portal.accounts.models import Division
from publication.models import Membership


class Need(models.Model):
    """A need of a registered enterprise, under its own name; ``industry`` is a key of the catalogue."""

    class Kind(models.TextChoices):
        BENCHMARK = "benchmark", _("Benchmark application")
        CLOUD = "cloud", _("Moving to cloud and platform")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waits for the check")
        PUBLISHED = "published", pgettext_lazy("need", "Published")
        REFUSED = "refused", pgettext_lazy("need", "Refused")
        MATCHED = "matched", _("Matched")
        CLOSED = "closed", _("Closed without a match")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="needs")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("what is needed"))
    industry = models.CharField(_("industry"), max_length=20)
    functions = models.CharField(_("functions wanted"), max_length=300)
    city = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    budget_from = models.DecimalField(_("budget from (10,000 yuan)"), max_digits=10, decimal_places=2)
    budget_to = models.DecimalField(_("budget to (10,000 yuan)"), max_digits=10, decimal_places=2)
    wanted_until = models.DateField(_("wanted until"))
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    posted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(_("reasons of the refusal"), blank=True)
    matched = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="matches"
    )
    outcome = models.TextField(_("outcome"), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-posted_at", "-id"]
        indexes = [models.Index(fields=["status", "-posted_at"], name="need_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(budget_from__lte=models.F("budget_to")), name="a_budget_runs_upwards"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="matched") | models.Q(matched__isnull=False),
                name="a_matched_need_names_the_member",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        return {
            "waiting": "warn", "published": "info", "refused": "danger", "matched": "ok", "closed": "neutral",
        }[self.status]  # fmt: skip


class NeedOffer(models.Model):
    """A need that was laid before a member: its place in the ranking, and why it stood there."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="offers")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="offered_needs")
    rank = models.PositiveIntegerField()
    grounds = models.JSONField(default=list)  # [[key, points], …] of evaluations.support.matching
    offered_at = models.DateTimeField()

    class Meta:
        ordering = ["rank", "id"]
        constraints = [models.UniqueConstraint(fields=["need", "membership"], name="one_offer_per_member")]


class NeedInterest(models.Model):
    """A member would take a need on; who posted it reads this."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="interests")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="interests")
    message = models.TextField(_("how you would meet the need"))
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["need", "membership"], name="one_interest_per_member")]
