"""How allauth behaves here: nobody signs up without an organisation; its words and mails are ours."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.accounts.fresh import is_fresh

WRONG = _("User name (or e-mail) and password do not match. Please check both; capitals count in passwords.")
WAYS = {
    "reauthenticate": _("By password"),
    "mfa_reauthenticate": _("By a code of the authenticator app"),
    "mfa_reauthenticate:webauthn": _("By passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "too_many_login_attempts": _(
            "Too many failed attempts: signing in under this name is locked. Please wait five minutes and try "
            "again, or set a new password by mail, which ends the wait at once."
        ),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your current password."),
        "password_min_length": _("The password is too short."),
        "rate_limited": _("Too many attempts. Please wait a minute and try again."),
    }

    def is_open_for_signup(self, request) -> bool:
        """Enterprises register on their own page; officials are entered by the security administrator."""
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Who has just signed in isn't asked again."""
        return not is_fresh(self.request)

    def get_reauthentication_methods(self, user) -> list[dict]:
        """The same ways, in our words."""
        return [{**way, "description": WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send in the language that the account chose for its mails."""
        language = getattr(context.get("user"), "language", None) or translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, context)

    def unlock(self, request, user) -> None:
        """End the wait after failed sign-ins, by user name and by e-mail."""
        for login in ({"username": user.username}, {"email": user.email}):
            self._delete_login_attempts_cached_email(request, **login)
