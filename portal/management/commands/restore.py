"""Fills an empty portal from a backup and proves that it is whole."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.keeping import backup, stores


class Command(BaseCommand):
    help = "Fills an empty database and empty folders from a backup, then checks record and files."
    requires_system_checks = []  # there is no database yet

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="A folder that `backup` wrote.")
        parser.add_argument(
            "--keys", type=Path, help="The folder with the keys; without it they stay as they are."
        )

    def handle(self, *args, folder: Path, keys: Path | None, **options):
        try:
            known = backup.restore(folder.resolve(), keys=keys and keys.resolve())
        except (backup.Refused, backup.NotWhole, stores.Failed) as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"Whole: {known}")
