"""The columns of a table of market records, in every language of the site; the interface uses the keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.documents.tables import Column, workbook_of
from portal.documents.tables import Sheet as Page


@dataclass(frozen=True)
class Entry:
    """A column: the key of what stands in it, its heading, whether a row must have it, its width."""

    key: str
    title: Any
    required: bool = False
    width: int = 14


COLUMNS = [
    Entry("kind", _("Kind (voucher or contract)"), required=True),
    Entry("number", _("Record number"), required=True, width=20),
    Entry("supplier_uscc", _("Supplier's code"), required=True, width=22),
    Entry("client_uscc", _("Client's code"), required=True, width=22),
    Entry("client_name", _("Client"), width=28),
    Entry("city", _("City"), required=True),
    Entry("product", _("Product"), required=True, width=24),
    Entry("category", _("Category")),
    Entry("contract_number", _("Contract number")),
    Entry("signed_on", _("Signed on"), required=True),
    Entry("amount", _("Contract amount (yuan)"), required=True),
    Entry("voucher_amount", _("Voucher amount (yuan)")),
    Entry("invoice_amount", _("Invoice amount (yuan)")),
    Entry("paid_amount", _("Paid amount (yuan)")),
    Entry("accepted_on", _("Accepted on")),
    Entry("is_connected", _("Connection monitored (yes or no)")),
    Entry("rating", _("Rating (1–5)")),
    Entry("has_complaint", _("Complaint (yes or no)")),
    Entry("spot_check", _("Spot check (passed or failed)")),
    Entry("settled_on", _("Settled on")),
    Entry("client_since", _("Client founded on")),
]
TITLE = _("Market records")
BY_KEY = {entry.key: entry for entry in COLUMNS}


def headings(entries: Sequence[Entry] = COLUMNS) -> dict[str, str]:
    """Key by heading, as it is written in any language of the site, or by the key itself."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(entry.title).strip().casefold(): entry.key for entry in entries}
    return found | {entry.key: entry.key for entry in entries}


def template(title: Any = TITLE, entries: Sequence[Entry] = COLUMNS) -> bytes:
    """An empty workbook with the headings."""
    return workbook_of([Page(title, [Column(e.title, e.width) for e in entries], [])])
