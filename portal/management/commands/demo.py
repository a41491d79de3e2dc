"""Loads the demonstration into an empty portal and prints its accounts."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from portal.demo import loading
from portal.demo.accounts import table


class Command(BaseCommand):
    help = "Loads the demonstration (DEMO=1) into an empty database; does nothing when somebody is there."

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError("Set DEMO=1: the demonstration's pages carry a mark that says so.")
        if loading.is_loaded():
            self.stdout.write("The demonstration is already loaded.")
        else:
            self.stdout.write("Loading the demonstration …")
            with translation.override("zh-hans"):
                loading.load(timezone.now(), say=self.stdout.write)
        self.stdout.write(table())
