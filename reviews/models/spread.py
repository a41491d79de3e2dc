"""One more expert, where the sealed totals of a stage lie too far apart."""

from django.db import models

from reviews.models.panel import Assignment
from reviews.models.review import ReviewFile, Stage


class ExtraSeat(models.Model):
    """The spread of a stage lay beyond the call's limit: the stage waits for one more expert, once.

    ``assignment`` is empty until the seat is given; the expert stays on the panel until the review ends.
    """

    file = models.ForeignKey(ReviewFile, on_delete=models.CASCADE, related_name="extra_seats")
    stage = models.CharField(max_length=10, choices=Stage)
    found_at = models.DateTimeField()
    assignment = models.OneToOneField(
        Assignment, on_delete=models.PROTECT, null=True, blank=True, related_name="extra_seat"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "stage"], name="one_more_expert_once_per_stage")
        ]
