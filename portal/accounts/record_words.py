"""What entries about people and authorities are called on the record."""

from django.utils.translation import gettext_lazy as _

from portal.audit.words import name

ACCOUNTS = {
    "create": _("created the account"),
    "change": _("changed the account"),
    "change_profile": _("changed the person's own data"),
    "change_password": _("changed the password"),
    "reset_password": _("set a new password by mail"),
    "mail_reset": _("mailed a link to set a new password"),
    "sign_in": _("signed in"),
    "sign_out": _("signed out"),
    "activate": _("activated the account"),
    "deactivate": _("deactivated the account"),
    "end_sessions": _("signed out other sessions"),
    "add_factor": _("set up a second factor"),
    "remove_factor": _("removed a second factor"),
    "renew_codes": _("made new recovery codes"),
    "use_factor": _("showed the second factor"),
    "fail_factor": _("failed to show the second factor"),
    "reset_factors": _("removed all second factors after a loss"),
    "reset_factors_at_machine": _("removed all second factors at the machine (operator)"),
    "unlock": _("unlocked the account after failed sign-ins"),
}
ORGANISATIONS = {"create": _("entered the organisation"), "change": _("changed the organisation")}


def register() -> None:
    """Enter the kinds and actions of this room."""
    name("account", _("Account"), ACCOUNTS)
    name("organisation", _("Organisation"), ORGANISATIONS)
