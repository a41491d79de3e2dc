"""Second factors: forced for everybody who acts for an authority, free for enterprises.

Whoever is forced and has not shown one in this session can only set one up, show it or sign out. What
counts is the session: a factor that was set up elsewhere in the meantime has to be shown here too.
"""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Role
from portal.keys import key

FORCED = frozenset(Role.values) - {Role.ENTERPRISE}
SHOWN = "second_factor"  # in the session: whose factor was shown in it
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes only stand in for them

MEANWHILE = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
    }
)
"""What is open to whom a factor is still asked of."""


def forced_on(user) -> bool:
    """Whether ``user`` works only with a second factor."""
    return settings.SECOND_FACTOR and user.is_authenticated and user.role in FORCED


def missing(request) -> bool:
    """Whether this session still owes a second factor."""
    return forced_on(request.user) and request.session.get(SHOWN) != request.user.pk


def next_step(request) -> str:
    """Where the missing factor is shown, to go on from there, or set up by whom has none yet."""
    own = Authenticator.objects.filter(user=request.user, type__in=FACTORS)
    methods = set(own.values_list("type", flat=True))
    if not methods:
        return reverse("mfa_index")
    totp = Authenticator.Type.TOTP in methods
    page = reverse("mfa_reauthenticate" if totp else "mfa_reauthenticate_webauthn")
    return f"{page}?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else page


def shown(request, user) -> None:
    """A factor of ``user`` was shown, or set up, in this session."""
    request.session[SHOWN] = user.pk


class FactorAdapter(DefaultMFAAdapter):
    """Secrets of factors are kept encrypted, with a key outside the database; the words are ours."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Your role works only with a second factor. Please set up another one before you remove this one."
        ),
        "cannot_generate_recovery_codes": _("Please set up an authenticator app or a passkey first."),
        "incorrect_code": _(
            "The code or passkey is not right. Codes change every 30 seconds; please try again."
        ),
    }

    def get_totp_label(self, user) -> str:
        return user.username

    def get_totp_issuer(self) -> str:
        return gettext("Guangdong provincial pool of industrial-internet suppliers")

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()

    def encrypt(self, text: str) -> str:
        return Fernet(key("factors")).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return Fernet(key("factors")).decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last factor of somebody whose role needs one stays."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS)
        return not forced_on(authenticator.user) or others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user, type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}
