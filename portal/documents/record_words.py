"""What entries about the keys of sealed files are called on the record."""

from django.utils.translation import gettext_lazy as _

from portal.audit.words import name

KEYS = {
    "make": _("made the sealing key"),
    "add_officer": _("gave an officer access to the sealing key"),
    "split": _("split the sealing key between two keepers"),
    "join": _("opened the sealing key with both shares"),
}


def register() -> None:
    """Enter the kind and its actions."""
    name("sealing_key", _("Sealing key"), KEYS)
    name("document", _("Official document"), {"attach_scan": _("attached the sealed scan")})
