"""The call (申报通知 / 评价通知): what opens a round and carries its dates, materials, rubric and rules."""

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Fixed(Exception):
    """Something that is fixed with the publication of a call would have changed."""


class Kind(models.TextChoices):
    RECOGNITION = "recognition", _("Recognition")
    EVALUATION = "evaluation", _("Evaluation")


class Call(models.Model):
    """One round. Every figure marked [I] in the domain is a column here, never a constant in code.

    All ``*_days`` are working days.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.RECOGNITION)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    year = models.PositiveSmallIntegerField(_("year"))
    batch = models.PositiveSmallIntegerField(_("batch"), default=1)
    title = models.CharField(_("title"), max_length=160)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    document_number = models.CharField(_("document number"), max_length=60)
    body = models.TextField(_("text"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    schema_version = models.PositiveSmallIntegerField(default=1)
    extra_reason = models.TextField(
        _("reason for a further round"),
        blank=True,
        help_text=_("At most two recognitions and one evaluation a year; a further one needs a reason."),
    )
    veto_items = models.JSONField(_("veto items"), default=list, blank=True)

    panel_size = models.PositiveSmallIntegerField(
        _("panel size"), default=5, validators=[MinValueValidator(5)]
    )
    panel_odd = models.BooleanField(_("odd number of experts on a panel"), default=True)
    load_limit = models.PositiveSmallIntegerField(
        _("most files per expert"), default=20, validators=[MinValueValidator(1)]
    )
    rotation_most = models.PositiveSmallIntegerField(
        _("rotation: most reviews of one enterprise by an expert"),
        default=2,
        validators=[MinValueValidator(1)],
    )
    rotation_years = models.PositiveSmallIntegerField(_("rotation: within years"), default=3)
    written_weight = models.PositiveSmallIntegerField(
        _("written review (%)"), default=50, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    defence_weight = models.PositiveSmallIntegerField(
        _("on-site defence (%)"), default=30, validators=[MaxValueValidator(99)]
    )
    site_weight = models.PositiveSmallIntegerField(
        _("site visit (%)"), default=20, validators=[MaxValueValidator(99)]
    )
    defence_from = models.DecimalField(
        _("to the defence from (points of the written review)"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    site_from = models.DecimalField(
        _("to the site visit from (points of the stage before)"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    spread_limit = models.DecimalField(
        _("one more expert from (standard deviation in points; 0: never)"),
        max_digits=5,
        decimal_places=2,
        default=15,
        validators=[MinValueValidator(0), MaxValueValidator(50)],
    )
    county_days = models.PositiveSmallIntegerField(_("county: working days"), default=5)
    city_days = models.PositiveSmallIntegerField(_("city: working days"), default=10)
    correction_days = models.PositiveSmallIntegerField(_("correction: working days"), default=5)
    recusal_request_days = models.PositiveSmallIntegerField(_("recusal request: working days"), default=3)
    ruling_days = models.PositiveSmallIntegerField(_("ruling: working days"), default=3)
    quorum = models.PositiveSmallIntegerField(_("quorum"), default=3, validators=[MinValueValidator(3)])
    publicity_days = models.PositiveSmallIntegerField(
        _("publicity: working days"), default=7, validators=[MinValueValidator(5)]
    )
    objection_reply_days = models.PositiveSmallIntegerField(_("reply to objection: working days"), default=15)
    objection_answer_days = models.PositiveSmallIntegerField(
        _("enterprise's answer: working days"), default=5
    )
    most_returns = models.PositiveSmallIntegerField(_("most returns"), default=2)
    pass_threshold = models.DecimalField(
        _("recognition from (points)"),
        max_digits=5,
        decimal_places=2,
        default=60,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    excellent_threshold = models.DecimalField(
        _("excellent from (points)"), max_digits=5, decimal_places=2, default=85
    )
    drop_extremes = models.BooleanField(_("drop highest and lowest score"), default=False)

    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-year", "-batch", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="call_window"
            ),
            models.UniqueConstraint(
                fields=["kind", "year", "batch"],
                condition=~models.Q(status="cancelled"),
                name="one_call_per_kind_year_batch",
            ),
            models.CheckConstraint(
                condition=models.Q(written_weight=100 - models.F("defence_weight") - models.F("site_weight")),
                name="stage_weights_sum_to_100",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        from django.utils.translation import get_language

        return self.title_en if self.title_en and (get_language() or "").startswith("en") else self.title

    # What can't change after publication.
    RULES = (
        *("kind", "year", "batch", "schema_version"),
        "veto_items",
        "panel_size",
        "panel_odd",
        "load_limit",
        "rotation_most",
        "rotation_years",
        "written_weight",
        "defence_weight",
        "site_weight",
        "defence_from",
        "site_from",
        "spread_limit",
        "county_days",
        "city_days",
        "correction_days",
        "recusal_request_days",
        "ruling_days",
        "quorum",
        "publicity_days",
        "objection_reply_days",
        "objection_answer_days",
        "most_returns",
        "pass_threshold",
        "excellent_threshold",
        "drop_extremes",
    )

    def save(self, *args, **kwargs) -> None:
        """Refuse a change of rules, or an earlier end, after publication."""
        kept = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        if kept and kept.status != self.Status.DRAFT:
            if any(getattr(kept, name) != getattr(self, name) for name in self.RULES):
                raise Fixed(_("After publication the rubric and the rules can't change."))
            if self.closes_at < kept.closes_at or self.opens_at != kept.opens_at:
                raise Fixed(_("A call is never closed early."))
        super().save(*args, **kwargs)

    @property
    def stage_weights(self) -> dict[str, int]:
        """The stages of the review that this call has, in order, with their shares in percent (annex 1, step 6)."""
        shares = {
            "written": self.written_weight,
            "defence": self.defence_weight,
            "site": self.site_weight,
        }
        return {stage: share for stage, share in shares.items() if share}

    @property
    def judged(self) -> models.QuerySet:
        """The indicators that experts score; in a recognition all of them."""
        return self.indicators.filter(basis="judged")

    def is_open(self, at: datetime) -> bool:
        """Whether an application may be submitted at ``at``: not one second after ``closes_at``."""
        return self.status == self.Status.PUBLISHED and self.opens_at <= at <= self.closes_at


class CallNotice(models.Model):
    """A notice that changes a published call: an extension or a cancellation, with its reason.

    Without ``by`` the portal itself extended the call, after an outage.
    """

    class What(models.TextChoices):
        EXTENDED = "extended", _("Extended")
        CANCELLED = "cancelled", _("Cancelled")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="notices")
    what = models.CharField(max_length=12, choices=What)
    reason = models.TextField(_("reason"))
    closes_before = models.DateTimeField(null=True, blank=True)
    closes_after = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
