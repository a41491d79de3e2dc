"""The expert register (专家库)."""

from django.db import models
from django.utils.translation import get_language
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

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="expert")
    name = models.CharField(_("full name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    fields = models.ManyToManyField(ExpertField, related_name="experts", verbose_name=_("fields"))
    employer = models.CharField(_("employer"), max_length=120)
    employer_code = models.CharField(_("employer's code"), max_length=18, blank=True)
    title = models.CharField(_("title"), max_length=80)
    is_committee_member = models.BooleanField(_("member of the provincial expert committee"), default=False)
    region = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    is_confirmed = models.BooleanField(_("confirmed by the alliance"), default=False)
    is_available = models.BooleanField(_("available"), default=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("expert")
        verbose_name_plural = _("experts")

    def __str__(self) -> str:
        return self.name
