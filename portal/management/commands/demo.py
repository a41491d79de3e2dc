"""Loads the demonstration into an empty portal and prints its accounts."""

from argparse import ArgumentTypeError
from datetime import datetime, time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.dateparse import parse_date, parse_datetime

from portal.demo import loading
from portal.demo.accounts import table

OFFICE_HOUR = time(10, 30)


def moment(text: str) -> datetime:
    """A date (in the morning) or a moment, of Guangdong's time where it names none."""
    try:
        day = parse_date(text)
        found = datetime.combine(day, OFFICE_HOUR) if day else parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise ArgumentTypeError(f"{text!r} is no date; write 2027-02-01 or 2027-02-01T09:00")
    return timezone.make_aware(found) if timezone.is_naive(found) else found


class Command(BaseCommand):
    help = "Loads the demonstration (DEMO=1) into an empty database; does nothing when somebody is there."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--on",
            type=moment,
            metavar="DATE",
            help="The day on which the busy week is told, today by default: to see how it falls around holidays.",
        )

    def handle(self, *args, on: datetime | None, **options) -> None:
        if not settings.DEMO:
            raise CommandError("Set DEMO=1: the demonstration's pages carry a mark that says so.")
        if loading.is_loaded():
            self.stdout.write("The demonstration is already loaded.")
        else:
            self.stdout.write("Loading the demonstration …")
            with translation.override("zh-hans"):
                loading.load(on or timezone.now(), say=self.stdout.write)
        self.stdout.write(table())
