"""Print the addresses that have no row in the access tables yet, so that a person decides who may open them."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django

django.setup()

from tests.architecture.access_table import TABLE  # noqa: E402
from tests.architecture.objects import ROWS, WITHOUT_OWNER  # noqa: E402
from tests.architecture.urls import every_address  # noqa: E402


def main() -> None:
    for address in every_address():
        if address.name not in TABLE:
            print(f"access_table.TABLE: {address.name}  /{address.route}")
        known = address.name in ROWS or address.name in WITHOUT_OWNER
        if address.takes_object and TABLE.get(address.name) != frozenset() and not known:
            print(f"objects.ROWS:       {address.name}  /{address.route}")


if __name__ == "__main__":
    main()
