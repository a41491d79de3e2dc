"""The tabs of a city's pool, on the city's desk and in public: one a source or class, each with its rows."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from evaluations.city_pools import classes, entries
from portal.accounts.models import Division


@dataclass(frozen=True)
class Tab:
    """``key``: its name in the address; ``kind``: how its rows are drawn; ``order``: of their list."""

    key: str
    label: str
    kind: str  # "provincial", "serving" or "admitted"
    rows: QuerySet
    order: tuple[str, ...]
    count: int


def of_pool(city: Division, *, text: str = "", public: bool) -> list[Tab]:
    """Provincial members, members serving here, then each class; ``text`` narrows them; ``public``: published ones."""
    own = entries.admitted(city)
    if public:
        own = own.filter(published_in__isnull=False)
    made = [
        _tab(
            "provincial",
            _("Provincial members"),
            "provincial",
            entries.provincial(city),
            text,
            ("since", "pk"),
        ),
        _tab(
            "serving", _("Members serving here"), "serving", entries.serving(city), text, ("-records", "pk")
        ),
    ]
    for key, label in classes.choices(city):
        rows = own.filter(**classes.parts_of(key, city))
        made.append(_tab(key, label, "admitted", rows, text, ("-decided_at", "pk")))
    return made


def _tab(key: str, label: str, kind: str, rows: QuerySet, text: str, order: tuple[str, ...]) -> Tab:
    rows = entries.named(rows, text)
    return Tab(key, label, kind, rows.order_by(), order, rows.order_by().count())


def chosen(tabs: list[Tab], key: str) -> Tab:
    """The tab that the address names; else the first that holds something, for a search leads to what it found."""
    named: Callable[[Tab], bool] = lambda tab: tab.key == key  # noqa: E731
    return next(filter(named, tabs), None) or next((tab for tab in tabs if tab.count), tabs[0])
