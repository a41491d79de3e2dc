"""The door for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
_django = get_wsgi_application()

from portal.page_cache import KeptPages  # noqa: E402 – it reads the settings

application = KeptPages(_django)
