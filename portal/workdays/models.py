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
        verbose_name = _("day set by notice")
        verbose_name_plural = _("days set by notice")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.note}"


class ConfirmedYear(models.Model):
    """A year whose holiday notice is entered whole: its days are no longer provisional."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    notice = models.CharField(_("by which notice"), max_length=160)
    confirmed_at = models.DateTimeField(_("confirmed"))

    class Meta:
        verbose_name = _("confirmed year")
        verbose_name_plural = _("confirmed years")
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"{self.year} {self.notice}"
