"""Refuse Django's command of that name, and say what to use instead."""

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Refused: no account of this portal is a superuser."

    def add_arguments(self, parser):
        """Take whatever Django's own command takes, so that the refusal is what people read."""
        parser.add_argument("--noinput", "--no-input", action="store_true")
        for name in ("--username", "--email", "--name", "--role", "--organisation", "--database"):
            parser.add_argument(name)

    def handle(self, *args, **options):
        raise CommandError(
            "No account of this portal is a superuser. Enter an administrator with "
            "'manage.py create_administrator security_admin USERNAME EMAIL NAME'."
        )
