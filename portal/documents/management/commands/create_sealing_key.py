"""Make the objection officers' key, or let a further officer open the one there is."""

import os
from getpass import getpass

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.documents import sealing

NEW = "SEALING_PASSPHRASE"
OLD = "SEALING_PASSPHRASE_OF_ANOTHER"


class Command(BaseCommand):
    help = (
        "Makes the key pair to which objectors' identities are encrypted; asks for the officer's passphrase."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--officer", required=True, help="user name of an objection officer")
        parser.add_argument(
            "--add",
            action="store_true",
            help="let this officer open the existing keys, with another's passphrase",
        )
        parser.add_argument("--if-missing", action="store_true", help="do nothing when there is a key")

    def handle(self, *args, **options) -> None:
        if options["if_missing"] and sealing.key_in_use():
            return
        officer = User.objects.filter(username=options["officer"], is_active=True).first()
        if officer is None or not officer.may(Permission.HANDLE_OBJECTIONS):
            raise CommandError(f"{options['officer']} is not an objection officer")
        try:
            self._make(officer, add=options["add"])
        except sealing.WeakPassphrase as error:
            raise CommandError(f"The passphrase is too short: {error}. Nothing was changed.") from error
        except sealing.WrongPassphrase as error:
            raise CommandError("That passphrase opens no key. Nothing was changed.") from error

    def _make(self, officer: User, *, add: bool) -> None:
        now = timezone.now()
        if add:
            opener = sealing.Opener.from_passphrase(_ask(OLD, "Passphrase of an officer who can open: "))
            passphrase = _ask(NEW, f"New passphrase of {officer.username}: ")
            sealing.add_officer(opener, officer=officer, passphrase=passphrase, by=None, at=now)
            self.stdout.write(f"{officer.username} can open the objections now.")
            return
        passphrase = _ask(NEW, f"New passphrase of {officer.username}: ")
        key = sealing.make_key(passphrases={officer: passphrase}, by=None, at=now)
        self.stdout.write(
            f"Key {key.key_id} is in use. Without the passphrase nobody can open what it seals."
        )


def _ask(variable: str, prompt: str) -> str:
    """From the environment for unattended set-up, otherwise typed; never an argument, which others can see."""
    return os.environ.get(variable) or getpass(prompt)
