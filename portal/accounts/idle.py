"""Thirty minutes without a sign of the person end a session, and twelve hours in any case; the page warns before the
thirty are over, and one click stays.

The moment of the last sign stands in the session, at most one write a minute. Pages that are cached whole
never come here, so they neither read nor prolong a session.
"""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.utils.translation import ngettext

SEEN, BEGUN = "seen", "begun"
GRAIN = 60  # seconds between two writes


def seen(request) -> None:
    """A sign of the person."""
    now = time.time()
    request.session.setdefault(BEGUN, now)
    request.session[SEEN] = now


def ended(request) -> bool:
    """Sign out whom nothing was seen of for too long, or who signed in too long ago, and say so; else note the sign."""
    if not request.user.is_authenticated:
        return False
    now, session = time.time(), request.session
    quiet = now - session.get(SEEN, 0)
    if abs(quiet) < GRAIN:
        return False
    if SEEN in session and abs(quiet) >= settings.IDLE_SIGN_OUT:
        text = _quiet()
    elif abs(now - session.get(BEGUN, now)) >= settings.SESSION_COOKIE_AGE:
        text = _long()
    else:
        seen(request)
        return False
    logout(request)
    messages.warning(request, text)
    return True


def _long() -> str:
    hours = settings.SESSION_COOKIE_AGE // 3600
    return ngettext(
        "You were signed out %(hours)d hour after you signed in. Please sign in again; what you typed is kept.",
        "You were signed out %(hours)d hours after you signed in. Please sign in again; what you typed is kept.",
        hours,
    ) % {"hours": hours}


def _quiet() -> str:
    minutes = settings.IDLE_SIGN_OUT // 60
    return ngettext(
        "You were signed out after %(minutes)d minute without a sign of you. Please sign in again; what you typed is kept.",
        "You were signed out after %(minutes)d minutes without a sign of you. Please sign in again; what you typed is kept.",
        minutes,
    ) % {"minutes": minutes}
