"""From the text of a row to a record's values: every fault by its column, and the rules of payment that it breaks.

A fault keeps a row aside until it is corrected. A broken rule of payment doesn't: it is a fact about the record,
shown to staff as a question.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import uscc
from evaluations.market.columns import BY_KEY, COLUMNS
from evaluations.models import MarketRecord

KINDS = {
    "voucher": "voucher",
    "服务券": "voucher",
    "contract": "contract",
    "服务合同": "contract",
    "service contract": "contract",
}
YES_NO = {
    "yes": True,
    "true": True,
    "1": True,
    "是": True,
    "有": True,
    "no": False,
    "false": False,
    "0": False,
    "否": False,
    "无": False,
}
SPOT = {"": "", "passed": "passed", "通过": "passed", "合格": "passed", "failed": "failed", "不通过": "failed", "不合格": "failed", "not checked": "", "未抽查": ""}  # fmt: skip
MONEY = ("amount", "voucher_amount", "invoice_amount", "paid_amount")
DAYS = ("signed_on", "accepted_on", "settled_on", "client_since")
TEXTS = ("number", "client_name", "product", "category", "contract_number")
MOST = Decimal(10) ** 11
NOTHING, TENTH, HUNDRED = Decimal(0), Decimal("0.1"), Decimal(100)
PAID_AT_SETTLEMENT = Decimal("0.9")

FIELDS = (
    "kind",
    "number",
    "supplier_id",
    "client_uscc",
    "client_name",
    "city_id",
    "product",
    "category",
    "contract_number",
    "signed_on",
    "amount",
    "voucher_amount",
    "invoice_amount",
    "paid_amount",
    "accepted_on",
    "is_connected",
    "rating",
    "has_complaint",
    "spot_check",
    "settled_on",
)
"""What a record says, in the order of its digest."""

# Rules of payment (domain.md, "Voucher and market record").
RULES = {
    "invoice_below_voucher": gettext_lazy("The invoice is below the voucher."),
    "paid_below_voucher": gettext_lazy("The payment is below the voucher."),
    "paid_below_contract": gettext_lazy("Less than nine tenths of the contract were paid at settlement."),
    "young_client": gettext_lazy("The client was not a year old at signing."),
}


@dataclass
class Checked:
    """A row read: the values of a record, or what is wrong by column."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """What rows are compared with: suppliers by code (old codes too), cities by code and by name."""

    suppliers: Mapping[str, int]
    cities: Mapping[str, str]


def check(row: Mapping[str, str], known: Known, *, today: date) -> Checked:
    """Read one row of texts by column key."""
    found = Checked()
    for entry in COLUMNS:
        if entry.required and not row.get(entry.key, "").strip():
            found.faults[entry.key] = _("Missing.")
    _codes(row, known, found)
    _choices(row, known, found)
    _figures(row, found)
    _dates(row, found, today)
    for key in TEXTS:
        _text(row, key, found)
    if not found.faults:
        found.broken = broken_rules(found.values)
        found.values.pop("client_since", None)
    return found


def _text(row: Mapping[str, str], key: str, found: Checked) -> None:
    text = row.get(key, "").strip()
    most = MarketRecord._meta.get_field(key).max_length
    if len(text) > most:
        found.faults.setdefault(key, _("At most %(most)d characters.") % {"most": most})
    found.values[key] = text


def _codes(row: Mapping[str, str], known: Known, found: Checked) -> None:
    supplier, client = (uscc.normalised(row.get(key, "")) for key in ("supplier_uscc", "client_uscc"))
    if supplier and supplier not in known.suppliers:
        found.faults["supplier_uscc"] = _("No enterprise of the pool has this code.")
    found.values["supplier_id"] = known.suppliers.get(supplier)
    if client:
        try:
            uscc.validate(client)
        except ValidationError as fault:
            found.faults["client_uscc"] = " ".join(fault.messages)
    if client and client == supplier:
        found.faults["client_uscc"] = _("Client and supplier are the same.")
    found.values["client_uscc"] = client


def _choices(row: Mapping[str, str], known: Known, found: Checked) -> None:
    def choose(key: str, choices: Mapping[str, Any], text: str, empty: Any) -> None:
        if not text:
            found.values[key] = empty
        elif text in choices:
            found.values[key] = choices[text]
        else:
            found.faults.setdefault(key, _("“%(text)s” is not known here.") % {"text": text})

    choose("kind", KINDS, row.get("kind", "").strip().casefold(), None)
    choose("city_id", known.cities, row.get("city", "").strip(), None)
    if "city_id" in found.faults:
        found.faults["city"] = found.faults.pop("city_id")
    choose("is_connected", YES_NO, row.get("is_connected", "").strip().casefold(), None)
    choose("has_complaint", YES_NO, row.get("has_complaint", "").strip().casefold(), False)
    choose("spot_check", SPOT, row.get("spot_check", "").strip().casefold(), "")


def _figures(row: Mapping[str, str], found: Checked) -> None:
    for key in MONEY:
        value = decimal_of(row.get(key, ""), key, found)
        if value is not None and not 0 <= value < MOST:
            found.faults[key] = _("An amount lies between 0 and 100,000,000,000.")
        found.values[key] = value or NOTHING
    rating = decimal_of(row.get("rating", ""), "rating", found)
    if rating is not None and not 1 <= rating <= 5:
        found.faults["rating"] = _("A rating lies between 1 and 5.")
    found.values["rating"] = rating.quantize(TENTH) if rating is not None else None


def decimal_of(text: str, key: str, found: Checked) -> Decimal | None:
    """A number as it is typed, two decimals; None for an empty cell or a fault."""
    text = text.strip().replace(",", "").replace("，", "")
    if not text:
        return None
    try:
        value = Decimal(text).quantize(Decimal("0.01"))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        found.faults[key] = _("“%(text)s” is not a number.") % {"text": text}
        return None
    return value


def _dates(row: Mapping[str, str], found: Checked, today: date) -> None:
    values = found.values
    for key in DAYS:
        text = row.get(key, "").strip()
        try:
            values[key] = day_of(text)
        except (ValueError, TypeError):
            found.faults[key] = _("“%(text)s” is not a date (2026-11-23).") % {"text": text}
            values[key] = None
            continue
        if values[key] and values[key] > today:
            found.faults[key] = _("This day lies in the future.")
    signed, accepted, settled = values["signed_on"], values["accepted_on"], values["settled_on"]
    if signed and accepted and accepted < signed:
        found.faults.setdefault("accepted_on", _("Accepted before it was signed."))
    if settled and not accepted:
        found.faults.setdefault("settled_on", _("Settled without having been accepted."))
    if settled and accepted and settled < accepted:
        found.faults.setdefault("settled_on", _("Settled before it was accepted."))


def day_of(text: str) -> date | None:
    """A day as it is typed; None for an empty cell. Raises ValueError or TypeError."""
    text = text.strip()[:10].replace("/", "-").replace(".", "-")
    return date(*map(int, text.split("-"))) if text else None


def broken_rules(values: Mapping[str, Any]) -> list[str]:
    """Which rules of payment a record breaks; those on payment are asked of settled records only."""
    found = []
    settled = values["settled_on"] is not None
    if settled and values["invoice_amount"] < values["voucher_amount"]:
        found.append("invoice_below_voucher")
    if settled and values["paid_amount"] < values["voucher_amount"]:
        found.append("paid_below_voucher")
    if settled and values["paid_amount"] < values["amount"] * PAID_AT_SETTLEMENT:
        found.append("paid_below_contract")
    since, signed = values.get("client_since"), values["signed_on"]
    if (
        since
        and signed
        and (signed.year, signed.month, signed.day) < (since.year + 1, since.month, since.day)
    ):
        found.append("young_client")
    return found


def digest(values: Mapping[str, Any]) -> str:
    """What tells one version of a record from another: SHA-256 over its values as texts."""
    return hashlib.sha256("\x1f".join(text_of(key, values[key]) for key in FIELDS).encode()).hexdigest()


def text_of(key: str, value: Any) -> str:
    """A value as it is digested and written: money with two decimals, a rating with one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return f"{value:.2f}" if key in MONEY else f"{value:.1f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def title_of(key: str) -> str:
    """The heading of a column by its key."""
    return str(BY_KEY[key].title) if key in BY_KEY else key
