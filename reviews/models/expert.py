"""The expert register (专家库): profiles, what stands against an expert, and workbooks taken in."""

from datetime import date

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Division, User


class ExpertField(models.Model):
    """A field of expertise in a small controlled tree."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name


class Expert(models.Model):
    """A person in the register; kept by the expert, confirmed by the alliance."""

    class Kind(models.TextChoices):
        TECHNICAL = "technical", _("Technical")
        FINANCIAL = "financial", _("Financial")
        MANAGEMENT = "management", _("Management")

    class Language(models.TextChoices):
        MANDARIN = "mandarin", _("Mandarin")
        CANTONESE = "cantonese", _("Cantonese")
        ENGLISH = "english", pgettext_lazy("spoken", "English")
        GERMAN = "german", _("German")
        JAPANESE = "japanese", _("Japanese")
        FRENCH = "french", _("French")

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="expert")
    name = models.CharField(_("full name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    fields = models.ManyToManyField(ExpertField, related_name="experts", verbose_name=_("fields"))
    employer = models.CharField(_("employer"), max_length=120)
    employer_code = models.CharField(_("employer's code"), max_length=18, blank=True)
    title = models.CharField(_("title"), max_length=80)
    is_committee_member = models.BooleanField(_("member of the provincial expert committee"), default=False)
    region = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    languages = models.JSONField(_("languages"), default=list, blank=True)
    is_confirmed = models.BooleanField(_("confirmed by the alliance"), default=False)
    is_available = models.BooleanField(_("available"), default=True)
    away_from = models.DateField(_("away from"), null=True, blank=True)
    away_until = models.DateField(_("away until"), null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(away_from=None)
                | models.Q(away_until=None)
                | models.Q(away_until__gte=models.F("away_from")),
                name="who_goes_away_comes_back_later",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def language_labels(self) -> list[str]:
        """The languages in words, in the order of the list."""
        return [str(label) for key, label in self.Language.choices if key in self.languages]

    def is_away(self, day: date) -> bool:
        """Whether ``day`` lies in the time for which the expert is away."""
        stated = self.away_from is not None or self.away_until is not None
        left = self.away_from is None or self.away_from <= day
        return stated and left and (self.away_until is None or day <= self.away_until)


class IntegrityEntry(models.Model):
    """An entry of an expert's integrity record (诚信记录); the expert reads it, nobody deletes it."""

    class Consequence(models.TextChoices):
        NOTED = "noted", _("Noted")
        WARNED = "warned", _("Warned")
        SUSPENDED = "suspended", _("Suspended")
        STRUCK = "struck", _("Struck off")

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="integrity")
    on = models.DateField(_("date"))
    what = models.TextField(_("what happened"))
    consequence = models.CharField(_("consequence"), max_length=10, choices=Consequence)
    until = models.DateField(_("suspended until"), null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lift_reasons = models.TextField(_("reasons"), blank=True)

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name = _("entry of the integrity record")
        verbose_name_plural = _("integrity record")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(consequence="suspended") | models.Q(until__isnull=False),
                name="a_suspension_has_an_end",
            )
        ]

    def bars(self, day: date) -> bool:
        """Whether this entry keeps its expert from new seats on ``day``."""
        if self.lifted_at is not None:
            return False
        suspended = self.consequence == self.Consequence.SUSPENDED and self.until >= day
        return suspended or self.consequence == self.Consequence.STRUCK


class ExpertImport(models.Model):
    """A workbook of experts that was handed in: looked at first, read again when it is confirmed."""

    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-uploaded_at", "-id"]
