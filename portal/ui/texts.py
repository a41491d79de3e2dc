"""Texts of Django's administration that its own Chinese catalogue lacks; named here, the portal's has them."""

from django.utils.translation import gettext_noop

ADMINISTRATION = (
    gettext_noop("Model name"),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
    gettext_noop("After you’ve created a user, you’ll be able to edit more user options."),
    gettext_noop("Error:"),
    gettext_noop("Forgotten your login credentials?"),
    gettext_noop("In case you’ve forgotten, you are:"),
)
