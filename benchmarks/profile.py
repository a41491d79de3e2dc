"""Profile one page of a filled database: where the time of a measured page goes.

``python -m benchmarks.profile setup 20000`` fills VAR_DIR, then ``… time``, ``… sql PAGE``, ``… cpu PAGE``.
"""

import cProfile
import os
import pstats
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from applications.models import Call, SubmittedVersion  # noqa: E402
from benchmarks import fill, measure  # noqa: E402
from benchmarks.one_size import addresses, signed_in  # noqa: E402
from portal.accounts.models import User  # noqa: E402


def pages() -> dict[str, tuple[Client, str]]:
    """The measured pages of the filled database."""
    people = {name: User.objects.get(username=f"bench-{name}") for name in ("city", "province", "alliance")}
    version = SubmittedVersion.objects.exclude(content={}).filter(application__state="reviewed").first()
    return addresses(signed_in(people), Call.objects.get(), version.application)


def main(what: str, page: str = "") -> None:
    if what == "setup":
        call_command("migrate", run_syncdb=True, verbosity=0)
        call_command("createcachetable", verbosity=0)
        fill.fill(int(page))
    elif what == "time":
        opened = pages()
        figures = measure.together([measure.turn(opened) for _n in range(5)])
        floor = figures["bare list"]["cpu"]
        for name, figure in figures.items():
            print(
                f"{name:18} {figure['queries']:3} queries {figure['cpu']:7.2f} ms CPU {figure['wall']:7.2f} ms wall"
                f"  × {figure['cpu'] / floor:.2f}"
            )
    elif what == "sql":
        client, url = pages()[page]
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        for query in queries:
            print(query["time"], query["sql"][:500])
    else:
        client, url = pages()[page]
        client.get(url)
        profile = cProfile.Profile()
        profile.enable()
        for _n in range(20):
            client.get(url)
        profile.disable()
        pstats.Stats(profile).sort_stats("cumulative").print_stats(70)


if __name__ == "__main__":
    main(*sys.argv[1:])
