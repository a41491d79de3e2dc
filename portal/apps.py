"""The roof's app: holds the management commands."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the pages of ``portal.ui``, which stands below the access table and can't name it."""
        from portal.accounts.access import PUBLIC, declare

        declare(PUBLIC, ["gallery", "accessibility", "robots"])
