"""The calendar in memory: the province's days over the published ones, a year at a time.

The few rows of the province are read once a request (or every five seconds outside of one), so a
list of any length costs one query, and every process counts by a notice from the request after it was
entered; the years themselves are computed once and kept while the rows stay the same.
"""

import threading
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from time import monotonic

import chinese_calendar
from django.db.models import Case, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from portal.statements import Statement
from portal.workdays.models import ConfirmedYear, DayOverride
from portal.workdays.statutory import NAMES, holidays

FRESH_FOR = 5.0  # seconds
WORKING, OFF, FINAL = "working", "off", "final"


def _set_by_the_province() -> QuerySet:
    """The days that work or don't by a notice, and the years that are final, under each other."""
    part = Case(When(working=True, then=Value(WORKING)), default=Value(OFF))
    days = DayOverride.objects.order_by().annotate(part=part, what=Cast("date", TextField()))
    years = ConfirmedYear.objects.order_by().annotate(part=Value(FINAL), what=Cast("year", TextField()))
    columns = ("part", "what", "note"), ("part", "what", "notice")
    parts = [rows.values_list(*names) for rows, names in zip((days, years), columns, strict=True)]
    return parts[0].union(parts[1], all=True).order_by("part", "what")


SET = Statement(_set_by_the_province)


@dataclass(frozen=True)
class Day:
    """A day and why it counts: ``reason`` for people, ``note`` the notice or holiday it comes from."""

    date: date
    working: bool
    reason: object
    note: object = ""
    provisional: bool = False


@dataclass(frozen=True)
class Year:
    """The days of a year; ``upto[n]`` is how many of the first ``n`` work."""

    days: list[Day]
    upto: list[int]


@dataclass
class Table:
    """What the province set, as ``rows`` of :data:`SET`, and the years computed from it."""

    rows: list[tuple[str, str, str]]
    years: dict[int, Year] = field(default_factory=dict)
    overrides: dict[date, tuple[bool, str]] = field(init=False)
    confirmed: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self.overrides = {
            date.fromisoformat(what): (part == WORKING, note)
            for part, what, note in self.rows
            if part != FINAL
        }
        self.confirmed = {int(what): note for part, what, note in self.rows if part == FINAL}

    def year(self, number: int) -> Year:
        if number not in self.years:
            first = date(number, 1, 1)
            length = (date(number + 1, 1, 1) - first).days
            days = [self._judge(first + timedelta(days=n)) for n in range(length)]
            self.years[number] = Year(days, [0, *accumulate(day.working for day in days)])
        return self.years[number]

    def day(self, when: date) -> Day:
        return self.year(when.year).days[when.timetuple().tm_yday - 1]

    def count(self, after: date, until: date) -> int:
        """How many days after ``after``, up to and with ``until``, work (``after`` ≤ ``until``)."""
        total = sum(self.year(number).upto[-1] for number in range(after.year, until.year))
        return total + self._upto(until) - self._upto(after)

    def _upto(self, when: date) -> int:
        return self.year(when.year).upto[when.timetuple().tm_yday]

    def _judge(self, when: date) -> Day:
        if when in self.overrides:
            working, note = self.overrides[when]
            return Day(when, working, _("Set by notice"), note)
        if when.year in self.confirmed:
            return _computed(when, provisional=False)
        try:
            off, name = chinese_calendar.get_holiday_detail(when)
        except NotImplementedError:
            return _computed(when, provisional=True)
        note = NAMES.get(name, name) if name else ""
        if off:
            return Day(when, False, _("Holiday") if name else _("Weekend"), note)
        if when.weekday() >= 5:
            return Day(when, True, _("Working day moved to a weekend"), note)
        return Day(when, True, _("Working day"))


def _computed(when: date, *, provisional: bool) -> Day:
    """A day by the week and the holidays of the law: all that is known of a year without a notice.

    A confirmed year stands on the same ground: a notice that forgets a day off by law doesn't take it away.
    """
    if name := holidays(when.year).get(when):
        return Day(when, False, _("Statutory holiday"), name, provisional)
    working = when.weekday() < 5
    return Day(when, working, _("Working day") if working else _("Weekend"), "", provisional)


def is_published(year: int) -> bool:
    """Whether the holiday notice of ``year`` is known without the province's table."""
    try:
        chinese_calendar.get_holiday_detail(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


class _Kept(threading.local):
    """Per thread, when the rows were last read; the table itself is shared."""

    read_at: float | None = None


_kept = _Kept()
_shared: dict[str, Table] = {}


def current() -> Table:
    """The calendar as it stands; one query when the rows were not read lately."""
    table = _shared.get("table")
    if table is None or _kept.read_at is None or monotonic() - _kept.read_at > FRESH_FOR:
        table = _read(table)
    return table


def _read(before: Table | None) -> Table:
    rows = SET.rows()
    table = before if before is not None and before.rows == rows else Table(rows)
    _shared["table"], _kept.read_at = table, monotonic()
    return table


def look_again(**kwargs) -> None:
    """The receiver of ``request_started``: this thread reads the rows again before it uses them."""
    _kept.read_at = None


def forget(**kwargs) -> None:
    """Drop what is in memory, after the rows changed."""
    _shared.clear()
    _kept.read_at = None
