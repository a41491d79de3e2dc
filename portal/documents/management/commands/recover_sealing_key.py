"""Prepare for lost passphrases, and recover from them, with two people of the province."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.documents import recovery, sealing
from portal.documents.management import asking

ANOTHER = "SEALING_PASSPHRASE_OF_ANOTHER"


class Command(BaseCommand):
    help = (
        "With --prepare: splits the sealing keys between two keepers. With --officer: the two keepers together "
        "let an officer open the keys again."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--keeper", action="append", required=True, help="user name; exactly two")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--prepare", action="store_true")
        what.add_argument("--officer", help="user name of the objection officer who is let in again")

    def handle(self, *args, **options) -> None:
        keepers = [asking.keeper(name) for name in dict.fromkeys(options["keeper"])]
        passphrases = {
            keeper: asking.passphrase(
                f"RECOVERY_PASSPHRASE_{keeper.username}", f"Recovery passphrase of {keeper.username}: "
            )
            for keeper in keepers
        }
        try:
            if options["prepare"]:
                self._prepare(passphrases)
            else:
                self._recover(passphrases, asking.officer(options["officer"]))
        except recovery.NotTwoKeepers as error:
            raise CommandError("Name exactly two keepers. Nothing was changed.") from error
        except sealing.WeakPassphrase as error:
            raise CommandError(f"A passphrase is too short: {error}. Nothing was changed.") from error
        except sealing.WrongPassphrase as error:
            raise CommandError("These passphrases open nothing. Nothing was changed.") from error

    def _prepare(self, passphrases: dict) -> None:
        opener = sealing.Opener.from_passphrase(
            asking.passphrase(ANOTHER, "Passphrase of an officer who can open: ")
        )
        recovery.split(opener, passphrases=passphrases, by=None, at=timezone.now())
        self.stdout.write("The keys are split; both keepers are needed to open them.")

    def _recover(self, passphrases: dict, officer) -> None:
        now = timezone.now()
        opener = recovery.join(passphrases=passphrases, by=None, at=now)
        fresh = asking.passphrase("SEALING_PASSPHRASE", f"New passphrase of {officer.username}: ")
        sealing.add_officer(opener, officer=officer, passphrase=fresh, by=None, at=now)
        self.stdout.write(f"{officer.username} can open the objections again.")
