"""What allauth does for a person goes on record: signed in and out, password and second factors changed."""

import logging

from allauth.account import signals
from allauth.account.adapter import get_adapter
from allauth.mfa import signals as mfa_signals
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils import timezone

from portal.accounts import factors, fresh, idle, sessions
from portal.accounts.limits import address_of
from portal.accounts.people import note

log = logging.getLogger(__name__)


def connect() -> None:
    """Listen; called once at start-up."""
    user_login_failed.connect(_refused, dispatch_uid="account.refused")
    user_logged_in.connect(_begun, dispatch_uid="account.begun")
    signals.user_logged_in.connect(_signed_in, dispatch_uid="account.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="account.signed_out")
    signals.password_changed.connect(_password_changed, dispatch_uid="account.password_changed")
    signals.password_reset.connect(_password_reset, dispatch_uid="account.password_reset")
    mfa_signals.authenticator_added.connect(_factor_added, dispatch_uid="account.factor_added")
    mfa_signals.authenticator_removed.connect(_factor_removed, dispatch_uid="account.factor_removed")
    mfa_signals.authenticator_reset.connect(_codes_renewed, dispatch_uid="account.codes_renewed")
    mfa_signals.authenticator_used.connect(_factor_used, dispatch_uid="account.factor_used")
    mfa_signals.authentication_failed.connect(_factor_failed, dispatch_uid="account.factor_failed")


def _refused(request=None, **_signal) -> None:
    """A line in the log, the same for a stranger and an account: neither the name nor the time tells which."""
    log.warning("sign-in refused, from %s", address_of(request) if request else "inside")


def _begun(request, user, **_signal) -> None:
    fresh.signed_in(request)
    idle.seen(request)


def _signed_in(request, user, **signal) -> None:
    way = {"way": "unified"} if signal.get("sociallogin") else {}
    note(user, "sign_in", by=user, at=timezone.now(), **way)


def _signed_out(request, user, **_signal) -> None:
    if user is not None:
        note(user, "sign_out", by=user, at=timezone.now())


def _password_changed(request, user, **_signal) -> None:
    """Whoever else is signed in with the old password is out."""
    sessions.end(user, current=request.session.session_key or "")
    note(user, "change_password", by=user, at=timezone.now())


def _password_reset(request, user, **_signal) -> None:
    """Whoever has the mail has the account: the wait after failed sign-ins ends with it."""
    get_adapter(request).unlock(request, user)
    sessions.end(user, current="")
    note(user, "reset_password", by=user, at=timezone.now())


def _factor_added(request, user, authenticator, **_signal) -> None:
    if authenticator.type in factors.FACTORS:
        factors.shown(request, user)
    note(user, "add_factor", by=user, at=timezone.now(), type=authenticator.type)


def _factor_removed(request, user, authenticator, **_signal) -> None:
    note(user, "remove_factor", by=user, at=timezone.now(), type=authenticator.type)


def _codes_renewed(request, user, **_signal) -> None:
    note(user, "renew_codes", by=user, at=timezone.now())


def _factor_used(request, user, authenticator, **_signal) -> None:
    """Also before the session is signed in: Django keeps what the session holds."""
    factors.shown(request, user)
    note(user, "use_factor", by=user, at=timezone.now(), type=authenticator.type)


def _factor_failed(request, user, authenticator, **_signal) -> None:
    note(user, "fail_factor", by=None, at=timezone.now(), type=authenticator.type)
