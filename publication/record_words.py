"""What this floor's entries on the record are called in the auditor's lists."""

from django.utils.translation import gettext_lazy as _

from portal.audit.words import actions, kinds

KINDS = {
    "deliberation": _("Deliberation"),
    "publicity": _("Publicity"),
    "objection": _("Objection"),
    "list": _("List"),
}
ACTIONS = {
    "deliberation.open": _("opened the deliberation"),
    "deliberation.close": _("closed the deliberation"),
    "publicity.begin": _("began the publicity"),
    "publicity.recount": _("counted the publicity period anew"),
    "publicity.outage": _("made up for an outage of the portal"),
    "publicity.announce": _("announced the list"),
    "list.make": _("made a version of the list"),
    "list.announce": _("announced the list"),
}


def register() -> None:
    """Enter the kinds and actions."""
    for kind, label in KINDS.items():
        kinds.add(kind, label)
    for action, label in ACTIONS.items():
        actions.add(action, label)
