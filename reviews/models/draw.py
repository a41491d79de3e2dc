"""The draw of panels: a draft of files and roster, frozen, drawn with a public value, or voided before it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.models import User
from reviews.models.expert import Expert
from reviews.models.review import Review, ReviewFile


class Draw(models.Model):
    """One draw of a call's panels.

    ``fields``: what the files of each class need, as paths of the tree (``technology/mes``). ``record``:
    the record of docs/draw.md from the freezing on. ``secrets``: sealed (:mod:`reviews.drawing.secrets`).
    ``proposal``: the last trial solution of a draft. ``work``: what a job does with it just now.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("draw", "In preparation")
        SUBMITTED = "submitted", pgettext_lazy("draw", "With the province for confirmation")
        CONFIRMED = "confirmed", pgettext_lazy("draw", "Confirmed, to be frozen")
        FROZEN = "frozen", pgettext_lazy("draw", "Frozen, waits for the public value")
        DRAWING = "drawing", pgettext_lazy("draw", "Being drawn")
        DRAWN = "drawn", pgettext_lazy("draw", "Drawn")
        VOIDED = "voided", pgettext_lazy("draw", "Voided")
        DISCARDED = "discarded", pgettext_lazy("draw", "Discarded")

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="draws")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    limit = models.PositiveSmallIntegerField(_("most files per expert in this draw"))
    fields = models.JSONField(default=dict)
    what = models.CharField(_("public value"), max_length=200, blank=True)
    source = models.CharField(_("who publishes it, and where"), max_length=200, blank=True)
    known_at = models.DateTimeField(_("known from"), null=True, blank=True)
    length = models.PositiveSmallIntegerField(_("number of digits"), default=14)
    proposal = models.JSONField(null=True, blank=True)
    work = models.CharField(max_length=10, blank=True)
    failure = models.TextField(blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(_("sent back because"), max_length=300, blank=True)
    confirmation = models.CharField(_("number of the confirmation"), max_length=60, blank=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True, blank=True)
    value = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(null=True, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    record = models.JSONField(null=True, blank=True)
    secrets = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review"],
                condition=models.Q(status__in=["frozen", "drawing"]),
                name="one_draw_of_a_call_waits_for_its_value",
            ),
            models.UniqueConstraint(fields=["review", "number"], name="one_draw_per_number"),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "submitted", "confirmed", "discarded"])
                | models.Q(frozen_at__isnull=False, confirmed_at__isnull=False),
                name="a_frozen_draw_was_confirmed",
            ),
        ]

    @property
    def chain(self) -> tuple[str, str]:
        """The audit chain of this draw."""
        return "draw", str(self.pk)


class DrawFile(models.Model):
    """A file in a draw; ``place`` is its index in the frozen plan.

    ``is_ruling``: from the freezing on the draw alone seats this file, until it is voided.
    ``is_exhausted``: no substitute is left, so seats are given by hand again.
    """

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(ReviewFile, on_delete=models.CASCADE, related_name="draw_files")
    place = models.PositiveIntegerField(null=True, blank=True)
    is_ruling = models.BooleanField(default=False)
    is_exhausted = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "file"], name="a_file_is_drawn_for_once"),
            models.UniqueConstraint(
                fields=["file"], condition=models.Q(is_ruling=True), name="one_draw_rules_a_file"
            ),
        ]


class DrawExpert(models.Model):
    """Somebody in the roster of a draw; ``place`` is the index in the frozen plan.

    ``limit``: fewer files than the draw allows everybody; None where the draw's own limit holds.
    """

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="experts")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField(null=True, blank=True)
    limit = models.PositiveSmallIntegerField(_("most files"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["draw", "expert"], name="an_expert_is_listed_once")]


class DrawPin(models.Model):
    """An expert who must sit on a file. The reason is published with the record: no personal data in it.

    ``cost``: by how much the sum of bands grew with this pin, when it was set.
    """

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="pins")
    file = models.ForeignKey(ReviewFile, on_delete=models.CASCADE, related_name="+")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)
    cost = models.IntegerField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "file", "expert"], name="a_pair_is_pinned_once")
        ]


class DrawReplay(models.Model):
    """A draw replayed by the auditor: ``wrong`` is empty where everything agreed."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="replays")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    wrong = models.JSONField(default=list)

    class Meta:
        ordering = ["-id"]
