"""Retire the officers' key and make a new one, for the officers who are named and no others."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.documents import sealing
from portal.documents.management import asking


class Command(BaseCommand):
    help = (
        "Makes a new sealing key that the named officers open with the passphrases they have. Who is not named "
        "opens nothing that comes later. What was sealed before stays with the retired key."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--officer", action="append", required=True, help="user name; once for each")

    def handle(self, *args, **options) -> None:
        passphrases = {}
        for officer in map(asking.officer, options["officer"]):
            typed = asking.passphrase(
                f"SEALING_PASSPHRASE_{officer.username}", f"Passphrase of {officer.username}: "
            )
            try:
                sealing.Opener.from_passphrase(typed, officer=officer)
            except sealing.WrongPassphrase as error:
                raise CommandError(
                    f"The passphrase of {officer.username} opens no key. Nothing was changed."
                ) from error
            passphrases[officer] = typed
        key = sealing.make_key(passphrases=passphrases, by=None, at=timezone.now())
        self.stdout.write(f"Key {key.key_id} is in use; {len(passphrases)} officers open it.")
        self.stdout.write("Split it between two keepers: recover_sealing_key --prepare")
