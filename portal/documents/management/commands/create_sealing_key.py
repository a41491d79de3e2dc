"""Make the objection officers' key, or let a further officer open the one there is."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.accounts.models import User
from portal.documents import sealing
from portal.documents.management import asking

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
        officer = asking.officer(options["officer"])
        try:
            self._make(officer, add=options["add"])
        except sealing.WeakPassphrase as error:
            raise CommandError(f"The passphrase is too short: {error}. Nothing was changed.") from error
        except sealing.WrongPassphrase as error:
            raise CommandError("That passphrase opens no key. Nothing was changed.") from error

    def _make(self, officer: User, *, add: bool) -> None:
        now = timezone.now()
        if add:
            opener = sealing.Opener.from_passphrase(
                asking.passphrase(OLD, "Passphrase of an officer who can open: ")
            )
            passphrase = asking.passphrase(NEW, f"New passphrase of {officer.username}: ")
            sealing.add_officer(opener, officer=officer, passphrase=passphrase, by=None, at=now)
            self.stdout.write(f"{officer.username} can open the objections now.")
            return
        passphrase = asking.passphrase(NEW, f"New passphrase of {officer.username}: ")
        key = sealing.make_key(passphrases={officer: passphrase}, by=None, at=now)
        self.stdout.write(
            f"Key {key.key_id} is in use. Without the passphrase nobody can open what it seals."
        )
