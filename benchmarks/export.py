"""One long export in a process of its own: prints the megabytes that it took above idle, and the seconds."""

import resource
import sys
import time

import django

django.setup()

from django.test import Client  # noqa: E402

CHUNK = 64 * 1024


def main(form: str) -> None:
    client = Client()
    client.get("/open-data/")  # everything that a running server has loaded
    for _part in client.get(f"/open-data/products.{form}").streaming_content:
        pass
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, size = time.perf_counter(), 0
    for part in client.get(f"/open-data/history.{form}").streaming_content:
        size += len(part)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    if size < 1_000_000:
        raise SystemExit("the export is too short to say anything")
    print(f"{grown / 1024:.0f} {time.perf_counter() - started:.1f}")


if __name__ == "__main__":
    main(sys.argv[1])
