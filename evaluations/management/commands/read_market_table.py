"""``manage.py read_market_table``: reads a long table for an import; started by it, of no use to a person."""

import os
import sys
from contextlib import suppress

from django.core.management.base import BaseCommand

from evaluations.market import apart


class Command(BaseCommand):
    help = "Reads a long table of market records for an import, which starts this process itself."
    requires_system_checks = ()

    def handle(self, **options) -> None:
        # Whatever is printed by chance must not get between the chunks.
        stream = os.fdopen(os.dup(sys.stdout.fileno()), "wb", apart.PIPE)
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        with suppress(BrokenPipeError):
            apart.answer(sys.stdin.buffer, stream)
            stream.close()
