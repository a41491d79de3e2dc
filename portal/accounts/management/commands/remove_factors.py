"""The way back for a security administrator who has lost app, passkeys and codes and has no colleague."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.accounts import lost_factors
from portal.accounts.models import User


class Command(BaseCommand):
    help = (
        "Removes the second factors of the only security administrator, for the operator at the machine. "
        "It goes on record, ends all sessions of the account and is told to the person by mail."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument(
            "--identity-checked",
            action="store_true",
            help="Confirms that you saw the person, checked who it is, and that the office knows of it.",
        )

    def handle(self, *args, username: str, identity_checked: bool, **options):
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"Nobody has the user name {username!r}.")
        if not identity_checked:
            raise CommandError(
                "Nothing was removed. Make sure who asks, have the office know of it, "
                "and say so with --identity-checked; it goes on record."
            )
        try:
            lost_factors.remove_lost_factors(person, at=timezone.now())
        except lost_factors.Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{username} signs in with the password and sets up new factors.")
