"""What allauth does for a person goes on record: signed in and out, password changed or reset."""

from allauth.account import signals
from allauth.account.adapter import get_adapter
from django.contrib.auth.signals import user_logged_out
from django.utils import timezone

from portal.accounts.people import note


def connect() -> None:
    """Listen; called once at start-up."""
    signals.user_logged_in.connect(_signed_in, dispatch_uid="account.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="account.signed_out")
    signals.password_changed.connect(_password_changed, dispatch_uid="account.password_changed")
    signals.password_reset.connect(_password_reset, dispatch_uid="account.password_reset")


def _signed_in(request, user, **_signal) -> None:
    note(user, "account.signed_in", by=user, at=timezone.now())


def _signed_out(request, user, **_signal) -> None:
    if user is not None:
        note(user, "account.signed_out", by=user, at=timezone.now())


def _password_changed(request, user, **_signal) -> None:
    note(user, "account.password_changed", by=user, at=timezone.now())


def _password_reset(request, user, **_signal) -> None:
    """Whoever has the mail has the account: the wait after failed sign-ins ends with it."""
    get_adapter(request).unlock(request, user)
    note(user, "account.password_reset", by=user, at=timezone.now())
