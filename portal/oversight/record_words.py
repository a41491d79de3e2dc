"""What entries about the record itself are called on it."""

from django.utils.translation import gettext_lazy as _

from portal.audit.words import name

RECORD = {
    "verify": _("verified the record: whole"),
    "find_broken": _("verified the record: broken"),
}


def register() -> None:
    """Enter the kind and its actions."""
    name("audit", _("Record of decisions"), RECORD)
