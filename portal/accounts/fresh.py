"""Who signed in a while ago shows once more who they are before an act that binds, or touches the account."""

import time
from functools import wraps

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.conf import settings

SIGNED_IN_AT = "signed_in_at"


def signed_in(request) -> None:
    """A person has just signed in; showing once more who one is, allauth keeps itself."""
    request.session[SIGNED_IN_AT] = time.time()


def is_fresh(request) -> bool:
    """Whether that was at most ``ACCOUNT_REAUTHENTICATION_TIMEOUT`` seconds ago."""
    age = time.time() - request.session.get(SIGNED_IN_AT, 0)
    return abs(age) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def binding(view):
    """For views whose form binds: the form waits in the session while the person shows who they are."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if request.method == "POST":
            raise_if_reauthentication_required(request, app="portal")
        return view(request, *args, **kwargs)

    checked.binds = True
    return checked
