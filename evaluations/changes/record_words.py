"""What the acts on change reports are called on the record."""

from django.utils.translation import gettext_lazy as _

from portal.audit.words import actions, name, reads

CHANGES = {
    "begin": _("began a change report"),
    "attach": _("attached a file"),
    "detach": _("removed an attachment"),
    "submitted": _("reported a change"),
    "answered": _("completed what was asked for"),
    "forwarded": _("forwarded the change request with an opinion"),
    "silent": _("forwarded the change request without the city's opinion"),
    "asked": _("asked for more on a change report"),
    "accepted": _("accepted the change"),
    "rejected": _("rejected the change report"),
    "withdrawn": _("withdrew the change report"),
    "lapsed": _("let the change report lapse: not answered in time"),
    "move_deadline": _("the deadline moved with the calendar"),
}


def register() -> None:
    """Enter the kind and its actions."""
    name("change", _("Change report"), CHANGES)
    actions.add("application.find_by_change", _("a change brought a relation of a seat to light"))
    reads.add("change", _("Change report, version"))
    reads.add("change_evidence", _("Evidence of a change"))
