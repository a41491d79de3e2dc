"""From the embedded SQLite to PostgreSQL, with the record's roots equal before and after."""

from django.core.management.base import BaseCommand, CommandError

from portal.audit.verify import verify
from portal.keeping import moving


class Command(BaseCommand):
    help = "Copies the whole database into an empty PostgreSQL; stop the portal first, set DATABASE_URL afterwards."

    def add_arguments(self, parser):
        parser.add_argument("--to", required=True, metavar="URL", help="postgres://user:password@host/name")

    def handle(self, *args, to: str, **options):
        verdict = verify()
        if not verdict.ok:
            raise CommandError(f"The record is broken at {verdict.broken}: nothing was moved.")
        moving.add_target(to)
        try:
            known = moving.move(say=self.stdout.write)
        except (moving.Refused, moving.NotTheSame) as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"Moved: {known}")
        self.stdout.write("Now set DATABASE_URL, run manage.py verify_audit, then start the portal.")
