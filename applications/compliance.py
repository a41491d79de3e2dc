"""The city's compliance checklist (合规性审查), annex 1, step 4."""

from django.utils.translation import gettext_lazy as _

ITEMS: dict[str, object] = {
    "legal_person": _("Independent legal person registered in Guangdong"),
    "uscc": _("Unified social credit code valid"),
    "credit": _("No record of serious dishonesty on Credit China"),
    "accidents": _("No major safety, environment or quality accident in five years (promise letter)"),
    "no_duplicate": _("No duplicate file in this call"),
    "legible": _("Licence, audit reports, IP and contracts complete and legible"),
    "commitment": _("Commitment sealed"),
    "paper_equals_electronic": _("Paper equals electronic"),
    "in_time": _("Submitted in time"),
}
