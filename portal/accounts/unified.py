"""The province's unified identity (OpenID Connect): who comes from there is somebody whom we know, or nobody.

The security administrator enters the identity of a person beforehand (``User.identity``); it is looked up at
each sign-in, so that a changed entry counts from the next one on. Mail addresses match nobody, nobody is
created, nothing is connected, and no token is kept. The second factor of the role stays as it is.
"""

import logging

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe
from requests import RequestException

from portal.accounts.access import ANYONE, access
from portal.accounts.limits import address_of
from portal.accounts.models import User

LANGUAGE = "unified_language"  # in the session: in which language the person set out
log = logging.getLogger(__name__)


class UnifiedAdapter(DefaultSocialAccountAdapter):
    """allauth's way through the provider, with our answer to who it is."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        """Nobody becomes an account by signing in elsewhere."""
        return False

    def pre_social_login(self, request, sociallogin) -> None:
        """Put the person who is entered with this identity in place of whatever was found.

        The only thing that is done here is signing in: connecting an identity to whoever is signed in
        would go past the security administrator.
        """
        sociallogin.state["process"] = AuthProcess.LOGIN
        person = None
        if _is_of_one_person(sociallogin.account.extra_data):
            identity = str(sociallogin.account.uid)
            person = User.objects.filter(identity=identity, is_active=True).exclude(identity="").first()
        if person is None:
            log.warning("sign-in by unified identity refused, from %s", address_of(request))
            raise ImmediateHttpResponse(refusal(request, "unknown", 403))
        sociallogin.user = person

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        """Say what happened in our words, and how to go on."""
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(refusal(request, "cancelled", 200))
        log.warning("unified identity: %s %s", error, type(exception).__name__ if exception else "")
        away = isinstance(exception, RequestException)
        raise ImmediateHttpResponse(refusal(request, "away" if away else "failed", 503 if away else 400))


def _is_of_one_person(data: dict) -> bool:
    """What the token says and what the provider told about it are of the same subject (OpenID Connect 5.3.2)."""
    parts = [data[name] for name in ("id_token", "userinfo") if data.get(name)]
    return len({part.get("sub") for part in parts}) == 1


def refusal(request, why: str, status: int):
    """The page that says why nobody was signed in: ``unknown``, ``cancelled``, ``failed`` or ``away``."""
    return render(request, "accounts/unified_refused.html", {"why": why}, status=status)


@access(ANYONE)
@require_safe
def begin(request, provider_id):
    """Send a person to the provider; 404 where none is configured."""
    _only_where_configured()
    request.session[LANGUAGE] = translation.get_language()
    try:
        return openid.login(request, provider_id)
    except RequestException:
        log.warning("unified identity: the provider does not answer")
        return refusal(request, "away", 503)


@access(ANYONE)
@require_safe
def back(request, provider_id):
    """Take a person back from the provider; one address for all languages, as providers want it."""
    _only_where_configured()
    with translation.override(request.session.get(LANGUAGE) or translation.get_language()):
        try:
            return openid.callback(request, provider_id)
        except (RequestException, KeyError, ValueError):
            log.warning("unified identity: an answer that can't be read")
            return refusal(request, "failed", 400)


def _only_where_configured() -> None:
    if not settings.SOCIALACCOUNT_PROVIDERS:
        raise Http404
