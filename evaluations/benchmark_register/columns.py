"""The columns of a table of the register."""

from django.utils.translation import gettext_lazy as _

from evaluations.market.columns import Entry

COLUMNS = [
    Entry("name", _("Project"), required=True, width=36),
    Entry("client_name", _("Client"), required=True, width=28),
    Entry("client_uscc", _("Client's code"), required=True, width=22),
    Entry("supplier_codes", _("Suppliers' codes"), required=True, width=40),
    Entry("city", _("City"), required=True),
    Entry("year", _("Year"), required=True, width=8),
    Entry("batch_number", _("Batch"), width=8),
    Entry("document_number", _("Document number"), required=True, width=24),
]
TITLES = {entry.key: entry.title for entry in COLUMNS} | {"status": _("Status"), "reason": _("Reason")}
