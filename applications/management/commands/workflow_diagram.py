"""Write docs/workflow.md from the state machine."""

from django.conf import settings
from django.core.management.base import BaseCommand

from applications import diagram


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        (settings.BASE_DIR / "docs/workflow.md").write_text(diagram.markdown())
