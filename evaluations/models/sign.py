"""What the staff found about a sign of false trade."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Call, Enterprise


class SignNote(models.Model):
    """A note on a sign (:mod:`evaluations.signs.rules`), by the key of that sign; notes are added, never changed."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="sign_notes")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="sign_notes")
    key = models.CharField(max_length=120)
    text = models.TextField(_("what was found"))
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
