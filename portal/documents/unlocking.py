"""An officer unlocks the sealed objections for one session, and for half an hour.

The private keys lie in the session row encrypted under a random secret that only the officer's browser
holds, in a cookie of its own. The database alone opens nothing, the cookie alone opens nothing, and
signing out ends both.
"""

import base64
import json
import os
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from portal.documents.sealing import Opener

COOKIE = "unlocked"
LASTS = timedelta(minutes=30)


def unlock(request, response, opener: Opener, *, at: datetime) -> None:
    """Keep ``opener`` for this session until half an hour after ``at``."""
    secret, nonce = AESGCM.generate_key(256), os.urandom(12)
    until = (at + LASTS).isoformat()
    keys = {key_id: private.hex() for key_id, private in opener.private_keys().items()}
    box = nonce + AESGCM(secret).encrypt(nonce, json.dumps(keys).encode(), _bound(request, until))
    request.session[COOKIE] = {"until": until, "box": base64.b64encode(box).decode()}
    response.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(secret).decode(),
        max_age=LASTS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )


def opener_of(request, *, at: datetime) -> Opener | None:
    """The opener that this session unlocked, or None when it did not, or its time is over."""
    kept, secret = request.session.get(COOKIE), request.COOKIES.get(COOKIE)
    if not kept or not secret or at >= datetime.fromisoformat(kept["until"]):
        return None
    try:
        box, bound = base64.b64decode(kept["box"]), _bound(request, kept["until"])
        keys = json.loads(AESGCM(base64.urlsafe_b64decode(secret)).decrypt(box[:12], box[12:], bound))
    except (InvalidTag, ValueError):
        return None
    return Opener({key_id: bytes.fromhex(private) for key_id, private in keys.items()})


def lock(request, response) -> None:
    """End the unlocked time now."""
    request.session.pop(COOKIE, None)
    response.delete_cookie(COOKIE, samesite="Strict")


def _bound(request, until: str) -> bytes:
    """Ties the box to the person and to its end, so that a changed session row opens nothing."""
    return f"{request.user.pk}:{until}".encode()
