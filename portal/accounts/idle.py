"""Thirty minutes without a sign of the person end a session; the page warns before, and one click stays.

The moment of the last sign stands in the session, at most one write a minute. Pages that are cached whole
never come here, so they neither read nor prolong a session.
"""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.utils.translation import ngettext

SEEN = "seen"
GRAIN = 60  # seconds between two writes


def seen(request) -> None:
    """A sign of the person."""
    request.session[SEEN] = time.time()


def ended(request) -> bool:
    """Sign out whom nothing was seen of for too long, and say so; else note the sign."""
    if not request.user.is_authenticated:
        return False
    quiet = time.time() - request.session.get(SEEN, 0)
    if abs(quiet) < GRAIN:
        return False
    if SEEN not in request.session or abs(quiet) < settings.IDLE_SIGN_OUT:
        seen(request)
        return False
    logout(request)
    messages.warning(request, _text())
    return True


def _text() -> str:
    minutes = settings.IDLE_SIGN_OUT // 60
    return ngettext(
        "You were signed out after %(minutes)d minute without a sign of you. Please sign in again; what you typed is kept.",
        "You were signed out after %(minutes)d minutes without a sign of you. Please sign in again; what you typed is kept.",
        minutes,
    ) % {"minutes": minutes}
