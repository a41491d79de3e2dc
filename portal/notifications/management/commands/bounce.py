"""Takes the report of a mail server from standard input, as the sender's mailbox pipes it."""

import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.notifications import bounces


class Command(BaseCommand):
    help = "Reads one report of failed delivery (RFC 3464) from standard input and notes it on its mail."

    def handle(self, *args, **options):
        try:
            mail = bounces.take(sys.stdin.buffer.read(bounces.LARGEST + 1), at=timezone.now())
        except bounces.NotAReport as refusal:
            raise CommandError(f"This is not a report of delivery: {refusal}.") from None
        self.stdout.write(f"Mail {mail.pk} came back." if mail else "No mail of this portal has come back.")
