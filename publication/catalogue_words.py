"""What an entry of the catalogue says of itself: its fields, their choices, and its facts in words."""

from typing import Any, NamedTuple

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from applications.dossier.recognition_market import BUSINESS_MODEL, PRODUCTS
from portal.ui.cities import BY_NAME
from publication.models import CatalogueEntry

Kind = CatalogueEntry.Kind


def _asked_by(section, key: str) -> list[tuple[str, Any]]:
    """The choices that the dossier offers for a field: the catalogue speaks the same words."""
    fields = [field for group in section.groups for field in group.fields]
    return list(next(field for field in fields if field.key == key).choices)


FORMS = _asked_by(PRODUCTS, "form")
COLLECTS = _asked_by(PRODUCTS, "collects")
NEW_MODELS = _asked_by(PRODUCTS, "new_models")
PRICE_MODELS = _asked_by(BUSINESS_MODEL, "charging")
INDUSTRIES = [
    ("general", _("All industries")),
    ("electronics", _("Electronics")),
    ("appliances", _("Household appliances")),
    ("machinery", _("Machinery")),
    ("vehicles", _("Vehicles")),
    ("plastics", _("Plastics and injection moulding")),
    ("metal", _("Metal products")),
    ("moulds", _("Moulds")),
    ("textiles", _("Textiles and clothing")),
    ("furniture", _("Furniture")),
    ("ceramics", _("Ceramics and building materials")),
    ("food", _("Food and drink")),
    ("chemicals", _("Chemicals")),
    ("medicine", _("Medicine")),
    ("printing", _("Paper, printing and packaging")),
]
DEPLOYED_WITHIN = [("3", _("Within 3 days")), ("7", _("Within 7 days")), ("30", _("Within 30 days"))]


class Trait(NamedTuple):
    """A field of an entry: ``choices`` for keys that have words, ``shown`` for other ways to say a value."""

    key: str
    label: Any
    choices: list | None = None
    shown: Any = None


def _days(value: int) -> str:
    return ngettext("%(days)d day", "%(days)d days", value) % {"days": value}


def city_name(code: str) -> str:
    """A city by its division code, in the reader's language."""
    city = BY_NAME.get(code)
    if city is None:
        return ""
    return city.english if (get_language() or "").startswith("en") else city.name + "市"


TRAITS: dict[str, list[Trait]] = {
    Kind.PRODUCT: [
        Trait("form", _("Type"), FORMS),
        Trait("industries", _("Industries"), INDUSTRIES),
        Trait("functions", _("Functions")),
        Trait("price_models", _("Price model"), PRICE_MODELS),
        Trait("fee", _("Price")),
        Trait("deployment_days", _("Deployment time"), None, _days),
        Trait("collects", _("Collects data from"), COLLECTS),
        Trait("new_models", _("New models supported"), NEW_MODELS),
    ],
    Kind.CASE: [
        Trait("industry", _("Industry"), INDUSTRIES),
        Trait("city", _("City"), None, city_name),
        Trait("year", _("Year")),
        Trait("product", _("Product used")),
        Trait("client", _("Client")),
        Trait("effect", _("Effect")),
    ],
}


def said(trait: Trait, content: dict) -> str:
    """One field in words; "" where nothing was entered."""
    value = content.get(trait.key)
    if value in (None, "", []):
        return ""
    if trait.choices:
        words = {key: str(label) for key, label in trait.choices}
        keys = value if isinstance(value, list) else [value]
        return pgettext("between items", ", ").join(words.get(key, key) for key in keys)
    return trait.shown(value) if trait.shown else str(value)


def facts(kind: str, content: dict) -> list[tuple[Any, str]]:
    """All fields that say something, in order, with their labels."""
    pairs = [(trait.label, said(trait, content)) for trait in TRAITS[kind]]
    return [pair for pair in pairs if pair[1]]


class Difference(NamedTuple):
    label: Any
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


def differences(kind: str, before: dict, after: dict) -> list[Difference]:
    """Every field beside what it was; ``before`` and ``after``: {name, content} or empty."""
    rows = [Difference(_("Name"), before.get("name", ""), after.get("name", ""))]
    old, new = before.get("content", {}), after.get("content", {})
    rows += [Difference(trait.label, said(trait, old), said(trait, new)) for trait in TRAITS[kind]]
    return [row for row in rows if row.before or row.after]
