"""What entries about the calendar are called on the record."""

from django.utils.translation import gettext_lazy as _

from portal.audit.words import name

CALENDAR = {
    "outage": _("made up for an outage of the portal"),
    "enter": _("entered a holiday notice"),
    "remove": _("took a day out of the table"),
}


def register() -> None:
    """Enter the kind and its actions."""
    name("workdays", _("Working days"), CALENDAR)
