"""The public list of members as a page shows it: its filters, how many there are, and its rows."""

from collections.abc import Iterable, Mapping

from django.utils.translation import get_language

from applications.models import SupplierClass
from portal.accounts.models import Division
from portal.ui.kept import kept
from portal.ui.rows import addresses
from portal.ui.templatetags.ui import day
from publication import figures, queries

MAX_AGE = 60  # seconds that a cache may keep a public page; deadlines are shown by the day
SHOWN = [
    "pk",
    "since",
    "code",
    "supplier_class",
    "enterprise__name",
    "enterprise__uscc",
    "enterprise__city__name",
    "enterprise__city__name_en",
]


@kept(MAX_AGE)
def cities() -> list[Division]:
    """The cities to filter by."""
    return list(Division.objects.filter(level=Division.Level.CITY))


@kept(MAX_AGE)
def years() -> list[tuple[int, int]]:
    """The years of entry with their members; the pool's size is their sum."""
    return figures.by_year()


def total(chosen: Mapping[str, str]) -> int:
    """How many members answer to the filters."""
    if any(chosen.values()):
        return queries.members(**chosen).count()
    return sum(members for _year, members in years())


def cells(rows: Iterable[Mapping]) -> list[dict[str, object]]:
    """The columns of the list for rows that carry :data:`SHOWN`."""
    classes = {key: str(label) for key, label in SupplierClass.choices}
    name = (
        "enterprise__city__name_en" if (get_language() or "").startswith("en") else "enterprise__city__name"
    )
    address = addresses("publication:enterprise", "0" * 18)
    days = {when: day(when) for when in {row["since"] for row in rows}}
    return [
        {
            "address": address(row["enterprise__uscc"]),
            "name": row["enterprise__name"],
            "uscc": row["enterprise__uscc"],
            "city": row[name],
            "class": classes.get(row["supplier_class"], row["supplier_class"]),
            "since": days[row["since"]],
            "code": row["code"],
        }
        for row in rows
    ]
