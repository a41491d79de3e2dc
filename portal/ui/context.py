"""What every template knows of the site."""

from django.conf import settings


def site(request) -> dict:
    return {"DEMO": settings.DEMO}
