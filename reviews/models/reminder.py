"""What experts were reminded of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.expert import Expert
from reviews.models.review import Review, Stage


class Reminder(models.Model):
    """One reminder to one expert: at most one a day for each matter, so that it is safe to send twice.

    ``files``: how many files waited (of ``stage`` alone, where the list was so filtered); no file is named, for a reminder outlives a recusal.
    """

    class Matter(models.TextChoices):
        DECLARE = "declare", _("Declaration to sign")
        SCORE = "score", _("Sheet to seal")

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="reminders")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="reminders")
    matter = models.CharField(_("matter"), max_length=8, choices=Matter)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, blank=True)
    files = models.PositiveIntegerField(_("files"))
    day = models.DateField()
    sent_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "expert", "matter", "day"], name="one_reminder_a_day_per_matter"
            )
        ]
        indexes = [models.Index(fields=["review", "-sent_at", "-id"], name="reminder_newest")]
