"""Publication: deliberation, publicity, objections, announcements, the pool, the public site."""

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "publication"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter this floor's policies, notices, jobs, panels, documents and menus."""
        from publication import menu, moved, registration

        menu.register()
        registration.register()
        moved.register()
