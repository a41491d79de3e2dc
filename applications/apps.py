"""Applications: calls, enterprises, dossiers, the state machine, county and city desks."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter this floor's notices."""
        from applications import calls, enterprise_entries, notices

        notices.register()
        calls.register_notices()
        enterprise_entries.register()
