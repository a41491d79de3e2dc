from datetime import timedelta

from django.apps import AppConfig
from django.core.checks import Tags, register

SWEEP = "sweep_incoming"


class DocumentsConfig(AppConfig):
    name = "portal.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter the job that makes PDFs, the tidying of uploads, and the operator's check."""
        from portal.documents.checks import sealing_key, sealing_recovery, signing_key
        from portal.documents.files import sweep_incoming
        from portal.documents.making import make_pdf
        from portal.documents.menu import ISSUED, VERIFY
        from portal.notifications.jobs import jobs
        from portal.notifications.schedule import Scheduled, schedule
        from portal.ui.navigation import items

        schedule.add(SWEEP, Scheduled(SWEEP, timedelta(hours=1), sweep_incoming))
        jobs.add("make_pdf", make_pdf)
        items.add(VERIFY.key, VERIFY)
        items.add(ISSUED.key, ISSUED)
        register(sealing_key, Tags.database)
        register(sealing_recovery, Tags.database)
        register(signing_key, Tags.security, deploy=True)
