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
            document_readers,
            enterprise_entries,
            filing,
            gauges,
            letters,
            menu,
            moved,
            notices,
            receipts,
            summaries,
            tasks,
        )
        from applications.dossier import prefill

        filing.register()
        receipts.register()
        notices.register()
        calls.register()
        enterprise_entries.register()
        desk.register()
        decisions.register()
        summaries.register()
        letters.register()
        document_readers.register()
        tasks.register()
        gauges.register()
        menu.register()
        moved.register()
        prefill.register()
