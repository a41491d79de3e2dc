"""Applications: calls, enterprises, dossiers, the state machine, county and city desks."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter this floor's notices, desks, decisions, words, documents, schedule and menu."""
        from applications import (
            calls,
            decisions,
            desk,
            enterprise_entries,
            filing,
            menu,
            moved,
            notices,
            receipts,
            summaries,
            tasks,
            timeline,
        )
        from applications.dossier import prefill

        filing.register()
        receipts.register()
        notices.register()
        calls.register_notices()
        enterprise_entries.register()
        desk.register()
        decisions.register()
        timeline.register()
        summaries.register()
        tasks.register()
        menu.register()
        moved.register()
        prefill.register()
