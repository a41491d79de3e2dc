"""The code that is mailed to an objector: it shows that they can be reached where they say.

It is derived and never stored; the mail names neither the objector nor what the objection is about, and goes
out sealed like every mail.
"""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from publication.models import Objection

CODE_FOR = timedelta(hours=24)  # after the filing, also where the period ends sooner
LENGTH = 8


def confirmation_code(objection: Objection) -> str:
    """Eight letters and digits that only the portal can derive: 40 bits against 40 tries an hour."""
    key = hashlib.sha256(b"objection confirmation" + settings.SECRET_KEY.encode()).digest()
    raw = hmac.new(key, objection.tracking_digest.encode(), hashlib.sha256).digest()
    return base64.b32encode(raw).decode()[:LENGTH]


def mail_code(objection: Objection, address: str) -> None:
    """Mail the code to the objector; the mail names neither the objector nor what the objection is about."""
    context = {
        "number": objection.number,
        "confirmation": confirmation_code(objection),
        "link": settings.SITE_URL.rstrip("/") + reverse("publication:objection_track"),
        "owner": settings.SITE_OWNER,
    }
    subject = _("Code to confirm objection %(number)s") % {"number": objection.number}
    EmailMessage(
        subject=subject, body=render_to_string("emails/objection_code.txt", context), to=[address]
    ).send()


def until(objection: Objection) -> datetime:
    """Until when the code is taken: to the end of the period, and a day after the filing at least."""
    return max(objection.publicity.ends_at, objection.received_at + CODE_FOR)
