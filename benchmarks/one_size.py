"""Fill one database with N applications and measure when asked: each line read is answered by a line of JSON.

``turn``: every page beside the bare list, once in turn; ``bulk``: one step over many files.
"""

import json
import os
import sys
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from applications import steps  # noqa: E402
from applications.models import Application  # noqa: E402
from applications.workflow import State, Step  # noqa: E402
from benchmarks import fill, measure  # noqa: E402

BULK = 2000


def main(count: int) -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("createcachetable", verbosity=0)
    made = fill.fill(count)
    with_dossier = (a for n, a in enumerate(made["applications"]) if n % 100 == 0)
    page = next(a for a in with_dossier if a.state not in (State.AT_COUNTY, State.AT_CITY))
    pages = addresses(signed_in(made["people"]), made["call"], page)
    answers = {"turn": lambda: measure.turn(pages), "bulk": lambda: bulk(made["people"]["province"])}
    print(json.dumps("filled"), flush=True)
    for asked in sys.stdin:
        print(json.dumps(answers[asked.strip()]()), flush=True)


def signed_in(people: dict) -> dict[str, Client]:
    """A client for each person, and one for the public."""
    clients = {name: Client() for name in people}
    for name, client in clients.items():
        client.force_login(people[name], backend="portal.accounts.backends.RoleBackend")
    return {**clients, "public": Client()}


def addresses(clients: dict[str, Client], call, application: Application) -> dict[str, tuple[Client, str]]:
    """Who opens which page."""
    return {
        "bare list": (clients["city"], "/bare/"),
        "desk": (clients["city"], reverse("applications:desk")),
        "application page": (clients["province"], reverse("applications:application", args=[application.pk])),
        "ranking": (clients["alliance"], reverse("reviews:ranking", args=[call.pk])),
        "public list": (clients["public"], reverse("publication:pool")),
    }


def bulk(province) -> dict:
    """One step over 2,000 files with audit and notices, beside a plain bulk_update of the same rows."""
    rows = list(Application.objects.filter(state=State.REVIEWED).order_by("pk")[:BULK])
    timings = {}
    for name, work in (("bulk_update", _plain), ("advance_many", lambda files: _step(files, province))):
        best = None
        for _n in range(3):
            files = list(
                Application.objects.filter(pk__in=[row.pk for row in rows]).select_related(
                    "call", "enterprise"
                )
            )
            with transaction.atomic():
                started = time.process_time()
                work(files)
                spent = (time.process_time() - started) * 1000
                transaction.set_rollback(True)
            best = spent if best is None else min(best, spent)
        timings[name] = best
    return timings


def _plain(files: list[Application]) -> None:
    now = timezone.now()
    for file in files:
        file.changed_at = file.received_at = now
        file.returned_from = "x"
    Application.objects.bulk_update(files, ["changed_at", "received_at", "returned_from"])


def _step(files: list[Application], by) -> None:
    outcome = steps.advance_many(files, Step.PROPOSE, by=by, at=timezone.now(), opinion="", strict=True)
    if len(outcome.done) != len(files):
        raise AssertionError(outcome.refused[:3])


if __name__ == "__main__":
    main(int(sys.argv[1]))
