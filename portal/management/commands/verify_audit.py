"""Proves the record of decisions, or names the first row that was changed."""

from django.core.management.base import BaseCommand, CommandError

from portal.audit import triggers
from portal.audit.verify import verify


class Command(BaseCommand):
    help = "Walks all chains and roots; ends with code 1 and the name of the first broken row, if any."
    requires_system_checks = []  # the check for triggers must not stand in the way of restoring them

    def add_arguments(self, parser):
        parser.add_argument(
            "--restore-triggers",
            action="store_true",
            help="Put missing triggers back when the record is whole.",
        )

    def handle(self, *args, restore_triggers: bool, **options):
        verdict = verify()
        figures = f"{verdict.events} events in {verdict.chains} chains, {verdict.roots} roots"
        if verdict.broken:
            broken = verdict.broken
            raise CommandError(
                f"BROKEN: table {broken.table}, id {broken.id}: {broken.what} (walked {figures})"
            )
        self.stdout.write(f"OK: {figures}")
        absent = triggers.missing()
        if absent and restore_triggers:
            self.stdout.write("Put back: " + ", ".join(triggers.install()))
        elif absent:
            raise CommandError("Triggers are missing: " + ", ".join(absent))
