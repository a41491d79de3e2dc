"""Keeps the portal's data in a folder, the keys in another."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.keeping import backup, stores


class Command(BaseCommand):
    help = "Writes database and files to FOLDER and the keys to another; the portal may run meanwhile."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="New folder for database, files and manifest.")
        parser.add_argument("--keys", type=Path, required=True, help="New folder elsewhere, for the keys.")

    def handle(self, *args, folder: Path, keys: Path, **options):
        try:
            known = backup.make(folder.resolve(), keys=keys.resolve(), at=timezone.now())
        except (backup.Refused, stores.Failed) as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"Kept: {known}")
