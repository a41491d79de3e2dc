from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule
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
        self._gather_words()

    def _gather_words(self) -> None:
        """Let each room that has a module ``record_words`` name its entries on the record."""
        for room in apps.get_app_configs():
            if module_has_submodule(room.module, "record_words"):
                import_module(f"{room.name}.record_words").register()
