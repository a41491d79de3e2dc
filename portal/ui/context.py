"""What every template knows of the site."""

from django.conf import settings


def site(request) -> dict:
    """The owner's particulars for header and footer; nothing of the person or the session."""
    return {
        "DEMO": settings.DEMO,
        "UNIFIED_IDENTITY": bool(settings.SOCIALACCOUNT_PROVIDERS),
        "IDLE_CLOCK": settings.IDLE_SIGN_OUT - 60,  # the server notes a sign once a minute
        "SITE_URL": settings.SITE_URL,
        "SITE_OWNER": settings.SITE_OWNER,
        "SITE_ID_CODE": settings.SITE_ID_CODE,
        "SITE_ICP": settings.SITE_ICP,
        "SITE_POLICE_RECORD": settings.SITE_POLICE_RECORD,
        "SITE_CONTACT": settings.SITE_CONTACT,
    }
