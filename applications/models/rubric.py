"""What a call asks for and scores by: its materials and its indicators, fixed with its publication."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.call import Call, Fixed


class PartOfCall(models.Model):
    """A row that belongs to a call's rules: can't change once the call is out."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        self._demand_draft()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self._demand_draft()
        return super().delete(*args, **kwargs)

    def _demand_draft(self) -> None:
        status = Call.objects.values_list("status", flat=True).get(pk=self.call_id)
        if status != Call.Status.DRAFT:
            raise Fixed(_("After publication the rubric and the rules can't change."))


class MaterialRequirement(PartOfCall):
    """A material that the call asks for (申报材料)."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="materials")
    key = models.SlugField(max_length=40)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    formats = models.JSONField(_("formats"), default=list)  # subset of pdf jpg png docx xlsx
    max_mb = models.PositiveSmallIntegerField(
        _("largest size (MB)"), default=50, validators=[MaxValueValidator(50)]
    )
    mandatory = models.BooleanField(_("mandatory"), default=True)
    paper_copies = models.PositiveSmallIntegerField(_("paper copies"), default=0)
    order = models.PositiveSmallIntegerField(_("Place in the list"), default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["call", "key"], name="one_material_per_key")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        from django.utils.translation import get_language

        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class Indicator(PartOfCall):
    """A line of the rubric; the weights of a call sum to 100. Scores run from 0 to ``weight``.

    ``basis``: who gives the points. Computed figures and a city's mark are no matter of the experts' sheets.
    """

    class Basis(models.TextChoices):
        JUDGED = "judged", _("Judged by experts")
        COMPUTED = "computed", _("Computed from market records")
        CITY = "city", _("The city's mark")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="indicators")
    key = models.SlugField(max_length=40)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), validators=[MaxValueValidator(100)])
    basis = models.CharField(_("how it is scored"), max_length=8, choices=Basis, default=Basis.JUDGED)
    guidance = models.TextField(_("guidance"), blank=True)
    order = models.PositiveSmallIntegerField(_("Place in the list"), default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["call", "key"], name="one_indicator_per_key")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        from django.utils.translation import get_language

        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name
