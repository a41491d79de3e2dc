"""What a member's own dossier offers for the catalogue, so that nothing has to be typed twice."""

from typing import NamedTuple

from applications.models import Kind as CallKind
from applications.models import SubmittedVersion
from publication.catalogue_words import COLLECTS, FORMS, INDUSTRIES, NEW_MODELS, PRICE_MODELS
from publication.models import CatalogueEntry, Membership

Kind = CatalogueEntry.Kind
# Words of the dossier's free text by which an industry is recognised.
SPOKEN_OF = {
    "electronics": ("电子", "贴片", "半导体"),
    "appliances": ("家电", "电器"),
    "machinery": ("装备", "机械"),
    "vehicles": ("汽车", "车辆"),
    "plastics": ("注塑", "塑料", "橡胶"),
    "metal": ("五金", "金属"),
    "moulds": ("模具",),
    "textiles": ("纺织", "服装"),
    "furniture": ("家具", "家居"),
    "ceramics": ("陶瓷", "建材"),
    "food": ("食品", "饮料"),
    "chemicals": ("化工", "石化"),
    "medicine": ("医药", "制药"),
    "printing": ("造纸", "印刷", "包装"),
}


class Offer(NamedTuple):
    """A product or case of the dossier, ready for the form."""

    kind: str
    number: int
    initial: dict

    @property
    def name(self) -> str:
        return self.initial["name"]


def offers(membership: Membership) -> list[Offer]:
    """Products and cases of the newest dossier that was announced, without those already entered."""
    sections = _sections(membership)
    found = [
        Offer(Kind.PRODUCT, number, _product(row, sections))
        for number, row in enumerate(sections.get("products", {}).get("products", []))
    ] + [
        Offer(Kind.CASE, number, _case(row))
        for number, row in enumerate(sections.get("cases", {}).get("cases", []))
    ]
    entered = set(membership.catalogue.values_list("kind", "name"))
    entered |= set(membership.entry_changes.filter(status="waiting").values_list("kind", "name"))
    return [offer for offer in found if offer.name and (offer.kind, offer.name) not in entered]


def _sections(membership: Membership) -> dict:
    versions = SubmittedVersion.objects.filter(
        application__enterprise=membership.enterprise_id,
        application__kind=CallKind.RECOGNITION,
        application__state="announced",
    )
    version = versions.order_by("-submitted_at", "-id").first()
    return version.content.get("sections", {}) if version else {}


def industries_in(text: str) -> list[str]:
    """The industries that a free text speaks of."""
    return [key for key, words in SPOKEN_OF.items() if any(word in text for word in words)]


def _known(values, choices: list) -> list[str]:
    keys = {key for key, _label in choices}
    return [value for value in values or [] if value in keys]


def _number(text) -> int | None:
    return int(text) if str(text or "").isdecimal() else None


def _product(row: dict, sections: dict) -> dict:
    spoken = f"{row.get('name', '')}{sections.get('operations', {}).get('industries', '')}"
    charging = sections.get("business_model", {}).get("charging")
    return {
        "name": row.get("name", ""),
        "form": next(iter(_known([row.get("form")], FORMS)), ""),
        "industries": industries_in(spoken) or [INDUSTRIES[0][0]],
        "functions": row.get("functions", "")[:600],
        "price_models": _known(charging, PRICE_MODELS),
        "fee": row.get("fee", "")[:60],
        "deployment_days": _number(row.get("deployment_days")),
        "collects": _known(row.get("collects"), COLLECTS),
        "new_models": _known(row.get("new_models"), NEW_MODELS),
    }


def _case(row: dict) -> dict:
    """The client's name is left out: it is entered only where the client agreed."""
    year = str(row.get("accepted_on") or row.get("signed_on") or "")[:4]
    return {
        "name": row.get("title", ""),
        "industry": next(iter(industries_in(row.get("industry", ""))), INDUSTRIES[0][0]),
        "city": row.get("city", ""),
        "year": _number(year),
        "product": row.get("product", ""),
        "effect": row.get("effect", "")[:600],
    }
