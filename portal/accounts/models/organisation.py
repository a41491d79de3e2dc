"""Places (GB/T 2260) and the organisations that act in the portal."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

PROVINCE_CODE = "440000"
WITHOUT_COUNTIES = ("441900", "442000")  # 东莞, 中山: enterprises file straight with the city


class Division(models.Model):
    """A division of Guangdong: the province, one of its 21 cities or 122 counties."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("Province")
        CITY = "city", _("City")
        COUNTY = "county", _("County")

    code = models.CharField(_("GB/T 2260 code"), max_length=6, primary_key=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("division")
        verbose_name_plural = _("divisions")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name

    @property
    def city_code(self) -> str:
        """The code of the city that this division is or lies in."""
        return self.code if self.level == self.Level.CITY else self.code[:4] + "00"


class Organisation(models.Model):
    """Whoever can hold a file: an authority, the alliance, an enterprise."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("Provincial authority")
        CITY = "city", _("City authority")
        COUNTY = "county", _("County authority")
        ALLIANCE = "alliance", _("Alliance")
        ENTERPRISE = "enterprise", _("Enterprise")
        EXPERTS = "experts", _("Expert register")
        OVERSIGHT = "oversight", _("Oversight and administration")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    code = models.CharField(
        _("code"),
        max_length=24,
        unique=True,
        help_text=_("Division code, or 统一社会信用代码 of an enterprise."),
    )
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    office = models.CharField(_("office"), max_length=120, blank=True)
    postal_address = models.CharField(_("postal address"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=6, blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes = [models.Index(fields=["kind", "division"], name="organisation_kind_division")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language; enterprises keep their registered name."""
        if self.name_en and (get_language() or "").startswith("en"):
            return self.name_en
        return self.name

    @classmethod
    def province(cls) -> "Organisation":
        return cls.objects.get(kind=cls.Kind.PROVINCE)

    @classmethod
    def alliance(cls) -> "Organisation":
        return cls.objects.get(kind=cls.Kind.ALLIANCE)

    @classmethod
    def authority_of(cls, division_code: str) -> "Organisation":
        """The county or city authority of a division."""
        return cls.objects.get(kind__in=[cls.Kind.CITY, cls.Kind.COUNTY], division_id=division_code)
