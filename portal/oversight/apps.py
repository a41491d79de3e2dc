from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    """Pages of the record and of the calendar: they need people, jobs and notices, which lie above both."""

    name = "portal.oversight"
    label = "oversight"
    verbose_name = _("oversight")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.oversight import upkeep

        upkeep.register()
