"""The province's own table of days, over the published calendar."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayOverride(models.Model):
    """A day that works, or doesn't, by a notice of the State Council or the province."""

    date = models.DateField(_("date"), unique=True)
    working = models.BooleanField(_("working day"))
    note = models.CharField(_("by which notice"), max_length=160)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("day override")
        verbose_name_plural = _("day overrides")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.note}"
