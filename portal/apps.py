"""The roof's app: holds the management commands."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the pages of ``portal.ui``, which stands below the access table; look after kept pages."""
        from portal import page_cache
        from portal.accounts.access import PUBLIC, declare
        from portal.probes import gauges

        gauges.register()
        page_cache.register()
        declare(PUBLIC, ["gallery", "accessibility", "robots"])
