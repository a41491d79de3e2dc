"""What the portal saw when it looked at its own pages of lists in public."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from publication.models.listing import Publicity


class PageCheck(models.Model):
    """A stretch of looks at the public page of a list with the same result; ``times`` of them.

    The page is up when it answers and shows the digest of its list.
    """

    publicity = models.ForeignKey(Publicity, on_delete=models.PROTECT, related_name="checks")
    is_up = models.BooleanField(_("reachable"))
    since = models.DateTimeField()
    until = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    note = models.CharField(max_length=120, blank=True)  # what was wrong

    class Meta:
        ordering = ["id"]
